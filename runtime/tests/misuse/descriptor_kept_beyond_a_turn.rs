//! error[E0502]: cannot borrow `lp` as mutable
//! A descriptor that the loop lends may be closed by the next turn.

use evloop::Loop;
use std::os::fd::AsRawFd;

fn main() {
    let mut lp = Loop::new().unwrap();
    let fd = lp.as_fd().unwrap();
    #[cfg(not(right))]
    lp.turn_without_sleep().unwrap();
    println!("{}", fd.as_raw_fd());
    #[cfg(right)]
    lp.turn_without_sleep().unwrap();
}
