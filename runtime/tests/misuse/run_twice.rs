//! error[E0382]: use of moved value: `lp`
//! `run` consumes the loop, and drops what is left in it.

use evloop::Loop;

fn main() {
    let lp = Loop::new().unwrap();
    lp.run().unwrap();
    #[cfg(not(right))]
    lp.run().unwrap();
}
