//! error[E0277]: cannot be sent between threads safely
//! A loop stays on the thread on which it was made: its callbacks may own what no other thread may touch.

use evloop::Loop;
use std::thread;

fn main() {
    let lp = Loop::new().unwrap();
    #[cfg(not(right))]
    thread::spawn(move || lp.run());
    #[cfg(right)]
    thread::spawn(move || Loop::new().unwrap().run());
    #[cfg(right)]
    lp.run().unwrap();
}
