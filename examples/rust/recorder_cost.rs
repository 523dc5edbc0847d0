//! What it costs to be watched: `recorder_cost [CLIENTS] [ROUNDS]` prints one line of JSON with nanoseconds of a server's processor
//! time for each message that it echoes, the least of all rounds.
//!
//! * alone: nobody watches the loop.
//! * recorded: a recorder does, whose facts another thread reads fifty times a second.
//!
//! Both servers are there at the same time, and are asked in turn, so that what else the machine does befalls both.

use evloop::recorder::Recorder;
use evloop::{Event, Loop, Remote, system};
use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How many messages each client sends in a round.
const MESSAGES: u32 = 400;

/// The size of a message.
const SIZE: usize = 64;

fn main() -> evloop::Result<()> {
    let argument = |place| std::env::args().nth(place).and_then(|text| text.parse().ok());
    let (clients, rounds) = (argument(1).unwrap_or(64), argument(2).unwrap_or(20));
    let servers = [false, true].map(Server::begin);
    let mut least = [f64::INFINITY; 2];
    for _ in 0..rounds {
        for (server, least) in servers.iter().zip(&mut least) {
            let before = server.processor_time();
            talk(server.address, clients)?;
            let used = server.processor_time() - before;
            *least = least.min(used.as_nanos() as f64 / f64::from(clients * MESSAGES));
        }
    }
    let [alone, recorded] = least;
    println!("{{\"alone_ns\":{alone:.0},\"recorded_ns\":{recorded:.0},\"ratio\":{:.3}}}", recorded / alone);
    Ok(())
}

struct Server {
    address: SocketAddr,
    remote: Remote,
}

impl Server {
    /// A server with a thread of its own, which goes on until the end.
    fn begin(recorded: bool) -> Server {
        let (sender, begun) = mpsc::channel();
        thread::spawn(move || {
            let mut lp = Loop::new().unwrap();
            if recorded {
                record(&mut lp);
            }
            let listener = lp.listen(([127, 0, 0, 1], 0), |lp, conn| {
                conn.start(lp, |lp, conn, event| match event {
                    Event::Data(bytes) => drop(conn.write(lp, bytes)),
                    Event::End => drop(conn.end(lp)),
                    _ => {}
                });
            });
            let address = listener.and_then(|listener| listener.local_addr(&lp)).unwrap();
            sender.send(Server { address, remote: lp.remote() }).unwrap();
            lp.run().unwrap();
        });
        begun.recv().unwrap()
    }

    /// What the server's thread has used so far.
    fn processor_time(&self) -> Duration {
        let (sender, answer) = mpsc::channel();
        self.remote.post(move |_| sender.send(system::thread_time()).unwrap()).unwrap();
        answer.recv().unwrap()
    }
}

/// Has the loop recorded, as a live view does.
fn record(lp: &mut Loop) {
    let recorder = Recorder::new(1 << 18);
    lp.observe(recorder.clone());
    let mut reader = recorder.reader();
    thread::spawn(move || {
        let (mut lp, mut facts) = (Loop::new().unwrap(), Vec::new());
        lp.every(Duration::from_millis(20), move |_, _| {
            reader.read(&mut facts);
            facts.clear();
        });
        lp.run().unwrap();
    });
}

/// So many clients, each of which sends a message when it has the last one back.
fn talk(address: SocketAddr, clients: u32) -> evloop::Result<()> {
    let mut lp = Loop::new()?;
    let missing = Rc::new(Cell::new(clients * MESSAGES));
    for _ in 0..clients {
        let (mut left, mut got, missing) = (MESSAGES, 0, Rc::clone(&missing));
        lp.connect(address, move |lp, conn, event| match event {
            Event::Connected => drop(conn.write(lp, &[7; SIZE])),
            Event::Data(bytes) => {
                got += bytes.len();
                if got == SIZE {
                    (got, left) = (0, left - 1);
                    missing.set(missing.get() - 1);
                    match left {
                        0 => drop(conn.end(lp)),
                        _ => drop(conn.write(lp, &[7; SIZE])),
                    }
                }
            }
            _ => {}
        })?;
    }
    lp.run()?;
    assert_eq!(missing.get(), 0);
    Ok(())
}
