//! error[E0277]: cannot be sent between threads safely
//! A post travels from one thread to another, with all that it owns.

use evloop::Loop;
use std::rc::Rc;
use std::sync::Arc;

fn main() {
    let lp = Loop::new().unwrap();
    #[cfg(not(right))]
    let number = Rc::new(1);
    #[cfg(right)]
    let number = Arc::new(1);
    let _ = (Rc::new(0), Arc::new(0));
    lp.remote().post(move |_| drop(number)).unwrap();
}
