//! Watched descriptors: stale, late and spurious events. Numbers are those of the reliability scenarios.

use crate::common::{Log, MS, backend, in_own_process, is_adversarial, new_loop, on_epoll, path};
use evloop::{Interest, Loop, Watch, system};
use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::Write;
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::time::Instant;

on_every_backend!(
    b13_b14_of_two_in_one_batch_the_first_closes_the_second_and_its_number_is_used_again,
    b15_an_interest_that_another_callback_took_away_is_not_told,
    b15_a_direction_that_another_callback_took_away_is_not_told,
    b17_a_duplicate_that_lives_on_is_not_reported_for_ever,
    b18_a_hang_up_is_readable_and_reads_as_the_end,
    b18_what_pipes_say_when_the_other_end_is_gone,
    b19_an_error_told_to_a_writer_that_closes_itself,
    b21_a_regular_file_is_an_error_under_epoll_and_always_ready_elsewhere,
    b23_e78_signals_neither_end_the_loop_nor_make_timers_early,
    b24_more_ready_descriptors_than_a_batch_holds_are_all_served,
    b27_without_interest_a_hang_up_does_not_make_the_loop_spin,
);

/// A socket with a byte to read, and its other end.
fn readable() -> (UnixStream, UnixStream) {
    let (mut here, there) = UnixStream::pair().unwrap();
    here.write_all(b"x").unwrap();
    there.set_nonblocking(true).unwrap();
    (there, here)
}

/// How many turns the loop takes in 50 ms.
fn turns_in_50_ms(lp: &mut Loop) -> u32 {
    let (end, mut turns) = (Instant::now() + 50 * MS, 0);
    while Instant::now() < end {
        let timer = lp.after(10 * MS, |_| {});
        lp.turn().unwrap();
        timer.cancel(lp);
        turns += 1;
    }
    turns
}

fn b13_b14_of_two_in_one_batch_the_first_closes_the_second_and_its_number_is_used_again() {
    // In a process of its own, so that no other test takes the number.
    if !in_own_process("b13_b14_of_two_in_one_batch_the_first_closes_the_second_and_its_number_is_used_again")
    {
        return;
    }
    let mut lp = new_loop();
    let watches: Rc<RefCell<Vec<Watch>>> = Rc::default();
    let called = Rc::new(Cell::new(0));
    let mut peers = Vec::new();
    for _ in 0..2 {
        let (socket, peer) = readable();
        peers.push(peer);
        let (all, called) = (watches.clone(), called.clone());
        let watch = lp.watch(socket, Interest::READ, move |lp, me, _| {
            called.set(called.get() + 1);
            for watch in all.take() {
                if watch == me {
                    continue;
                }
                let old = watch.close(lp).unwrap();
                let number = old.as_raw_fd();
                drop(old);
                assert!(watch.fd(lp).is_none() && watch.close(lp).is_none());
                assert!(!watch.set_interest(lp, Interest::BOTH));
                // The newcomer gets the number, and must not get the event.
                let (newcomer, peer) = UnixStream::pair().unwrap();
                assert_eq!(newcomer.as_raw_fd().min(peer.as_raw_fd()), number);
                let (newcomer, peer) =
                    if newcomer.as_raw_fd() == number { (newcomer, peer) } else { (peer, newcomer) };
                lp.watch(newcomer, Interest::READ, |_, _, _| assert!(is_adversarial(), "somebody else's"))
                    .unwrap();
                // The peer must not hang up.
                std::mem::forget(peer);
                lp.after(20 * MS, |lp| lp.stop());
            }
            me.close(lp);
        });
        watches.borrow_mut().push(watch.unwrap());
    }
    lp.run().unwrap();
    assert_eq!(called.get(), 1);
}

fn b15_an_interest_that_another_callback_took_away_is_not_told() {
    let mut lp = new_loop();
    let watches: Rc<RefCell<Vec<Watch>>> = Rc::default();
    let called = Rc::new(Cell::new(0));
    let mut peers = Vec::new();
    for _ in 0..2 {
        let (socket, peer) = readable();
        peers.push(peer);
        let (all, called) = (watches.clone(), called.clone());
        let watch = lp.watch(socket, Interest::BOTH, move |lp, _, _| {
            called.set(called.get() + 1);
            for watch in all.take() {
                assert!(watch.set_interest(lp, Interest::NONE));
            }
        });
        watches.borrow_mut().push(watch.unwrap());
    }
    lp.run().unwrap();
    assert_eq!(called.get(), 1);
}

fn b15_a_direction_that_another_callback_took_away_is_not_told() {
    if is_adversarial() {
        return println!("skipped: the two need not come in one batch here");
    }
    for (left, read, write) in [(Interest::READ, true, false), (Interest::WRITE, false, true)] {
        let mut lp = new_loop();
        let watches: Rc<RefCell<Vec<Watch>>> = Rc::default();
        let called = Rc::new(Cell::new(0));
        let mut peers = Vec::new();
        for _ in 0..2 {
            let (socket, peer) = readable();
            peers.push(peer);
            let (all, called) = (watches.clone(), called.clone());
            let watch = lp.watch(socket, Interest::BOTH, move |lp, me, ready| {
                called.set(called.get() + 1);
                if let Some(other) = all.take().into_iter().find(|watch| *watch != me) {
                    assert!(ready.read() && ready.write());
                    assert!(other.set_interest(lp, left));
                } else {
                    // The second one, of the same batch.
                    assert_eq!((ready.read(), ready.write()), (read, write), "{ready:?}");
                }
                me.close(lp);
            });
            watches.borrow_mut().push(watch.unwrap());
        }
        lp.turn().unwrap();
        assert_eq!(called.get(), 2);
        assert!(!lp.alive());
    }
}

fn b17_a_duplicate_that_lives_on_is_not_reported_for_ever() {
    let mut lp = new_loop();
    let (socket, _peer) = readable();
    let duplicate = socket.try_clone().unwrap();
    let watch = lp.watch(socket, Interest::READ, |_, _, _| {}).unwrap();
    lp.turn().unwrap();
    drop(watch.close(&mut lp).unwrap());
    assert!(turns_in_50_ms(&mut lp) <= if is_adversarial() { 100 } else { 10 });
    drop(duplicate);
}

fn b18_a_hang_up_is_readable_and_reads_as_the_end() {
    let mut lp = new_loop();
    let (socket, peer) = UnixStream::pair().unwrap();
    drop(peer);
    let log = Log::default();
    let heard = log.clone();
    lp.watch(socket, Interest::READ, move |lp, watch, ready| {
        assert!(ready.read());
        // The others know hang-ups by the end of the stream only.
        assert_eq!(ready.hangup(), on_epoll() || backend() == "poll");
        heard.say(system::read(watch.fd(lp).unwrap(), &mut [0; 8]).unwrap());
        watch.close(lp);
    })
    .unwrap();
    lp.run().unwrap();
    log.check(&["0"]);
}

fn b18_what_pipes_say_when_the_other_end_is_gone() {
    // Nothing left to read (EPOLLHUP alone); something left (EPOLLIN with EPOLLHUP): first the bytes, then the end.
    for (bytes, expected) in [("", &["0"][..]), ("x", &["1", "0"])] {
        let mut lp = new_loop();
        let (reader, mut writer) = std::io::pipe().unwrap();
        writer.write_all(bytes.as_bytes()).unwrap();
        drop(writer);
        let log = Log::default();
        let heard = log.clone();
        lp.watch(reader, Interest::READ, move |lp, watch, ready| {
            assert!(ready.read() && !ready.error());
            let count = system::read(watch.fd(lp).unwrap(), &mut [0; 8]).unwrap();
            heard.say(count);
            if count == 0 {
                watch.close(lp);
            }
        })
        .unwrap();
        lp.run().unwrap();
        log.check(expected);
    }
}

fn b19_an_error_told_to_a_writer_that_closes_itself() {
    // A full pipe whose reader goes away: EPOLLERR, without room to write.
    let mut lp = new_loop();
    let (reader, writer) = std::io::pipe().unwrap();
    evloop_ffi::io::set_nonblocking(&writer, true).unwrap();
    while system::write(&writer, &[0; 65_536]).is_ok() {}
    let log = Log::default();
    let heard = log.clone();
    lp.watch(writer, Interest::WRITE, move |lp, watch, ready| {
        assert!(ready.write());
        // select knows errors by the call that follows only, and kqueue calls it the end, without a reason.
        assert!(ready.error() || ["select", "kqueue"].contains(&backend()));
        let error = system::write(watch.fd(lp).unwrap(), b"x").unwrap_err().name();
        if error == "EAGAIN" && is_adversarial() {
            return;
        }
        heard.say(error);
        assert!(watch.close(lp).is_some() && watch.close(lp).is_none());
    })
    .unwrap();
    // There is no room yet.
    lp.immediate(move |_| drop(reader));
    lp.run().unwrap();
    log.check(&["EPIPE"]);
}

fn b21_a_regular_file_is_an_error_under_epoll_and_always_ready_elsewhere() {
    let mut lp = new_loop();
    let file = File::open(std::env::current_exe().unwrap()).unwrap();
    let log = Log::default();
    let heard = log.clone();
    let watched = lp.watch(file, Interest::READ, move |lp, watch, _| {
        heard.say("ready");
        watch.close(lp);
    });
    if on_epoll() {
        assert_eq!(watched.unwrap_err().to_string(), "watch: epoll_ctl: operation not permitted (EPERM)");
        assert!(!lp.alive());
    } else {
        lp.run().unwrap();
        log.check(&["ready"]);
    }
}

fn b23_e78_signals_neither_end_the_loop_nor_make_timers_early() {
    const NAME: &str = "b23_e78_signals_neither_end_the_loop_nor_make_timers_early";
    if std::env::var_os("EVLOOP_TEST_CHILD").is_some() {
        // The loop looks at the clock when it is made, and may be stopped right then.
        let start = Instant::now();
        let mut lp = new_loop();
        lp.after(400 * MS, move |_| assert!(start.elapsed() >= 400 * MS));
        return lp.run().unwrap();
    }
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &path(NAME)])
        .env("EVLOOP_TEST_CHILD", "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // Stopping and continuing a process interrupts its epoll_wait.
    let pid = child.id().to_string();
    while child.try_wait().unwrap().is_none() {
        for signal in ["-STOP", "-CONT"] {
            let _ = Command::new("kill").args([signal, &pid]).stderr(Stdio::null()).status();
        }
    }
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success() && String::from_utf8_lossy(&output.stdout).contains("1 passed"),
        "{output:?}"
    );
}

fn b24_more_ready_descriptors_than_a_batch_holds_are_all_served() {
    if !in_own_process("b24_more_ready_descriptors_than_a_batch_holds_are_all_served") {
        return;
    }
    if system::set_descriptor_limit(3000).is_err() {
        println!("skipped: the limit of descriptors is below 3000");
        return;
    }
    let mut lp = new_loop();
    let served = Rc::new(Cell::new(0));
    // select has no room for more than a thousand.
    let count = if backend() == "select" { 900 } else { 2000 };
    for _ in 0..count {
        let served = served.clone();
        let mut first = true;
        lp.watch(UnixDatagram::unbound().unwrap(), Interest::WRITE, move |_, _, _| {
            served.set(served.get() + u32::from(std::mem::take(&mut first)));
        })
        .unwrap();
    }
    // The adversary tells of a batch seldom, and else of one.
    for _ in 0..if is_adversarial() { 60 } else { 5 } {
        lp.turn().unwrap();
    }
    assert_eq!(served.get(), count);
}

fn b27_without_interest_a_hang_up_does_not_make_the_loop_spin() {
    let mut lp = new_loop();
    let (socket, peer) = UnixStream::pair().unwrap();
    let watch = lp.watch(socket, Interest::READ, |_, _, _| panic!("nobody asked")).unwrap();
    assert!(watch.set_interest(&mut lp, Interest::NONE));
    drop(peer);
    assert!(turns_in_50_ms(&mut lp) <= if is_adversarial() { 100 } else { 10 });
    assert!(watch.fd(&lp).unwrap().as_fd().as_raw_fd() >= 0);
}
