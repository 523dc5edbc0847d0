//! A loop inside a loop that is not its own.

use crate::common::{HANGS, LOCAL, Log, MS, echo_server, new_loop, simulated, try_loop, word};
use evloop::{Backend, Event, Flow, Interest, Loop, Tcp, Timer, Watch, system};
use std::cell::{Cell, RefCell};
use std::io::Write;
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

on_every_backend!(
    a_loop_runs_inside_another_loop_that_watches_its_descriptor,
    a_loop_runs_inside_a_plain_poll,
    what_has_no_descriptor_says_so,
    sources_are_known_to_the_kernel_before_the_foreign_sleep,
    what_is_not_drained_is_not_slept_over,
    work_at_hand_is_a_deadline_that_has_passed,
    the_first_timer_is_the_deadline_whether_it_counts_or_not,
    a_turn_without_sleep_does_what_is_there_and_no_more,
);

const HOUR: Duration = Duration::from_secs(3600);

/// A loop that has a descriptor: on the test's backend, if that has one.
fn inner_loop() -> Loop {
    let lp = try_loop().unwrap();
    if lp.as_fd().is_ok() { lp } else { Loop::builder().backend(Backend::Native).build().unwrap() }
}

fn is_due(lp: &mut Loop) -> bool {
    lp.next_deadline().is_some_and(|deadline| deadline <= Instant::now())
}

/// Whether a foreign loop that behaves would turn the loop at once.
fn is_called_for(lp: &mut Loop) -> bool {
    is_due(lp) || system::wait_readable(&[lp.as_fd().unwrap()], Some(Duration::ZERO)).unwrap()[0]
}

/// A client that has `count` messages echoed, one after the other.
fn client(lp: &mut Loop, address: SocketAddr, count: usize, log: &Log) {
    let (mut left, log) = (count, log.clone());
    let hear = move |lp: &mut Loop, conn: Tcp, event: Event<'_>| match event {
        Event::Connected => assert_eq!(conn.write(lp, b"ping"), Flow::Open),
        Event::Data(bytes) => {
            assert_eq!(bytes, b"ping");
            left -= 1;
            if left == 0 {
                conn.end(lp);
            } else {
                assert_eq!(conn.write(lp, b"ping"), Flow::Open);
            }
        }
        Event::Error(_) => log.say(word(&event)),
        Event::Closed => log.say("client closed"),
        _ => {}
    };
    lp.connect(address, hear).unwrap();
}

/// A loop in a loop: what the outer one keeps of the inner.
struct Nested {
    inner: RefCell<Loop>,
    timer: Cell<Option<Timer>>,
    watch: Cell<Option<Watch>>,
}

impl Nested {
    /// Turns the inner loop, and has the outer one come back when it has to, until the inner has nothing left to do.
    fn turn(&self, outer: &mut Loop) {
        let mut inner = self.inner.borrow_mut();
        inner.turn_without_sleep().unwrap();
        let (Some(timer), Some(watch)) = (self.timer.get(), self.watch.get()) else { return };
        if !inner.alive() {
            timer.cancel(outer);
            watch.close(outer);
        } else if let Some(deadline) = inner.next_deadline() {
            timer.restart(outer, deadline.saturating_duration_since(Instant::now()));
        }
    }
}

fn a_loop_runs_inside_another_loop_that_watches_its_descriptor() {
    let (mut outer, mut inner, log) = (new_loop(), inner_loop(), Log::default());
    let address = echo_server(&mut inner);
    client(&mut inner, address, 100, &log);
    let (timer_log, remote) = (log.clone(), inner.remote());
    inner.after(30 * MS, move |lp| {
        timer_log.say("timer");
        let log = timer_log.clone();
        lp.immediate(move |_| log.say("immediate"));
        thread::spawn(move || remote.post(|_| {}).unwrap());
    });

    let descriptor = inner.as_fd().unwrap().try_clone_to_owned().unwrap();
    let nested =
        Rc::new(Nested { inner: RefCell::new(inner), timer: Cell::new(None), watch: Cell::new(None) });
    let (by_time, by_word) = (nested.clone(), nested.clone());
    nested.timer.set(Some(outer.timer(move |outer, _| by_time.turn(outer))));
    let watch = outer.watch(descriptor, Interest::READ, move |outer, _, _| by_word.turn(outer)).unwrap();
    nested.watch.set(Some(watch));
    nested.turn(&mut outer);
    outer.run().unwrap();
    let text = log.text();
    for word in ["client closed", "timer", "immediate"] {
        assert_eq!(log.count(word), 1, "{text}");
    }
}

fn a_loop_runs_inside_a_plain_poll() {
    let (mut lp, log) = (inner_loop(), Log::default());
    let address = echo_server(&mut lp);
    client(&mut lp, address, 100, &log);
    let (one, two) = (log.clone(), log.clone());
    lp.after(20 * MS, move |_| one.say("timer"));
    lp.work(|| 42, move |_, result| two.say(result.unwrap()));
    // The foreign loop has a descriptor of its own, on which a thread speaks to it.
    let (mut speaker, own) = UnixStream::pair().unwrap();
    let thread = thread::spawn(move || speaker.write_all(b"x").unwrap());
    let mut heard = false;
    let over = Instant::now() + HANGS;
    while lp.alive() || !heard {
        assert!(Instant::now() < over, "the test hangs: {}", log.text());
        let limit = lp.next_deadline().map(|at| at.saturating_duration_since(Instant::now()));
        let fds = [lp.as_fd().unwrap(), own.as_fd()];
        let fds = if heard { &fds[..1] } else { &fds[..] };
        let ready = system::wait_readable(fds, limit).unwrap();
        heard |= ready.get(1) == Some(&true);
        lp.turn_without_sleep().unwrap();
    }
    thread.join().unwrap();
    for word in ["client closed", "timer", "42"] {
        assert_eq!(log.count(word), 1, "{}", log.text());
    }
}

fn what_has_no_descriptor_says_so() {
    let lp = try_loop().unwrap();
    match lp.backend() {
        name @ ("poll" | "select") => {
            let error = lp.as_fd().unwrap_err();
            let words = format!("a loop on {name}: as_fd: operation not supported (ENOTSUP)");
            assert_eq!(error.to_string(), words);
        }
        _ => assert!(lp.as_fd().is_ok()),
    }
    assert_eq!(simulated().0.as_fd().unwrap_err().code(), "ENOTSUP");
}

fn sources_are_known_to_the_kernel_before_the_foreign_sleep() {
    let mut lp = inner_loop();
    let listener = lp.listen(LOCAL, |_, _| {}).unwrap();
    assert_eq!(lp.next_deadline(), None);
    let address = listener.local_addr(&lp).unwrap();
    let client = std::net::TcpStream::connect(address).unwrap();
    // No turn was made so far, and a sleep ends nevertheless.
    let woken = system::wait_readable(&[lp.as_fd().unwrap()], Some(HANGS)).unwrap();
    assert_eq!(woken, [true]);
    drop(client);
}

fn what_is_not_drained_is_not_slept_over() {
    let mut lp = inner_loop();
    let (mut there, here) = UnixStream::pair().unwrap();
    let (calls, count) = (Rc::new(Cell::new(0)), 5);
    there.write_all(&vec![0; count]).unwrap();
    let called = calls.clone();
    lp.watch(here, Interest::READ, move |lp, watch, _| {
        // One byte at a time.
        assert_eq!(system::read(watch.fd(lp).unwrap(), &mut [0]), Ok(1));
        called.set(called.get() + 1);
    })
    .unwrap();
    let mut turns = 0;
    while is_called_for(&mut lp) {
        lp.turn_without_sleep().unwrap();
        turns += 1;
        assert!(turns < 50, "the foreign loop spins");
    }
    assert_eq!(calls.get(), count);
    there.write_all(b"x").unwrap();
    assert!(is_called_for(&mut lp));
}

fn work_at_hand_is_a_deadline_that_has_passed() {
    /// Whether the loop, prepared so, wants to be turned, and rests afterwards.
    #[track_caller]
    fn check(prepare: impl FnOnce(&mut Loop)) {
        let mut lp = try_loop().unwrap();
        assert_eq!(lp.next_deadline(), None);
        prepare(&mut lp);
        assert!(is_due(&mut lp));
        for _ in 0..3 {
            lp.turn_without_sleep().unwrap();
        }
        assert!(!is_due(&mut lp));
    }
    check(|lp| {
        lp.immediate(|_| {});
    });
    check(|lp| lp.stop());
    check(|lp| lp.remote().post(|_| {}).unwrap());
    check(|lp| {
        lp.after(Duration::ZERO, |_| {});
    });
    check(|lp| {
        lp.on_idle(|lp, hook| assert!(hook.close(lp)));
    });
    check(|lp| {
        let listener = lp.listen(LOCAL, |_, _| {}).unwrap();
        listener.close_then(lp, |_| {}); // a farewell for the closing phase
    });
    check(|lp| {
        // What a method met: a connect that cannot begin.
        lp.connect_unix("/nowhere/at/all", |_, _, _| {}).unwrap();
    });
}

fn the_first_timer_is_the_deadline_whether_it_counts_or_not() {
    let mut lp = try_loop().unwrap();
    let before = Instant::now();
    lp.after(2 * HOUR, |_| {});
    let timer = lp.after(HOUR, |_| {});
    timer.set_ref(&mut lp, false);
    let deadline = lp.next_deadline().unwrap();
    assert!(deadline >= before + HOUR && deadline <= Instant::now() + HOUR);
    timer.cancel(&mut lp);
    assert!(lp.next_deadline().unwrap() >= before + 2 * HOUR);
    // Never is never, and not an overflow.
    let mut lp = try_loop().unwrap();
    lp.after(Duration::MAX, |_| {});
    assert!(lp.next_deadline().is_none_or(|deadline| deadline > Instant::now() + HOUR));
}

fn a_turn_without_sleep_does_what_is_there_and_no_more() {
    let (mut lp, log) = (try_loop().unwrap(), Log::default());
    let said = log.clone();
    lp.after(HOUR, |_| panic!("too early"));
    lp.immediate(move |lp| {
        said.say("immediate");
        assert_eq!(lp.turn_without_sleep().unwrap_err().code(), "REENTERED");
    });
    lp.turn_without_sleep().unwrap();
    lp.turn_without_sleep().unwrap();
    log.check(&["immediate"]);

    let (mut lp, world) = simulated();
    lp.after(HOUR, |_| {});
    lp.turn_without_sleep().unwrap();
    assert_eq!((world.sleeps(), world.now()), (0, Duration::ZERO));
    lp.turn().unwrap();
    assert_eq!((world.sleeps(), world.now()), (1, HOUR));
}
