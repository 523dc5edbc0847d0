//! An echo server in Rust that shows its loop on a page, until Enter is pressed.
//!
//! `cargo run -p evloop-examples --example view`, and then `nc 127.0.0.1 7000` as often as you like.

use evloop::recorder::Recorder;
use evloop::{Event, Loop};
use evloop_view::{Options, serve};
use std::io::{self, Read};
use std::time::Duration;

/// So many facts wait for the page's thread to read them, at 32 bytes each.
const FACTS: usize = 1 << 18;

fn main() -> evloop::Result<()> {
    let mut lp = Loop::new()?;
    let recorder = Recorder::new(FACTS);
    lp.observe(recorder.clone());
    let options = Options { program: "echo".into(), backend: lp.backend().into(), ..Options::default() };
    let view = serve(recorder.reader(), options)?;
    println!("watch at {}", view.url());

    let server = lp.listen(([127, 0, 0, 1], 7000), |lp, conn| {
        conn.start(lp, |lp, conn, event| match event {
            Event::Data(bytes) => drop(conn.write(lp, bytes)),
            Event::End => drop(conn.end(lp)),
            _ => {}
        });
    })?;
    println!("listening on {}", server.local_addr(&lp)?);
    lp.every(Duration::from_secs(1), |_, _| ());
    // Enter is waited for on a thread of the pool, which the page shows, too.
    lp.slow_work(|| io::stdin().read(&mut [0]), |lp, _| lp.stop());
    lp.run()?;
    view.end();
    Ok(())
}
