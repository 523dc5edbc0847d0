//! A program with a loop of its own, here a plain poll(2), has evloop run inside it: an echo server and a clock beside
//! what the program itself waits for, which is its standard input. Ends with the input.
//!
//! `printf 'one\ntwo\n' | cargo run -p evloop-examples --example embed_in_poll`

use evloop::{Event, Loop, system};
use std::error::Error;
use std::io::stdin;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let mut lp = Loop::new()?;
    let listener = lp.listen(([127, 0, 0, 1], 0), |lp, conn| {
        conn.start(lp, |lp, conn, event| match event {
            Event::Data(bytes) => drop(conn.write(lp, bytes)),
            Event::End => drop(conn.end(lp)),
            _ => {}
        });
    })?;
    println!("echoing on {}", listener.local_addr(&lp)?);
    lp.every(Duration::from_secs(1), |_, _| println!("a second has passed"));

    let input = stdin();
    let mut buffer = [0; 4096];
    loop {
        // Before every sleep: for how long? This also tells the kernel what the loop's sources wait for.
        let limit = lp.next_deadline().map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let ready = match system::wait_readable(&[lp.as_fd()?, input.as_fd()], limit) {
            Ok(ready) => ready,
            Err(error) if error.interrupted() => continue,
            Err(error) => return Err(error.into()),
        };
        // After every sleep, for whatever reason it ended: a turn, which costs next to nothing when nothing is to be done.
        lp.turn_without_sleep()?;
        if ready[1] {
            let count = system::read(&input, &mut buffer)?;
            if count == 0 {
                return Ok(());
            }
            print!("the program read: {}", String::from_utf8_lossy(&buffer[..count]));
        }
    }
}
