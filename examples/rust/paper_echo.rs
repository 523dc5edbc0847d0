//! The paper's echo server in Rust: greets, then sends back what comes, as `examples/js/echo.js` does.
//! `cargo run --release -p evloop-examples --example paper_echo 1337`, then `nc 127.0.0.1 1337`.

use evloop::{Event, Flow, Loop};

fn main() -> evloop::Result<()> {
    let port = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1337);
    let mut lp = Loop::new()?;
    lp.listen(([127, 0, 0, 1], port), |lp, conn| {
        // The first bytes always find room.
        let _ = conn.write(lp, b"Echo server\r\n");
        conn.start(lp, |lp, conn, event| match event {
            Event::Data(bytes) => {
                let flow = conn.write(lp, bytes);
                // Whoever does not read what it is sent is not read from either.
                if flow == Flow::Full {
                    conn.pause(lp);
                }
            }
            Event::Drain => drop(conn.resume(lp)),
            Event::End => drop(conn.end(lp)),
            _ => {}
        });
    })?;
    lp.run()
}
