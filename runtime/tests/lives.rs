//! What callbacks may do to sources, their own and others', with real sockets under them. Numbers are those of the reliability
//! scenarios; what needs no descriptor is in `order.rs`.

use crate::common::{self, HANGS, LOCAL, Log, MS, echo_server, new_loop, readable};
use evloop::{Conn, Event, Flow, Hook, Interest, Listener, Loop, Sig, Signal, Timer, Udp, UdpEvent, Watch};
use std::cell::{Cell, RefCell};
use std::io::Write;
use std::net::TcpStream;
use std::rc::Rc;

on_every_backend!(
    d60_whatever_is_closed_in_its_own_callback_answers_with_errors,
    d61_whatever_is_closed_twice_or_in_its_farewell_is_told_once,
    d63_one_callback_removes_everything_that_is_ready_with_it,
    d64_a_listener_closed_by_its_own_callback_leaves_its_connections,
    d67_farewells_of_all_kinds_come_in_the_order_of_closing,
    d68_sources_without_reference_do_not_keep_the_loop,
    d69_a_loop_that_is_dropped_drops_what_its_callbacks_own;
    simulated:
    d61_whatever_is_closed_twice_or_in_its_farewell_is_told_once,
    d67_farewells_of_all_kinds_come_in_the_order_of_closing,
    d69_a_loop_that_is_dropped_drops_what_its_callbacks_own,
);

fn silent_udp(lp: &mut Loop) -> Udp {
    lp.udp(LOCAL, |_, _, _| {}).unwrap()
}

/// Everything about a closed stream.
fn check_conn(lp: &mut Loop, conn: Conn) {
    assert!(!conn.close(lp) && !conn.reset(lp) && !conn.pause(lp) && !conn.resume(lp) && !conn.end(lp));
    assert!(!conn.start(lp, |_, _, _| {}) && !conn.set_high_water(lp, 1) && !conn.is_open(lp));
    assert_eq!((conn.write(lp, b"x"), conn.write_all(lp, &[b"x"])), (Flow::Closed, Flow::Closed));
    assert_eq!((conn.queued(lp), conn.bytes_read(lp), conn.bytes_written(lp)), (0, 0, 0));
    assert_eq!(conn.local_addr(lp).unwrap_err().code(), "EBADF");
}

fn check_udp(lp: &mut Loop, udp: Udp) {
    assert!(!udp.close(lp));
    assert_eq!(udp.send_to(lp, b"x", ([127, 0, 0, 1], 9)).unwrap_err().code(), "EBADF");
    assert_eq!(udp.connect(lp, ([127, 0, 0, 1], 9)).unwrap_err().code(), "EBADF");
    assert_eq!(udp.local_addr(lp).unwrap_err().code(), "EBADF");
}

fn check_watch(lp: &mut Loop, watch: Watch) {
    assert!(watch.close(lp).is_none() && watch.fd(lp).is_none());
    assert!(!watch.set_interest(lp, Interest::BOTH) && !watch.set_ref(lp, true));
}

fn check_listener(lp: &mut Loop, listener: Listener) {
    assert!(!listener.close(lp) && !listener.close_then(lp, |_| panic!("it was closed before")));
    assert!(!listener.set_ref(lp, true) && !listener.on_error(lp, |_, _, _| {}));
    assert_eq!(listener.local_addr(lp).unwrap_err().code(), "EBADF");
}

fn check_timer(lp: &mut Loop, timer: Timer) {
    assert!(!timer.cancel(lp) && !timer.stop(lp) && !timer.restart(lp, MS) && !timer.is_armed(lp));
}

fn check_hook(lp: &mut Loop, hook: Hook) {
    assert!(!hook.close(lp) && !hook.set_ref(lp, true));
}

fn check_signal(lp: &mut Loop, signal: Signal) {
    assert!(!signal.close(lp) && !signal.set_ref(lp, true));
    assert_eq!(signal.sig(lp), None);
}

fn d60_whatever_is_closed_in_its_own_callback_answers_with_errors() {
    let mut lp = new_loop();
    let log = Log::default();
    let (a, b, c, d, e, f) = (log.clone(), log.clone(), log.clone(), log.clone(), log.clone(), log.clone());
    lp.watch(readable(), Interest::READ, move |lp, watch, _| {
        assert!(watch.close(lp).is_some());
        check_watch(lp, watch);
        a.say("watch");
    })
    .unwrap();
    lp.every(MS, move |lp, timer| {
        assert!(timer.cancel(lp));
        check_timer(lp, timer);
        b.say("timer");
    });
    lp.on_idle(move |lp, hook| {
        assert!(hook.close(lp));
        check_hook(lp, hook);
        c.say("hook");
    });
    let udp = lp.udp(LOCAL, move |lp, udp, event| match event {
        UdpEvent::Data { .. } => {
            assert!(udp.close(lp));
            check_udp(lp, udp);
            d.say("udp");
        }
        UdpEvent::Closed => {}
        other => panic!("{other:?}"),
    });
    let (udp, own) = (udp.unwrap(), Rc::new(Cell::new(None::<Listener>)));
    let to = udp.local_addr(&lp).unwrap();
    assert_eq!(udp.send_to(&mut lp, b"x", to).unwrap(), Flow::Open);
    let name = own.clone();
    let listener = lp.listen(LOCAL, move |lp, conn| {
        let listener = own.take().unwrap();
        assert!(listener.close(lp));
        check_listener(lp, listener);
        e.say("listener");
        let f = f.clone();
        conn.start(lp, move |lp, conn, event| match event {
            Event::Data(_) => {
                assert!(conn.close(lp));
                check_conn(lp, conn);
                f.say("conn");
            }
            Event::Closed => {}
            other => panic!("{other:?}"),
        });
    });
    name.set(Some(listener.unwrap()));
    let mut client = TcpStream::connect(name.get().unwrap().local_addr(&lp).unwrap()).unwrap();
    client.write_all(b"x").unwrap();
    lp.run().unwrap();
    for kind in ["watch", "timer", "hook", "udp", "listener", "conn"] {
        assert_eq!(log.count(kind), 1, "{kind}");
    }
}

fn d61_whatever_is_closed_twice_or_in_its_farewell_is_told_once() {
    let mut lp = new_loop();
    let log = Log::default();
    let address = echo_server(&mut lp);
    let heard = log.clone();
    let conn = lp.connect(address, move |lp, conn, event| match event {
        Event::Closed => {
            check_conn(lp, conn);
            heard.say("conn");
        }
        other => panic!("{other:?}"),
    });
    let heard = log.clone();
    let udp = lp.udp(LOCAL, move |lp, udp, event| match event {
        UdpEvent::Closed => {
            check_udp(lp, udp);
            heard.say("udp");
        }
        other => panic!("{other:?}"),
    });
    let listener = lp.listen(LOCAL, |_, _| {}).unwrap();
    let watch = lp.watch(readable(), Interest::READ, |_, _, _| panic!("closed")).unwrap();
    let timer = lp.every(MS, |_, _| panic!("cancelled"));
    let hook = lp.on_check(|_, _| panic!("closed"));
    let signal = lp.signal(Sig::WINCH, |_, _| panic!("closed")).unwrap();
    let immediate = lp.immediate(|_| panic!("cancelled"));
    let work = lp.work(|| {}, |_, _| {});
    let (conn, udp) = (conn.unwrap(), udp.unwrap());
    assert!(conn.close(&mut lp) && udp.close(&mut lp) && timer.cancel(&mut lp) && hook.close(&mut lp));
    assert!(watch.close(&mut lp).is_some() && signal.close(&mut lp) && immediate.cancel(&mut lp));
    let heard = log.clone();
    assert!(listener.close_then(&mut lp, move |lp| {
        check_listener(lp, listener);
        heard.say("listener");
    }));
    if work.cancel(&mut lp) {
        assert!(!work.cancel(&mut lp));
    }
    check_conn(&mut lp, conn);
    check_udp(&mut lp, udp);
    check_timer(&mut lp, timer);
    check_hook(&mut lp, hook);
    check_watch(&mut lp, watch);
    check_signal(&mut lp, signal);
    check_listener(&mut lp, listener);
    assert!(!immediate.cancel(&mut lp));
    lp.run().unwrap();
    log.check(&["conn", "udp", "listener"]);
}

/// Something of every kind, all of it ready; whatever is called first removes all.
#[derive(Default)]
struct Everything {
    watches: Vec<Watch>,
    conns: Vec<Conn>,
    listeners: Vec<Listener>,
    udps: Vec<Udp>,
    timers: Vec<Timer>,
    hooks: Vec<Hook>,
}

impl Everything {
    fn remove(&mut self, lp: &mut Loop) {
        self.watches.drain(..).for_each(|watch| assert!(watch.close(lp).is_some()));
        self.conns.drain(..).for_each(|conn| assert!(conn.close(lp)));
        self.listeners.drain(..).for_each(|listener| assert!(listener.close(lp)));
        self.udps.drain(..).for_each(|udp| assert!(udp.close(lp)));
        self.timers.drain(..).for_each(|timer| assert!(timer.cancel(lp)));
        self.hooks.drain(..).for_each(|hook| assert!(hook.close(lp)));
    }
}

fn d63_one_callback_removes_everything_that_is_ready_with_it() {
    let mut lp = new_loop();
    let all: Rc<RefCell<Everything>> = Rc::default();
    let called = Rc::new(Cell::new(0));
    let first = {
        let (all, called) = (all.clone(), called.clone());
        move |lp: &mut Loop| {
            called.set(called.get() + 1);
            all.borrow_mut().remove(lp);
        }
    };
    let address = echo_server(&mut lp);
    let mut peers = Vec::new();
    for _ in 0..3 {
        let mut everything = all.borrow_mut();
        let remove = first.clone();
        everything.watches.push(lp.watch(readable(), Interest::BOTH, move |lp, _, _| remove(lp)).unwrap());
        let remove = first.clone();
        let conn = lp.connect(address, move |lp, _, event| match event {
            Event::Closed => {}
            _ => remove(lp),
        });
        everything.conns.push(conn.unwrap());
        let remove = first.clone();
        let listener = lp.listen(LOCAL, move |lp, _| remove(lp)).unwrap();
        peers.push(TcpStream::connect(listener.local_addr(&lp).unwrap()).unwrap());
        everything.listeners.push(listener);
        let remove = first.clone();
        let udp = lp.udp(LOCAL, move |lp, _, event| match event {
            UdpEvent::Closed => {}
            _ => remove(lp),
        });
        let udp = udp.unwrap();
        let to = udp.local_addr(&lp).unwrap();
        assert_eq!(udp.send_to(&mut lp, b"x", to).unwrap(), Flow::Open);
        everything.udps.push(udp);
        // Later than the others, which are ready already.
        let remove = first.clone();
        everything.timers.push(lp.after(HANGS, move |lp| remove(lp)));
        everything.hooks.push(lp.on_check(|_, _| panic!("removed before")));
    }
    lp.run().unwrap();
    assert_eq!(called.get(), 1);
}

fn d64_a_listener_closed_by_its_own_callback_leaves_its_connections() {
    let mut lp = new_loop();
    let log = Log::default();
    let heard = log.clone();
    let own: Rc<Cell<Option<Listener>>> = Rc::default();
    let name = own.clone();
    let listener = lp.listen(LOCAL, move |lp, conn| {
        own.take().unwrap().close(lp);
        let heard = heard.clone();
        conn.start(lp, move |lp, conn, event| {
            heard.say(common::word(&event));
            if let Event::End = event {
                conn.end(lp);
            }
        });
    });
    let listener = listener.unwrap();
    name.set(Some(listener));
    let address = listener.local_addr(&lp).unwrap();
    // Two are in the queue; the second one is turned away with the queue.
    let mut clients = [TcpStream::connect(address).unwrap(), TcpStream::connect(address).unwrap()];
    lp.turn().unwrap();
    clients[0].write_all(b"served").unwrap();
    drop(clients);
    lp.run().unwrap();
    log.check(&["data served", "end", "finish", "closed"]);
}

fn d67_farewells_of_all_kinds_come_in_the_order_of_closing() {
    let mut lp = new_loop();
    let log = Log::default();
    let address = echo_server(&mut lp);
    let mut conns = Vec::new();
    let mut udps = Vec::new();
    let mut listeners = Vec::new();
    for number in 0..3 {
        let heard = log.clone();
        let conn = lp.connect(address, move |_, _, event| {
            heard.say(format_args!("conn {number} {}", common::word(&event)))
        });
        conns.push(conn.unwrap());
        let heard = log.clone();
        let udp = lp.udp(LOCAL, move |_, _, event| match event {
            UdpEvent::Closed => heard.say(format_args!("udp {number} closed")),
            other => panic!("{other:?}"),
        });
        udps.push(udp.unwrap());
        listeners.push(lp.listen(LOCAL, |_, _| {}).unwrap());
    }
    for number in [1, 0, 2] {
        udps[number].close(&mut lp);
        let heard = log.clone();
        listeners[number].close_then(&mut lp, move |_| heard.say(format_args!("listener {number} closed")));
        conns[number].close(&mut lp);
    }
    // Nothing is told from inside the methods.
    log.check(&[]);
    lp.run().unwrap();
    let expected: Vec<String> = [1, 0, 2]
        .iter()
        .flat_map(|number| ["udp", "listener", "conn"].map(|kind| format!("{kind} {number} closed")))
        .collect();
    log.check(&expected.iter().map(String::as_str).collect::<Vec<_>>());
}

fn d68_sources_without_reference_do_not_keep_the_loop() {
    let mut lp = new_loop();
    let address = echo_server(&mut lp);
    let conn = lp.connect(address, |_, _, event| panic!("{event:?}")).unwrap();
    let watch = lp.watch(readable(), Interest::READ, |_, _, _| panic!("nobody waits for it")).unwrap();
    let udp = silent_udp(&mut lp);
    assert!(conn.set_ref(&mut lp, false) && watch.set_ref(&mut lp, false) && udp.set_ref(&mut lp, false));
    assert!(!lp.alive());
    // One that has a reference does, and inside its callback it may give it away.
    let mut lp = new_loop();
    let watch = lp.watch(readable(), Interest::READ, |lp, watch, _| assert!(watch.set_ref(lp, false)));
    assert!(lp.alive() && watch.unwrap().set_ref(&mut lp, true));
    lp.run().unwrap();
}

fn d69_a_loop_that_is_dropped_drops_what_its_callbacks_own() {
    let owned = Rc::new(());
    let mut lp = new_loop();
    let address = echo_server(&mut lp);
    let (a, b, c, d, e) = (owned.clone(), owned.clone(), owned.clone(), owned.clone(), owned.clone());
    lp.connect(address, move |_, _, _| drop(a.clone())).unwrap();
    lp.watch(readable(), Interest::READ, move |_, _, _| drop(b.clone())).unwrap();
    lp.udp(LOCAL, move |_, _, _| drop(c.clone())).unwrap();
    lp.listen(LOCAL, |_, _| {}).unwrap().close_then(&mut lp, move |_| drop(d));
    lp.every(MS, move |_, _| drop(e.clone()));
    // Some have been called, and one is on its way.
    lp.turn().unwrap();
    drop(lp);
    assert_eq!(Rc::strong_count(&owned), 1);
}
