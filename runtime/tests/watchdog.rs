//! The watchdog: callbacks that block the loop are named while they do.

use evloop::Loop;
use evloop::recorder::{Blocked, Recorder, What};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

/// Longer than any test waits.
const LONG: Duration = Duration::from_secs(3600);
/// After so long a test has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A loop whose watchdog tells us.
fn watched(limit: Duration) -> (Loop, Recorder, Receiver<Blocked>) {
    let (told, hear) = mpsc::channel();
    let recorder = Recorder::new(16);
    recorder.watchdog(limit, move |blocked| drop(told.send(blocked.clone()))).unwrap();
    let mut lp = Loop::new().unwrap();
    lp.observe(recorder.clone());
    (lp, recorder, hear)
}

/// The last report of those that are there.
fn last(hear: &Receiver<Blocked>) -> Blocked {
    hear.try_iter().last().expect("there is a report")
}

#[test]
fn a_callback_is_reported_while_it_blocks_and_when_it_has_returned() {
    let (mut lp, _recorder, hear) = watched(Duration::from_millis(5));
    let (lend, lent) = mpsc::channel();
    lp.immediate(move |_| {
        let first = hear.recv_timeout(PATIENCE).unwrap();
        lend.send((first, hear)).unwrap();
    });
    lp.run().unwrap();
    let (first, hear) = lent.recv().unwrap();
    assert!(!first.is_over && first.lasted >= Duration::from_millis(4), "{first}");
    assert!(first.source.starts_with("immediate#") && first.kind == "immediate", "{first}");
    assert!(first.to_string().starts_with("a callback has blocked the loop for "), "{first}");
    assert!(first.to_string().ends_with(", inside native code"), "{first}");
    let end = last(&hear);
    assert!(end.is_over && end.lasted >= first.lasted, "{end}");
    assert!(end.to_string().starts_with("a callback held the loop for "), "{end}");
    assert_eq!(end.source, first.source);
}

#[test]
fn short_callbacks_are_not_reported() {
    let (mut lp, _recorder, hear) = watched(LONG);
    lp.immediate(|_| ());
    lp.after(Duration::from_millis(1), |_| ());
    lp.run().unwrap();
    assert!(hear.try_recv().is_err());
}

/// A loop that waits is not blocked, however long it waits.
#[test]
fn waiting_is_not_blocking() {
    let (mut lp, _recorder, hear) = watched(Duration::from_secs(20));
    lp.after(Duration::from_millis(50), |_| ());
    lp.run().unwrap();
    assert!(hear.try_recv().is_err());
}

#[test]
fn a_guest_tells_its_function_and_its_stack() {
    let (mut lp, recorder, hear) = watched(Duration::from_millis(5));
    let (guest, witness) = (recorder.clone(), recorder.witness().unwrap());
    lp.immediate(move |lp| {
        guest.note(lp, What::Function(guest.label("work script:7")));
        // As an interpreter does, until somebody has been told.
        let reported = loop {
            if witness.is_asked() {
                witness.answer("    at work (script:7)\n    at main (script:9)\n".to_owned());
            }
            match hear.recv_timeout(Duration::from_millis(1)) {
                Ok(blocked) if blocked.stack.is_some() => break blocked,
                _ => {}
            }
        };
        assert_eq!(reported.function, "work script:7");
        let text = reported.to_string();
        assert!(text.contains(": work (script:7), of immediate#"), "{text}");
        assert!(text.ends_with("\n    at work (script:7)\n    at main (script:9)"), "{text}");
    });
    lp.run().unwrap();
}

#[test]
fn a_second_watchdog_takes_the_place_of_the_first() {
    let (mut lp, recorder, first) = watched(Duration::from_millis(5));
    let (told, second) = mpsc::channel();
    recorder.watchdog(Duration::from_millis(5), move |blocked| drop(told.send(blocked.clone()))).unwrap();
    lp.immediate(move |_| drop(second.recv_timeout(PATIENCE).unwrap()));
    lp.run().unwrap();
    assert!(first.try_recv().is_err());
}
