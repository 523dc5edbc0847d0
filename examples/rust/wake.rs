//! Another thread speaks to the loop, and the loop has a thread work for it.

use evloop::Loop;
use std::thread;
use std::time::Duration;

fn main() -> evloop::Result<()> {
    let mut lp = Loop::new()?;

    // A remote keeps the loop alive until its last clone is gone.
    let remote = lp.remote();
    thread::spawn(move || {
        for number in 1..=3 {
            thread::sleep(Duration::from_millis(10));
            if remote.post(move |_| println!("post {number} from another thread")).is_err() {
                return;
            }
        }
    });

    // A job runs on the pool's threads; its result arrives here.
    lp.work(
        || (1..=20u64).product::<u64>(),
        |_, result| match result {
            Ok(product) => println!("20! = {product}"),
            Err(_) => println!("the job panicked"),
        },
    );
    lp.run()
}
