//! error[E0597]: `count` does not live long enough
//! A callback outlives the function that installs it. What it needs moves into it.

use evloop::Loop;
use std::time::Duration;

fn install(lp: &mut Loop) {
    let mut count = 0;
    #[cfg(not(right))]
    let counter = &mut count;
    #[cfg(right)]
    let mut counter = {
        count += 1;
        count
    };
    lp.every(Duration::from_secs(1), move |_, _| {
        #[cfg(not(right))]
        {
            *counter += 1;
        }
        #[cfg(right)]
        {
            counter += 1;
        }
    });
}

fn main() {
    install(&mut Loop::new().unwrap());
}
