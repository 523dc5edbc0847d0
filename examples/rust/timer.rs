//! A timer that fires once, one that repeats, and one that is put off again and again.

use evloop::Loop;
use std::time::Duration;

fn main() -> evloop::Result<()> {
    let mut lp = Loop::new()?;
    let start = lp.now();

    lp.after(Duration::from_millis(30), move |lp| println!("{:?}: once", lp.now() - start));

    let mut count = 0;
    lp.every(Duration::from_millis(10), move |lp, timer| {
        count += 1;
        println!("{:?}: tick {count}", lp.now() - start);
        if count == 5 {
            timer.cancel(lp);
        }
    });

    // A watchdog: as long as somebody pats it, it is quiet. Restarting costs no allocation.
    let watchdog = lp.timer(move |lp, _| println!("{:?}: nobody patted me for 20 ms", lp.now() - start));
    watchdog.restart(&mut lp, Duration::from_millis(20));
    let mut pats = 0;
    lp.every(Duration::from_millis(15), move |lp, timer| {
        pats += 1;
        if pats == 4 {
            timer.cancel(lp);
        } else {
            watchdog.restart(lp, Duration::from_millis(20));
        }
    });
    lp.run()
}
