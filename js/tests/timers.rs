//! Timers and the engine that they belong to: who outlives whom.

use std::time::Duration;

use evloop::Loop;
use evloop_js::Engine;

const WAITING: &str = "
    globalThis.fired = [];
    setTimeout(() => fired.push('late'), 50);
    setTimeout(function again() { fired.push(this.refresh === undefined); }, 50).ref();
    setInterval(() => fired.push('interval'), 20).unref();
    const timer = setTimeout(() => timer, 1e6).unref();
    +timer;
    setImmediate(() => fired.push('immediate'));
    setImmediate(() => fired.push('unreferenced')).unref();
    'armed'";

/// What waits in a loop for an engine that is gone does nothing, and nothing of the engine is left over (which the
/// engine itself checks when it goes).
#[test]
fn an_engine_that_goes_takes_its_timers_with_it() {
    let mut lp = Loop::new().unwrap();
    let engine = Engine::new().unwrap();
    assert_eq!(engine.eval(&mut lp, WAITING).unwrap(), "armed");
    drop(engine);
    lp.after(Duration::from_millis(100), Loop::stop);
    lp.run().unwrap();
}

#[test]
fn a_loop_that_goes_first_leaves_the_engine_whole() {
    let mut lp = Loop::new().unwrap();
    let engine = Engine::new().unwrap();
    engine.eval(&mut lp, WAITING).unwrap();
    lp.turn().unwrap();
    drop(lp);
    drop(engine);
}
