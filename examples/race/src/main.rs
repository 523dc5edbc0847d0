//! Sells ten million tickets, or as many as are said, to four buyers: threads first, then callbacks.
//! `cargo run --release -p evloop-race [TICKETS]`

use evloop_race::{Office, by_threads, in_two_callbacks, on_a_loop};
use std::sync::Arc;
use std::time::Duration;

const TICKETS: u64 = 10_000_000;
const BUYERS: usize = 4;

fn main() -> evloop::Result<()> {
    let tickets = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(TICKETS);
    println!("{BUYERS} buyers, {tickets} tickets");
    for _ in 0..3 {
        let office = Office::new(tickets);
        by_threads(&office, BUYERS, || {});
        tell("threads", &office);
    }
    let office = Arc::new(Office::new(tickets));
    on_a_loop(&office, BUYERS, |_| {})?;
    tell("callbacks", &office);
    println!("{BUYERS} buyers, 1 ticket, and a payment between looking and taking");
    let office = Arc::new(Office::new(1));
    in_two_callbacks(&office, BUYERS, Duration::from_millis(1))?;
    tell("callbacks that wait in the middle", &office);
    Ok(())
}

fn tell(who: &str, office: &Office) {
    println!("  {who}: sold {}, left {}", office.sold(), office.left());
}
