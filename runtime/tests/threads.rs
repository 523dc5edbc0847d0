//! Several loops in several threads, with traffic between them. Who may be sent where, the compiler says (`misuse.rs`).

use crate::common::{HANGS, LOCAL, backend, deadline, echo_server, new_loop};
use evloop::{Backend, Builder, Event, Flow, Loop, Remote};
use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

on_every_backend!(
    a_token_goes_round_a_ring_of_loops,
    loops_post_to_each_other,
    one_loop_accepts_and_others_serve,
    a_thread_may_have_several_loops_one_after_the_other,
);

/// A loop on the test's backend in a thread of its own. The thread is told what to do, and hands something out.
fn in_thread<T: Send + 'static>(begin: impl FnOnce(&mut Loop) -> T + Send + 'static) -> (T, JoinHandle<()>) {
    let backend: Backend = backend().parse().unwrap();
    let (sender, receiver) = mpsc::channel();
    let thread = thread::spawn(move || {
        let mut lp = Loop::builder().backend(backend).build().unwrap();
        deadline(&mut lp, HANGS);
        sender.send(begin(&mut lp)).unwrap();
        lp.run().unwrap();
    });
    (receiver.recv().unwrap(), thread)
}

#[test]
fn what_is_for_other_threads_may_go_there() {
    fn may_go<T: Send + Sync + 'static>() {}
    may_go::<Remote>();
    may_go::<evloop::Error>();
    may_go::<evloop::Metrics>();
    may_go::<Builder>();
    may_go::<Backend>();
    may_go::<evloop::Conn>(); // a number; of another loop, it means somebody else or nobody
}

/// Each loop listens, and hands what it hears on to the next, from whom it has a connection.
fn a_token_goes_round_a_ring_of_loops() {
    const LOOPS: usize = 4;
    const ROUNDS: u8 = 100;
    let (over, word) = mpsc::channel::<u8>();
    // The next loop's address comes by a post, since nobody has one before all listen.
    thread_local!(static NEXT: Cell<Option<evloop::Conn>> = const { Cell::new(None) });
    let members: Vec<_> = (0..LOOPS)
        .map(|place| {
            let over = over.clone();
            in_thread(move |lp| {
                let listener = lp
                    .listen(LOCAL, move |lp, conn| {
                        let over = over.clone();
                        conn.start(lp, move |lp, _, event| {
                            let Event::Data(bytes) = event else { return };
                            // The first loop counts the rounds.
                            let round = bytes[0] + u8::from(place == 0);
                            if round == ROUNDS {
                                over.send(round).unwrap();
                            } else {
                                assert_eq!(NEXT.get().unwrap().write(lp, &[round]), Flow::Open);
                            }
                        });
                    })
                    .unwrap();
                (lp.remote(), listener.local_addr(lp).unwrap())
            })
        })
        .collect();
    // Nothing orders what is posted to different loops, so the token waits until each has its next.
    let (connected, links) = mpsc::channel();
    for (place, ((remote, _), _)) in members.iter().enumerate() {
        let next = members[(place + 1) % LOOPS].0.1;
        let connected = connected.clone();
        let connect = move |lp: &mut Loop| {
            let conn = lp.connect(next, move |_, _, event| match event {
                Event::Connected => connected.send(()).unwrap(),
                Event::Error(error) => panic!("{error}"),
                _ => {}
            });
            NEXT.set(Some(conn.unwrap()));
        };
        remote.post(connect).unwrap();
    }
    for _ in 0..LOOPS {
        links.recv_timeout(HANGS).unwrap();
    }
    let begin = |lp: &mut Loop| assert_eq!(NEXT.get().unwrap().write(lp, &[0]), Flow::Open);
    members[0].0.0.post(begin).unwrap();
    assert_eq!(word.recv_timeout(HANGS), Ok(ROUNDS));
    for ((remote, _), thread) in members {
        remote.post(|lp| lp.stop()).unwrap();
        thread.join().unwrap();
    }
}

/// A ball between two threads: each throw is a post that the other answers by a post.
fn loops_post_to_each_other() {
    fn throw(to: &Remote, back: Remote, left: u32) {
        let post = to.post(move |lp| match left {
            0 => back.post(|lp| lp.stop()).unwrap(),
            // The thrower's loop lives as long as somebody holds its remote, which is thrown along.
            _ => throw(&back, lp.remote(), left - 1),
        });
        post.unwrap();
    }
    let lp = new_loop();
    let (there, thread) = in_thread(|lp| lp.remote());
    throw(&there, lp.remote(), 5_000);
    lp.run().unwrap();
    there.post(|lp| lp.stop()).unwrap();
    thread.join().unwrap();
}

/// The first loop takes connections and hands their descriptors round; the others never listen.
fn one_loop_accepts_and_others_serve() {
    const WORKERS: usize = 3;
    const CLIENTS: usize = 30;
    let workers: Vec<_> = (0..WORKERS).map(|_| in_thread(|lp| lp.remote())).collect();
    let remotes: Vec<Remote> = workers.iter().map(|(remote, _)| remote.clone()).collect();
    let mut lp = new_loop();
    let mut count = 0;
    let listener = lp.listen(LOCAL, move |lp, conn| {
        let fd = conn.release(lp).unwrap();
        let serve = move |lp: &mut Loop| {
            let conn = lp.conn_on(fd).unwrap();
            conn.start(lp, |lp, conn, event| match event {
                Event::Data(bytes) => assert_eq!(conn.write(lp, bytes), Flow::Open),
                Event::End => drop(conn.end(lp)),
                _ => {}
            });
        };
        remotes[count % WORKERS].post(serve).unwrap();
        count += 1;
    });
    let listener = listener.unwrap();
    let address = listener.local_addr(&lp).unwrap();
    let answered = Rc::new(Cell::new(0));
    for number in 0..CLIENTS {
        let (answered, heard) = (answered.clone(), RefCell::new(Vec::new()));
        visit(&mut lp, address, number as u8, move |lp, bytes| {
            heard.borrow_mut().extend_from_slice(bytes);
            if heard.borrow().len() < 64 {
                return false;
            }
            assert_eq!(*heard.borrow(), [number as u8; 64]);
            answered.set(answered.get() + 1);
            if answered.get() == CLIENTS {
                listener.close(lp);
            }
            true
        });
    }
    lp.run().unwrap();
    assert_eq!(answered.get(), CLIENTS);
    for (remote, thread) in workers {
        remote.post(|lp| lp.stop()).unwrap();
        thread.join().unwrap();
    }
}

/// Sends 64 bytes, hears the answer, and ends when that is complete.
fn visit(
    lp: &mut Loop,
    address: SocketAddr,
    byte: u8,
    mut hear: impl FnMut(&mut Loop, &[u8]) -> bool + 'static,
) {
    lp.connect(address, move |lp, conn, event| match event {
        Event::Connected => assert_eq!(conn.write(lp, &[byte; 64]), Flow::Open),
        Event::Data(bytes) if hear(lp, bytes) => drop(conn.end(lp)),
        Event::Error(error) => panic!("{error}"),
        _ => {}
    })
    .unwrap();
}

fn a_thread_may_have_several_loops_one_after_the_other() {
    let mut first = new_loop();
    let mut second = new_loop();
    let (one, two) = (echo_server(&mut first), echo_server(&mut second));
    assert_ne!(one, two);
    // Each is turned by itself, and neither hears what is the other's.
    let done = Rc::new(Cell::new(0));
    for (lp, address) in [(&mut first, two), (&mut second, one)] {
        let count = done.clone();
        visit(lp, address, 7, move |_, _| {
            count.set(count.get() + 1);
            true
        });
    }
    while first.alive() || second.alive() {
        first.turn_without_sleep().unwrap();
        second.turn_without_sleep().unwrap();
    }
    assert_eq!(done.get(), 2);
}
