//! The paper's second server in Rust: says HelloWorld to everybody, at once or after a wait, as `examples/js/hello.js`
//! does. `cargo run --release -p evloop-examples --example paper_hello 9996 100`, then `nc 127.0.0.1 9996`.

use evloop::{Event, Loop};
use std::time::Duration;

fn main() -> evloop::Result<()> {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u16>().ok());
    let port = arguments.next().flatten().unwrap_or(9996);
    let wait = arguments.next().flatten().map(|ms| Duration::from_millis(ms.into()));
    let mut lp = Loop::new()?;
    lp.listen(([127, 0, 0, 1], port), move |lp, conn| {
        let greet = move |lp: &mut Loop| {
            let _ = conn.end_with(lp, b"HelloWorld\n");
        };
        match wait {
            None => greet(lp),
            Some(wait) => drop(lp.after(wait, greet)),
        }
        // What the client says does not matter, but must be read: a kernel that closes a socket with unread bytes
        // resets the connection, and the client may lose our reply.
        conn.start(lp, |_, _, event| {
            if let Event::Error(error) = event {
                eprintln!("{error}");
            }
        });
    })?;
    lp.run()
}
