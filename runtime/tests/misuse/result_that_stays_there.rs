//! error[E0277]: cannot be sent between threads safely
//! The result of a job travels back.

use evloop::Loop;
use std::rc::Rc;

fn main() {
    let mut lp = Loop::new().unwrap();
    #[cfg(not(right))]
    lp.work(|| Rc::new(1), |_, _| {});
    #[cfg(right)]
    lp.work(|| 1, |_, number| drop(Rc::new(number)));
}
