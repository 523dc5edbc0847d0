//! Signals. Numbers are those of the reliability scenarios. Each test has signals of its own, because they belong to
//! the process, which the tests share.

use crate::common::{self, HANGS, Log, MS, deadline, in_own_process, own_process};
use evloop::{Loop, Sig, Signal, system};
use std::os::unix::process::ExitStatusExt;
use std::sync::mpsc;
use std::thread;

fn new_loop() -> Loop {
    let mut lp = Loop::new().unwrap();
    deadline(&mut lp, HANGS);
    lp
}

fn close(lp: &mut Loop, signal: Signal) {
    assert!(signal.close(lp));
}

/// To this very thread: it has been dealt with when the call returns, whatever the test runner's other threads do.
fn raise(sig: Sig) {
    system::raise(sig).unwrap();
}

#[test]
fn g93_a_signal_before_the_loop_runs_and_one_in_a_callback_are_heard_in_the_poll_phase() {
    let (mut lp, log) = (new_loop(), Log::default());
    let heard = log.clone();
    lp.signal(Sig::USR1, move |lp, signal| {
        heard.say("heard");
        if heard.count("heard") == 2 {
            signal.close(lp);
        } else {
            raise(Sig::USR1);
            heard.say("raised");
        }
    })
    .unwrap();
    raise(Sig::USR1);
    lp.run().unwrap();
    log.check(&["heard", "raised", "heard"]);
}

/// One after the other: signals belong to the process, so that this cannot be a test for each. None of those that stop a
/// process: SIGCONT, which another test raises, takes them away from threads that have yet to get them.
#[test]
fn g93_every_backend_tells_more_signals_than_fit_a_turn() {
    for name in ["epoll", "epoll-edge", "kqueue", "poll", "select"] {
        common::on(name, || {
            let Ok(mut lp) = common::try_loop() else {
                return println!("skipped: no {} here", common::backend());
            };
            deadline(&mut lp, HANGS);
            let mut left = 200;
            lp.signal(Sig::XCPU, move |lp, signal| {
                left -= 1;
                if left == 0 {
                    close(lp, signal);
                }
            })
            .unwrap();
            (0..200).for_each(|_| raise(Sig::XCPU));
            lp.run().unwrap();
        });
    }
}

#[test]
fn g93_a_signal_from_another_thread_ends_the_waiting() {
    let mut lp = new_loop();
    lp.signal(Sig::WINCH, close).unwrap();
    lp.immediate(|_| drop(thread::spawn(|| raise(Sig::WINCH))));
    lp.run().unwrap();
}

#[test]
fn g94_a_storm_neither_fills_the_pipe_nor_starves_the_loop() {
    if !in_own_process("g94_a_storm_neither_fills_the_pipe_nor_starves_the_loop") {
        return;
    }
    let (mut lp, log) = (new_loop(), Log::default());
    let heard = log.clone();
    let usr2 = lp.signal(Sig::USR2, move |_, _| heard.say("usr2")).unwrap();
    let heard = log.clone();
    let hup = lp.signal(Sig::HUP, move |_, _| heard.say("hup")).unwrap();
    for _ in 0..100_000 {
        raise(Sig::USR2);
    }
    raise(Sig::HUP); // there is no room for it any more
    let turns = log.clone();
    lp.immediate(move |lp| {
        turns.say(format!("{} before the immediate", turns.len()));
        usr2.set_ref(lp, false);
        hup.set_ref(lp, false);
    });
    lp.turn().unwrap();
    assert!(log.len() < 100, "one turn has told {}", log.len());
    for _ in 0..2000 {
        lp.turn().unwrap();
    }
    assert!(log.count("usr2") > 1000 && log.count("usr2") <= 100_000);
    assert_eq!(log.count("hup"), 1, "a signal without room in the pipe is told nevertheless");
}

#[test]
fn g95_loops_of_several_threads_all_hear_one_signal() {
    let (ready, loops) = mpsc::channel();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let ready = ready.clone();
            thread::spawn(move || {
                let mut lp = new_loop();
                for _ in 0..2 {
                    lp.signal(Sig::URG, close).unwrap();
                }
                ready.send(()).unwrap();
                lp.run().unwrap();
            })
        })
        .collect();
    for _ in 0..4 {
        loops.recv().unwrap();
    }
    raise(Sig::URG);
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}

#[test]
fn g96_a_signal_that_was_not_told_yet_is_lost_on_a_closed_watcher() {
    let (mut lp, log) = (new_loop(), Log::default());
    let (first, second) = (log.clone(), log.clone());
    let victim = lp.signal(Sig::IO, move |_, _| second.say("the closed one")).unwrap();
    lp.signal(Sig::CONT, move |lp, signal| {
        first.say("the first");
        victim.close(lp);
        signal.close(lp);
    })
    .unwrap();
    raise(Sig::CONT);
    raise(Sig::IO);
    lp.run().unwrap();
    log.check(&["the first"]);
    assert!(!victim.close(&mut new_loop()), "a stale handle says so");
}

#[test]
fn signals_are_told_in_the_order_of_their_arrival_and_to_watchers_in_that_of_their_making() {
    let (mut lp, log) = (new_loop(), Log::default());
    for (name, sig) in [("prof", Sig::PROF), ("alrm", Sig::ALRM), ("alrm again", Sig::ALRM)] {
        let log = log.clone();
        let signal = lp.signal(sig, move |_, _| log.say(name)).unwrap();
        assert_eq!(signal.sig(&lp), Some(sig));
    }
    // The smaller number first: of several signals that a thread has yet to get, the system delivers it first, too.
    raise(Sig::ALRM);
    raise(Sig::PROF);
    while log.len() < 3 {
        lp.turn().unwrap();
    }
    log.check(&["alrm", "alrm again", "prof"]);
}

#[test]
fn a_loop_that_only_has_unreferenced_watchers_ends() {
    let mut lp = new_loop();
    let signal = lp.signal(Sig::VTALRM, |_, _| {}).unwrap();
    assert!(lp.alive());
    assert!(signal.set_ref(&mut lp, false));
    assert!(!lp.alive());
    lp.run().unwrap();
}

#[test]
fn what_cannot_be_watched_is_refused() {
    let mut lp = new_loop();
    for sig in [Sig::KILL, Sig::STOP, Sig::from_number(0), Sig::from_number(-1), Sig::from_number(65)] {
        let error = lp.signal(sig, |_, _| {}).unwrap_err();
        assert_eq!(error.code(), "EINVAL", "{sig}");
    }
    let error = lp.signal(Sig::KILL, |_, _| {}).unwrap_err();
    assert_eq!(error.to_string(), "signal SIGKILL: sigaction: invalid argument (EINVAL)");
}

#[test]
fn the_last_watcher_gives_the_signal_back_to_the_system() {
    if std::env::var_os("EVLOOP_TEST_CHILD").is_some() {
        let (mut lp, mut other) = (new_loop(), new_loop());
        let signal = lp.signal(Sig::TERM, close).unwrap();
        other.signal(Sig::TERM, |_, _| {}).unwrap();
        signal.close(&mut lp);
        raise(Sig::TERM); // heard by the other loop
        drop(other); // its watcher goes with it
        raise(Sig::TERM);
        lp.after(1000 * MS, |_| panic!("the process should be gone"));
        return lp.run().unwrap();
    }
    let output = own_process("the_last_watcher_gives_the_signal_back_to_the_system", "1");
    assert_eq!(output.status.signal(), Some(Sig::TERM.number()), "{output:?}");
}

#[test]
fn an_ignored_signal_is_ignored_again() {
    // Rust ignores SIGPIPE, so that a write to a closed pipe is an error.
    let mut lp = new_loop();
    let signal = lp.signal(Sig::PIPE, close).unwrap();
    raise(Sig::PIPE);
    lp.run().unwrap();
    let _ = signal;
    raise(Sig::PIPE);
}
