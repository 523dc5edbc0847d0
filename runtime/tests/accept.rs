//! Those who knock: a full queue, no descriptor for them, and many who come and go. Numbers are those of the reliability
//! scenarios.

use crate::common::{
    self, HANGS, LOCAL, Log, MS, descriptors, echo_server, in_own_process, new_loop, try_loop, word,
};
use evloop::{Event, Flow, ListenOptions, Listener, Loop, system};
use std::cell::Cell;
use std::fs::File;
use std::net::SocketAddr;
use std::os::fd::AsRawFd;
use std::rc::Rc;
use std::time::{Duration, Instant};

on_every_backend!(
    a7_descriptors_that_something_else_gives_back_are_used_at_once,
    a10_of_those_who_find_the_queue_full_nobody_is_lost,
    c58_connections_that_come_and_go_leave_nothing_behind,
    c58_connections_that_are_closed_as_soon_as_accepted_leave_nothing_behind,
    a_paused_listener_lets_in_one_after_the_other,
    a_paused_listener_keeps_no_loop_alive;
    simulated:
    a10_of_those_who_find_the_queue_full_nobody_is_lost,
    c58_connections_that_are_closed_as_soon_as_accepted_leave_nothing_behind,
    c58_connections_that_come_and_go_leave_nothing_behind,
    a_paused_listener_lets_in_one_after_the_other,
    a_paused_listener_keeps_no_loop_alive,
);

fn a7_descriptors_that_something_else_gives_back_are_used_at_once() {
    if !in_own_process("a7_descriptors_that_something_else_gives_back_are_used_at_once") {
        return;
    }
    let mut lp = new_loop();
    let address = echo_server(&mut lp);
    let log = Log::default();
    let heard = log.clone();
    // The client has its descriptor before all others are taken.
    let conn = lp.connect(address, move |lp, conn, event| {
        heard.say(word(&event));
        if let Event::Data(_) = event {
            conn.close(lp);
        }
    });
    let lowest = File::open("/dev/null").unwrap().as_raw_fd() as u64;
    system::set_descriptor_limit(lowest + 8).unwrap();
    let mut taken = Vec::new();
    while let Ok(file) = File::open("/dev/null") {
        taken.push(file);
    }
    assert_eq!(conn.unwrap().write(&mut lp, b"x"), Flow::Open);
    // The newcomer is in the queue, and nothing will happen to the listener any more.
    while log.count("connected") == 0 {
        lp.turn().unwrap();
    }
    lp.turn().unwrap();
    log.check(&["connected"]);
    // Given back behind the loop's back.
    drop(taken);
    while lp.alive() {
        lp.turn().unwrap();
    }
    log.check(&["connected", "data x", "closed"]);
}

fn a10_of_those_who_find_the_queue_full_nobody_is_lost() {
    const CLIENTS: usize = 180;
    if !in_own_process("a10_of_those_who_find_the_queue_full_nobody_is_lost") {
        return;
    }
    let mut lp = try_loop().unwrap();
    // The kernel lets those whom it had to turn away knock again after a second, then after two more, and so on.
    common::deadline(&mut lp, Duration::from_secs(100));
    let options = ListenOptions { backlog: 100, ..Default::default() };
    let accepted = Rc::new(Cell::new(0));
    let count = accepted.clone();
    let listener = lp
        .listen_with(LOCAL, &options, move |lp, conn| {
            count.set(count.get() + 1);
            conn.start(lp, |lp, conn, event| match event {
                Event::Data(bytes) => drop(conn.write(lp, bytes)),
                Event::End => drop(conn.end(lp)),
                _ => {}
            });
        })
        .unwrap();
    listener.set_ref(&mut lp, false);
    let address = listener.local_addr(&lp).unwrap();
    // All of them knock before the loop looks for the first time.
    let served = Rc::new(Cell::new(0));
    for _ in 0..CLIENTS {
        let served = served.clone();
        let conn = lp.connect(address, move |lp, conn, event| match event {
            Event::Data(bytes) => {
                assert_eq!(bytes, b"x");
                served.set(served.get() + 1);
                conn.close(lp);
            }
            Event::Error(error) => panic!("{error}"),
            _ => {}
        });
        assert_eq!(conn.unwrap().write(&mut lp, b"x"), Flow::Open);
    }
    lp.run().unwrap();
    assert_eq!((accepted.get(), served.get()), (CLIENTS, CLIENTS));
}

/// How many connections come and go: for the whole hundred thousand of the scenario set `EVLOOP_TEST_CYCLES`, as
/// `scripts/churn` does.
fn cycles() -> u32 {
    std::env::var("EVLOOP_TEST_CYCLES").map_or(10_000, |text| text.parse().expect("a number of cycles"))
}

/// Lets twenty clients at a time connect to `address` until `remaining` is 0; `greet` is what one does then.
fn again(
    lp: &mut Loop,
    address: SocketAddr,
    remaining: Rc<Cell<u32>>,
    greet: fn(&mut Loop, evloop::Conn, u32),
) {
    let number = remaining.get();
    if number == 0 {
        return;
    }
    remaining.set(number - 1);
    lp.connect(address, move |lp, conn, event| match event {
        Event::Connected => greet(lp, conn, number),
        Event::End => drop(conn.end(lp)),
        Event::Closed => again(lp, address, remaining.clone(), greet),
        _ => {}
    })
    .unwrap();
}

/// A first thousand cycles that may fill caches, and then the many that must leave nothing.
fn churn(lp: &mut Loop, address: SocketAddr, greet: fn(&mut Loop, evloop::Conn, u32)) {
    let base = descriptors();
    let mut resident = None;
    for cycles in [1_000, cycles()] {
        let remaining = Rc::new(Cell::new(cycles));
        for _ in 0..20 {
            again(lp, address, remaining.clone(), greet);
        }
        while lp.alive() {
            lp.turn().unwrap();
        }
        assert_eq!(remaining.get(), 0);
        // The server's ends of the last ones go a turn later.
        let end = Instant::now() + HANGS;
        while descriptors() > base {
            assert!(Instant::now() < end, "{} descriptors are left", descriptors() - base);
            let timer = lp.after(MS, |_| {});
            lp.turn().unwrap();
            timer.cancel(lp);
        }
        let before = *resident.get_or_insert_with(system::resident);
        let grown = system::resident().saturating_sub(before);
        assert!(grown < 2 << 20, "{grown} bytes more after {cycles} connections");
    }
}

fn c58_connections_that_come_and_go_leave_nothing_behind() {
    if !in_own_process("c58_connections_that_come_and_go_leave_nothing_behind") {
        return;
    }
    let mut lp = try_loop().unwrap();
    let address = echo_server(&mut lp);
    churn(&mut lp, address, |lp, conn, number| match number % 4 {
        // The rude way, which leaves no port waiting, the polite one, and a word before either.
        0 => drop(conn.end(lp)),
        1 => drop(conn.write(lp, b"x") == Flow::Open && conn.end(lp)),
        _ => drop(conn.reset(lp)),
    });
}

fn c58_connections_that_are_closed_as_soon_as_accepted_leave_nothing_behind() {
    if !in_own_process("c58_connections_that_are_closed_as_soon_as_accepted_leave_nothing_behind") {
        return;
    }
    let mut lp = try_loop().unwrap();
    let mut count = 0;
    let listener = lp.listen(LOCAL, move |lp, conn| {
        count += 1;
        // Closed by a reset, so that our side keeps no port in TIME_WAIT; now and then politely.
        assert!(if count % 4 == 0 { conn.close(lp) } else { conn.reset(lp) });
    });
    let listener = listener.unwrap();
    listener.set_ref(&mut lp, false);
    let address = listener.local_addr(&lp).unwrap();
    churn(&mut lp, address, |_, _, _| {});
}

/// Paused by its own callback: however many wait, each is taken only when the one before has gone.
fn a_paused_listener_lets_in_one_after_the_other() {
    const CLIENTS: usize = 5;
    let mut lp = new_loop();
    let listener: Rc<Cell<Option<Listener>>> = Rc::default();
    let (inside, served) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let (own, count) = (listener.clone(), inside.clone());
    let begun = lp.listen(LOCAL, move |lp, conn| {
        assert_eq!(count.replace(count.get() + 1), 0, "the one before is still there");
        let door = own.get().unwrap();
        assert!(door.pause(lp));
        let count = count.clone();
        conn.start(lp, move |lp, conn, event| match event {
            Event::End => drop(conn.end(lp)),
            Event::Closed => {
                count.set(0);
                door.resume(lp);
            }
            _ => {}
        });
    });
    listener.set(Some(begun.unwrap()));
    let address = listener.get().unwrap().local_addr(&lp).unwrap();
    for _ in 0..CLIENTS {
        let (served, listener) = (served.clone(), listener.clone());
        let client = lp.connect(address, move |lp, conn, event| match event {
            Event::End => drop(conn.close(lp)),
            Event::Closed if served.replace(served.get() + 1) == CLIENTS - 1 => {
                listener.get().unwrap().close(lp);
            }
            Event::Error(error) => panic!("{error}"),
            _ => {}
        });
        client.unwrap().end(&mut lp);
    }
    lp.run().unwrap();
    assert_eq!((inside.get(), served.get()), (0, CLIENTS));
}

fn a_paused_listener_keeps_no_loop_alive() {
    let mut lp = new_loop();
    let listener = lp.listen(LOCAL, |_, _| panic!("nobody is let in")).unwrap();
    assert!(listener.pause(&mut lp));
    let address = listener.local_addr(&lp).unwrap();
    lp.connect(address, |lp, conn, event| {
        assert!(matches!(event, Event::Connected | Event::Closed), "{}", word(&event));
        conn.close(lp);
    })
    .unwrap();
    lp.run().unwrap();
}
