//! JavaScript in a Rust program: `cargo run -p evloop-examples --example embed`.
//!
//! The script gets two functions of ours, and shares our loop: its timers, our timers and our sockets take turns.

use std::time::Duration;

use evloop::Loop;
use evloop_js::Engine;

const SCRIPT: &str = r"
    let n = 0;
    const ticking = setInterval(() => {
        say(`tick ${++n}`);
        if (n === 3) {
            clearInterval(ticking);
            stopAfter(10);
        }
    }, 20);
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut lp = Loop::new()?;
    let js = Engine::new()?;

    // A host function: what the script passes is converted, or the script gets a TypeError.
    js.host("say", |text: String| println!("the script says: {text}"))?;
    // One that works on the loop takes it as its last parameter.
    js.host("stopAfter", |ms: u32, lp: &mut Loop| {
        lp.after(Duration::from_millis(ms.into()), |lp| lp.stop());
    })?;

    // Something of our own, on the same loop; without the script's stop it would go on for ever.
    lp.every(Duration::from_millis(25), |_, _| println!("and Rust ticks, too"));

    js.run_source(&mut lp, SCRIPT, "script.js")?;
    lp.run()?;
    Ok(())
}
