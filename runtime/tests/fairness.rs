//! Nobody starves. Numbers are those of the reliability scenarios.

use crate::common::{MS, echo_server, is_adversarial, new_loop};
use evloop::{Event, system};
use std::cell::{Cell, RefCell};
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

on_every_backend!(
    f85_four_floods_delay_a_timer_by_twenty_milliseconds_at_most,
    f85_beside_four_floods_others_are_answered_within_a_few_turns,
    f86_two_sockets_of_one_loop_that_echo_each_other_do_not_starve_a_timer,
    f90_a_flood_of_connections_does_not_keep_an_old_one_waiting,
);

/// Four sockets through which an echo server is flooded as fast as it lets, until somebody says stop.
struct Floods {
    stop: Arc<AtomicBool>,
    /// What has come back.
    bytes: Arc<AtomicUsize>,
    threads: Vec<JoinHandle<()>>,
}

impl Floods {
    fn begin(address: SocketAddr) -> Floods {
        let (stop, bytes) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let flood = || {
            let (stop, bytes) = (stop.clone(), bytes.clone());
            thread::spawn(move || {
                let mut socket = TcpStream::connect(address).unwrap();
                let reader = socket.try_clone().unwrap();
                let drain = thread::spawn(move || drain(reader, &bytes));
                while !stop.load(Ordering::Relaxed) && socket.write_all(&[0; 65_536]).is_ok() {}
                let _ = socket.shutdown(Shutdown::Both);
                drain.join().unwrap();
            })
        };
        let threads = (0..4).map(|_| flood()).collect();
        Floods { stop, bytes, threads }
    }

    fn end(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.threads.into_iter().for_each(|thread| thread.join().unwrap());
    }
}

fn drain(mut socket: TcpStream, bytes: &AtomicUsize) {
    let mut buffer = [0; 65_536];
    while let Ok(count @ 1..) = socket.read(&mut buffer) {
        bytes.fetch_add(count, Ordering::Relaxed);
    }
}

/// How much the loop works between two calls of a 10 ms timer, while four sockets are flooded: from the least to the most of
/// `count` times. Its own processor time, since on a busy machine the whole process may have to wait, for which the loop is not
/// to blame.
fn work_between_calls(count: usize) -> Vec<Duration> {
    let mut lp = new_loop();
    let address = echo_server(&mut lp);
    let floods = Floods::begin(address);
    let spans = Rc::new(RefCell::new(Vec::new()));
    let (notes, stop, mut last) = (spans.clone(), floods.stop.clone(), system::thread_time());
    lp.every(10 * MS, move |lp, timer| {
        let now = system::thread_time();
        notes.borrow_mut().push(now - last);
        last = now;
        if notes.borrow().len() == count {
            stop.store(true, Ordering::Relaxed);
            timer.cancel(lp);
        }
    });
    lp.run().unwrap();
    floods.end();
    let mut spans = spans.take();
    spans.sort_unstable();
    spans
}

fn f85_four_floods_delay_a_timer_by_twenty_milliseconds_at_most() {
    let spans = work_between_calls(40);
    // Now and then the kernel does other processes' work on our account.
    assert!(spans[35] <= (10 + 20) * MS, "between two calls of a 10 ms timer: {spans:?}");
}

/// Somebody else asks two hundred times, one after the other: a question that was asked in one turn is read by the server in
/// the next, and answered in the one after that. Now and then the network itself may take longer.
fn f85_beside_four_floods_others_are_answered_within_a_few_turns() {
    let mut lp = new_loop();
    let address = echo_server(&mut lp);
    let floods = Floods::begin(address);
    let turn = Rc::new(Cell::new(0));
    let count = turn.clone();
    lp.on_prepare(move |_, _| count.set(count.get() + 1)).set_ref(&mut lp, false);
    let waits = Rc::new(RefCell::new(Vec::new()));
    let (notes, bytes, mut asked) = (waits.clone(), floods.bytes.clone(), 0);
    let mut begun = None;
    lp.connect(address, move |lp, conn, event| {
        match event {
            Event::Connected => {}
            Event::Data(_) => notes.borrow_mut().push(turn.get() - asked),
            _ => return,
        }
        // Questions count from when the floods have come to the server.
        let flooded = bytes.load(Ordering::Relaxed);
        if begun.is_none() && flooded > 0 {
            begun = Some(flooded);
            notes.borrow_mut().clear();
        }
        // It is no flood unless more came meanwhile.
        if notes.borrow().len() < 200 || begun.is_none_or(|begun| flooded == begun) {
            asked = turn.get();
            let _ = conn.write(lp, b"?");
        } else {
            lp.stop();
        }
    })
    .unwrap();
    lp.run().unwrap();
    floods.end();
    let mut waits = waits.take();
    waits.sort_unstable();
    // With an adversary each turn may serve one.
    let bound = if is_adversarial() { 40 } else { 4 };
    assert!(waits[waits.len() * 9 / 10] <= bound, "turns until an answer: {waits:?}");
}

fn f86_two_sockets_of_one_loop_that_echo_each_other_do_not_starve_a_timer() {
    let mut lp = new_loop();
    let address = echo_server(&mut lp);
    let count = Rc::new(Cell::new(0u32));
    let round_trips = count.clone();
    lp.connect(address, move |lp, conn, event| match event {
        Event::Connected => drop(conn.write(lp, b"ping")),
        Event::Data(bytes) => {
            round_trips.set(round_trips.get() + 1);
            let _ = conn.write(lp, bytes);
        }
        _ => {}
    })
    .unwrap();
    // However often the machine lets them: the timer has its turn.
    lp.every(10 * MS, move |lp, _| {
        if count.get() > 10 {
            lp.stop();
        }
    });
    lp.run().unwrap();
}

fn f90_a_flood_of_connections_does_not_keep_an_old_one_waiting() {
    let mut lp = new_loop();
    let address = echo_server(&mut lp);
    let remote = lp.remote();
    thread::spawn(move || {
        let mut old = TcpStream::connect(address).unwrap();
        let done = Arc::new(AtomicBool::new(false));
        let flag = done.clone();
        let flood = thread::spawn(move || {
            while !flag.load(Ordering::Relaxed) {
                // So many that the ports may run out for a while.
                if TcpStream::connect(address).is_err() {
                    thread::yield_now();
                }
            }
        });
        for _ in 0..200 {
            old.write_all(b"x").unwrap();
            old.read_exact(&mut [0]).unwrap();
        }
        done.store(true, Ordering::Relaxed);
        flood.join().unwrap();
        remote.post(|lp| lp.stop()).unwrap();
    });
    lp.run().unwrap();
}
