//! error[E0507]: cannot move out of `*lp`
//! A callback has the loop lent, so it cannot run it: loops do not nest.

use evloop::Loop;
use std::time::Duration;

fn main() {
    let mut lp = Loop::new().unwrap();
    #[cfg(not(right))]
    lp.after(Duration::ZERO, |lp| lp.run().unwrap());
    #[cfg(right)]
    lp.after(Duration::ZERO, |lp| lp.stop());
}
