//! error[E0277]: cannot be sent between threads safely
//! A job runs on a thread of the pool. What is done with its result runs here, and may own what it likes.

use evloop::Loop;
use std::rc::Rc;

fn main() {
    let mut lp = Loop::new().unwrap();
    let log = Rc::new(1);
    #[cfg(not(right))]
    lp.work(move || *log, |_, _| {});
    #[cfg(right)]
    lp.work(|| 1, move |_, _| drop(log));
}
