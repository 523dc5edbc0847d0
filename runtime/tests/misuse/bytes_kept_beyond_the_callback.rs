//! error[E0521]: borrowed data escapes
//! What was read lies in the loop's buffer, which the next read fills again.

use evloop::{Event, Loop};

fn main() {
    let mut lp = Loop::new().unwrap();
    let mut kept = Vec::new();
    let listening = lp.listen(([127, 0, 0, 1], 0), move |lp, conn| {
        conn.start(lp, |_, _, _| {});
    });
    let _ = listening;
    let _ = lp.connect(([127, 0, 0, 1], 1), move |_, _, event| {
        if let Event::Data(bytes) = event {
            #[cfg(not(right))]
            kept.push(bytes);
            #[cfg(right)]
            kept.push(bytes.to_vec());
        }
    });
}
