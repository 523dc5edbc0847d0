//! Nobody starves. Numbers are those of the reliability scenarios.

mod common;

use common::{MS, echo_server, new_loop};
use evloop::{Event, system};
use std::cell::Cell;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

on_every_backend!(
    f85_four_floods_delay_a_timer_by_twenty_milliseconds_at_most,
    f86_two_sockets_of_one_loop_that_echo_each_other_do_not_starve_a_timer,
    f90_a_flood_of_connections_does_not_keep_an_old_one_waiting,
);

/// How much the loop works at most between two calls of a 10 ms timer, while four sockets are flooded for as long.
/// Its own processor time, since on a busy machine the whole process may have to wait, for which the loop is not to
/// blame.
fn work_between_calls(length: Duration) -> Duration {
    let mut lp = new_loop();
    let address = echo_server(&mut lp);
    let stop = Arc::new(AtomicBool::new(false));
    let floods: Vec<_> = (0..4)
        .map(|_| {
            let stop = stop.clone();
            thread::spawn(move || {
                let mut socket = TcpStream::connect(address).unwrap();
                let mut reader = socket.try_clone().unwrap();
                let drain =
                    thread::spawn(
                        move || while reader.read(&mut [0; 65_536]).is_ok_and(|count| count > 0) {},
                    );
                while !stop.load(Ordering::Relaxed) {
                    socket.write_all(&[0; 65_536]).unwrap();
                }
                socket.shutdown(std::net::Shutdown::Both).unwrap();
                drain.join().unwrap();
            })
        })
        .collect();
    let worst = Rc::new(Cell::new(Duration::ZERO));
    let (note, start) = (worst.clone(), Instant::now());
    let mut last = system::thread_time();
    lp.every(10 * MS, move |lp, timer| {
        let now = system::thread_time();
        note.set(note.get().max(now - last));
        last = now;
        if start.elapsed() >= length {
            stop.store(true, Ordering::Relaxed);
            timer.cancel(lp);
        }
    });
    lp.run().unwrap();
    for flood in floods {
        flood.join().unwrap();
    }
    worst.get()
}

fn f85_four_floods_delay_a_timer_by_twenty_milliseconds_at_most() {
    let worst = work_between_calls(400 * MS);
    assert!(worst <= (10 + 20) * MS, "{worst:?} between two calls of a 10 ms timer");
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
    lp.after(50 * MS, |lp| lp.stop());
    lp.run().unwrap();
    assert!(count.get() > 10);
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
                drop(TcpStream::connect(address).unwrap());
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
