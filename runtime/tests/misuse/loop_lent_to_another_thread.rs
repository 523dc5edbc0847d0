//! error[E0277]: cannot be shared between threads safely
//! Not even to look at: other threads have a `Remote`.

use evloop::Loop;
use std::thread;

fn main() {
    let lp = Loop::new().unwrap();
    #[cfg(right)]
    let lp = lp.remote();
    thread::scope(|scope| {
        #[cfg(not(right))]
        scope.spawn(|| lp.alive());
        #[cfg(right)]
        scope.spawn(|| lp.post(|lp| lp.stop()));
    });
}
