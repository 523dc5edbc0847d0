//! Sends back whatever a client sends: `cargo run -p evloop-examples --example echo 7000`, then
//! `nc 127.0.0.1 7000`.

use evloop::{Event, Flow, Loop};

fn main() -> evloop::Result<()> {
    let port = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(7000);
    let mut lp = Loop::new()?;
    let listener = lp.listen(([127, 0, 0, 1], port), |lp, conn| {
        conn.start(lp, |lp, conn, event| match event {
            Event::Data(bytes) => match conn.write(lp, bytes) {
                // When the client does not read, do not read from it either.
                Flow::Full => drop(conn.pause(lp)),
                Flow::Open | Flow::Closed => {}
            },
            Event::Drain => drop(conn.resume(lp)),
            Event::End => drop(conn.end(lp)),
            Event::Error(error) => eprintln!("{}: {error}", conn.id()),
            _ => {}
        });
    })?;
    println!("listening on {}", listener.local_addr(&lp)?);
    lp.run()
}
