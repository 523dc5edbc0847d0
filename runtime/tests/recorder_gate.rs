//! The gate of a recorder: another thread stops the loop, lets it go on, and is never waited for in vain.

use crate::common::{HANGS, MS, Scratch, new_loop, simulated};
use crate::recorder::until;
use evloop::recorder::{Break, Gate, Reader, Recorder, Step, Subject, What};
use evloop::{Interest, Kind, Loop, Phase, Sig, system};
use std::io::Write;
use std::os::unix::net::UnixStream;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

on_every_backend!(
    a_loop_is_stopped_before_its_first_turn_and_goes_on,
    steps_lead_from_callback_to_callback,
    steps_lead_from_phase_to_phase_and_from_turn_to_turn,
    a_loop_that_sleeps_stops_at_once,
    breakpoints_stop_before_what_they_name,
    a_signal_is_one_callback,
    slow_motion_waits_before_each_callback,
    an_exception_is_seen_while_the_loop_stands_still,
    a_loop_that_stands_still_is_surveyed,
    without_readers_the_loop_goes_on,
    a_gate_that_is_open_stays_open,
);

/// Runs a loop that `viewer` watches from another thread.
#[track_caller]
fn view(mut lp: Loop, set_up: impl FnOnce(&mut Loop, &Reader), viewer: impl FnOnce(Viewer) + Send + 'static) {
    let recorder = Recorder::new(100_000);
    lp.observe(recorder.clone());
    let reader = recorder.reader();
    set_up(&mut lp, &reader);
    let viewer = thread::spawn(move || viewer(Viewer { reader, facts: Vec::new() }));
    lp.run().unwrap();
    viewer.join().unwrap();
}

struct Viewer {
    reader: Reader,
    facts: Vec<What>,
}

impl Viewer {
    fn gate(&self) -> &Gate {
        self.reader.gate()
    }

    /// What has happened since the last time.
    fn read(&mut self) {
        let mut facts = Vec::new();
        assert_eq!(self.reader.read(&mut facts), 0);
        self.facts.extend(facts.iter().map(|fact| fact.what));
    }

    /// Waits until the loop stands still for this reason; before whose callback that is.
    #[track_caller]
    fn halt(&mut self, why: &str) -> Option<Kind> {
        until(|| (self.gate().stopped() == Some(why)).then_some(()));
        self.read();
        let Some(What::Stopped(label, before)) = self.facts.last() else { panic!("{:?}", self.facts.last()) };
        assert_eq!(&*self.reader.text(*label), why);
        (*before != Subject::NOBODY).then(|| before.source().unwrap().kind)
    }

    /// What the loop has done after each stop.
    fn after_stops(&mut self) -> Vec<What> {
        self.read();
        let pairs = self.facts.windows(2).filter(|pair| pair[0] == What::Resumed);
        pairs.map(|pair| pair[1]).collect()
    }

    fn fall_asleep(&mut self) {
        until(|| {
            self.read();
            matches!(self.facts.last()?, What::Sleep(limit) if *limit != Some(Duration::ZERO)).then_some(())
        });
    }
}

fn a_loop_is_stopped_before_its_first_turn_and_goes_on() {
    let (ran, has_run) = mpsc::channel();
    let set_up = |lp: &mut Loop, reader: &Reader| {
        lp.immediate(move |_| ran.send(()).unwrap());
        reader.gate().pause();
    };
    view(new_loop(), set_up, move |mut viewer| {
        assert_eq!(viewer.halt("paused"), None);
        assert_eq!(has_run.try_recv(), Err(mpsc::TryRecvError::Empty));
        viewer.gate().resume();
        has_run.recv().unwrap();
        until(|| viewer.gate().stopped().is_none().then_some(()));
        assert_eq!(viewer.after_stops(), [What::Turn(1)]);
    });
}

/// A timer, two immediates and a descriptor, each with something to do.
fn all_sorts(lp: &mut Loop) {
    let (here, mut there) = UnixStream::pair().unwrap();
    there.write_all(b"x").unwrap();
    lp.watch(here, Interest::READ, |lp, watch, _| {
        watch.close(lp);
    })
    .unwrap();
    lp.after(Duration::ZERO, |_| {});
    lp.immediate(|_| {});
    lp.immediate(|_| {});
    std::mem::forget(there);
}

fn steps_lead_from_callback_to_callback() {
    let set_up = |lp: &mut Loop, reader: &Reader| {
        all_sorts(lp);
        reader.gate().step(Step::Callback);
    };
    view(new_loop(), set_up, |mut viewer| {
        for kind in [Kind::Timer, Kind::Watch, Kind::Immediate, Kind::Immediate] {
            assert_eq!(viewer.halt("step"), Some(kind));
            viewer.gate().step(Step::Callback);
        }
    });
}

fn steps_lead_from_phase_to_phase_and_from_turn_to_turn() {
    let set_up = |lp: &mut Loop, reader: &Reader| {
        all_sorts(lp);
        lp.immediate(|lp| {
            lp.immediate(|_| {});
        });
        reader.gate().pause();
    };
    view(new_loop(), set_up, |mut viewer| {
        viewer.halt("paused");
        for _ in 0..4 {
            viewer.gate().step(Step::Phase);
            assert_eq!(viewer.halt("step"), None);
        }
        viewer.gate().pause();
        assert_eq!(viewer.halt("step"), None);
        viewer.gate().open();
        let all = [
            What::Turn(1),
            What::Phase(Phase::Timers),
            What::Phase(Phase::Poll),
            What::Phase(Phase::Check),
            What::Turn(2),
        ];
        assert_eq!(until(|| Some(viewer.after_stops()).filter(|all| all.len() == 5)), all);
    });
    let set_up = |lp: &mut Loop, reader: &Reader| {
        lp.on_idle(|lp, hook| {
            if lp.metrics().turns == 3 {
                hook.close(lp);
            }
        });
        reader.gate().step(Step::Turn);
    };
    view(new_loop(), set_up, |mut viewer| {
        for _ in 0..3 {
            assert_eq!(viewer.halt("step"), None);
            viewer.gate().step(Step::Turn);
        }
        let turns = until(|| Some(viewer.after_stops()).filter(|all| all.len() == 3));
        assert_eq!(turns, [What::Turn(1), What::Turn(2), What::Turn(3)]);
    });
}

fn a_loop_that_sleeps_stops_at_once() {
    let lp = new_loop();
    let remote = lp.remote();
    view(
        lp,
        |_, _| {},
        move |mut viewer| {
            for _ in 0..3 {
                viewer.fall_asleep();
                viewer.gate().pause();
                assert_eq!(viewer.halt("paused"), None);
                viewer.gate().resume();
            }
            drop(remote);
        },
    );
}

fn breakpoints_stop_before_what_they_name() {
    let set_up = |lp: &mut Loop, reader: &Reader| {
        all_sorts(lp);
        lp.remote().post(|_| {}).unwrap();
        lp.work(|| (), |_, _| {});
        Break::ALL.into_iter().for_each(|at| reader.gate().set_break(at, true));
    };
    view(new_loop(), set_up, |mut viewer| {
        assert_eq!(viewer.halt("breakpoint: next timer"), Some(Kind::Timer));
        viewer.gate().resume();
        let mut kinds = Vec::new();
        for _ in 0..2 {
            kinds.push(viewer.halt("breakpoint: next I/O").unwrap());
            viewer.gate().resume();
        }
        kinds.sort();
        assert_eq!(kinds, [Kind::Watch, Kind::Work]);
        assert_eq!(viewer.gate().breaks(), Break::ALL);
    });
}

fn a_signal_is_one_callback() {
    let scratch = Scratch::new();
    let path = scratch.with("file", "one");
    let set_up = |lp: &mut Loop, reader: &Reader| {
        lp.signal(Sig::XFSZ, |lp, signal| assert!(signal.close(lp))).unwrap();
        system::raise(Sig::XFSZ).unwrap();
        reader.gate().step(Step::Callback);
    };
    view(new_loop(), set_up, |mut viewer| {
        assert_eq!(viewer.halt("step"), Some(Kind::Signal));
        viewer.gate().resume();
    });
    let set_up = |lp: &mut Loop, reader: &Reader| {
        lp.watch_file(&path, |lp, watch, _| {
            watch.close(lp);
        })
        .unwrap();
        std::fs::write(&path, "two").unwrap();
        reader.gate().set_break(Break::Io, true);
    };
    view(new_loop(), set_up, |mut viewer| {
        assert_eq!(viewer.halt("breakpoint: next I/O"), Some(Kind::FileWatch));
        viewer.gate().open();
    });
}

fn slow_motion_waits_before_each_callback() {
    let begun = Instant::now();
    let set_up = |lp: &mut Loop, reader: &Reader| {
        for _ in 0..3 {
            lp.immediate(|_| {});
        }
        reader.gate().set_slow(20 * MS);
    };
    view(new_loop(), set_up, |viewer| assert_eq!(viewer.gate().slow(), 20 * MS));
    // The viewer goes at once, and with it the slow motion.
    assert!(begun.elapsed() < HANGS);
    let (over, wait) = mpsc::channel::<()>();
    let begun = Instant::now();
    let set_up = move |lp: &mut Loop, reader: &Reader| {
        for _ in 0..3 {
            lp.immediate(|_| {});
        }
        lp.immediate(move |_| drop(over));
        reader.gate().set_slow(20 * MS);
    };
    view(new_loop(), set_up, move |viewer| {
        assert!(wait.recv().is_err());
        drop(viewer);
    });
    assert!(begun.elapsed() >= 80 * MS);
    // A minute before each callback, but somebody is in a hurry.
    let begun = Instant::now();
    let set_up = |lp: &mut Loop, reader: &Reader| {
        lp.immediate(|_| {});
        reader.gate().set_slow(10 * HANGS);
        assert_eq!(reader.gate().slow(), HANGS, "a minute at most");
    };
    view(new_loop(), set_up, |mut viewer| {
        viewer.gate().pause();
        viewer.halt("paused");
        viewer.gate().set_slow(Duration::ZERO);
        viewer.gate().resume();
    });
    assert!(begun.elapsed() < HANGS);
}

fn an_exception_is_seen_while_the_loop_stands_still() {
    let mut lp = new_loop();
    let recorder = Recorder::new(1000);
    lp.observe(recorder.clone());
    let reader = recorder.reader();
    reader.gate().set_break(Break::Exception, true);
    let own = recorder.clone();
    lp.immediate(move |lp| own.note(lp, What::Exception(own.label("Error: oh"))));
    let viewer = thread::spawn(move || {
        let mut viewer = Viewer { reader, facts: Vec::new() };
        assert_eq!(viewer.halt("breakpoint: next exception"), None);
        let told = viewer.facts.iter().find_map(|what| match what {
            What::Exception(label) => Some(viewer.reader.text(*label)),
            _ => None,
        });
        assert_eq!(told.as_deref(), Some("Error: oh"));
        viewer.gate().resume();
    });
    lp.run().unwrap();
    viewer.join().unwrap();
}

fn a_loop_that_stands_still_is_surveyed() {
    let set_up = |lp: &mut Loop, reader: &Reader| {
        lp.immediate(|_| {});
        reader.gate().pause();
    };
    view(new_loop(), set_up, |mut viewer| {
        viewer.halt("paused");
        for _ in 0..3 {
            viewer.reader.ask_survey();
            let survey = until(|| viewer.reader.survey());
            assert_eq!(survey.counts.get(&Kind::Immediate), Some(&1));
        }
        viewer.gate().resume();
    });
}

fn without_readers_the_loop_goes_on() {
    let set_up = |lp: &mut Loop, reader: &Reader| {
        lp.immediate(|_| {});
        reader.gate().pause();
    };
    view(new_loop(), set_up, |mut viewer| {
        let other = viewer.reader.clone();
        viewer.halt("paused");
        drop(viewer);
        assert_eq!(other.gate().stopped(), Some("paused"), "there is another");
    });
    // Who has no reader left cannot pause either.
    let mut lp = new_loop();
    let recorder = Recorder::new(1000);
    lp.observe(recorder.clone());
    lp.immediate(|_| {});
    recorder.reader().gate().pause();
    lp.run().unwrap();
}

fn a_gate_that_is_open_stays_open() {
    let set_up = |lp: &mut Loop, reader: &Reader| {
        all_sorts(lp);
        reader.gate().open();
        reader.gate().pause();
        reader.gate().step(Step::Callback);
        reader.gate().set_break(Break::Timer, true);
    };
    view(new_loop(), set_up, |viewer| {
        assert_eq!((viewer.gate().stopped(), viewer.gate().breaks().len()), (None, 0));
    });
}

/// However long it takes for the rest of the world.
#[test]
fn timers_do_not_grow_older_while_the_loop_stands_still() {
    let (mut lp, world) = simulated();
    lp.after(10 * MS, |_| {});
    lp.after(30 * MS, |lp| assert_eq!(lp.now(), 30 * MS));
    let set_up = |_: &mut Loop, reader: &Reader| reader.gate().set_break(Break::Timer, true);
    view(lp, set_up, move |mut viewer| {
        for _ in 0..2 {
            viewer.halt("breakpoint: next timer");
            world.pass(Duration::from_secs(3600));
            viewer.gate().resume();
        }
        until(|| viewer.gate().stopped().is_none().then_some(()));
        viewer.read();
        let late: Vec<_> = viewer.facts.iter().filter(|what| matches!(what, What::Late(_))).collect();
        assert_eq!(late, [&What::Late(Duration::ZERO); 2]);
    });
}

#[test]
fn a_carrier_is_no_stop() {
    let mut lp = new_loop();
    let recorder = Recorder::new(1000);
    lp.observe(recorder.clone());
    let reader = recorder.reader();
    let own = recorder.clone();
    let guest = Subject { kind: recorder.label("timeout"), number: 1 };
    let carrier = lp.after(MS, move |lp| {
        own.note(lp, What::Enter(guest));
        own.note(lp, What::Leave(guest));
    });
    recorder.set_carrier(carrier.id());
    reader.gate().set_break(Break::Timer, true);
    let viewer = thread::spawn(move || {
        let mut viewer = Viewer { reader, facts: Vec::new() };
        until(|| viewer.gate().stopped());
        viewer.read();
        let Some(What::Stopped(_, before)) = viewer.facts.last() else { panic!("{:?}", viewer.facts) };
        assert_eq!(*before, guest);
        viewer.gate().resume();
    });
    lp.run().unwrap();
    viewer.join().unwrap();
}
