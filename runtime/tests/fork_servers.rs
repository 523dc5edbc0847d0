//! Servers that fork: a process for each connection, and workers begun before anybody comes. Numbers are those of the reliability
//! scenarios.

#[path = "common/forks.rs"]
mod forks;

use evloop::{Backend, Child, Command, Event, ExitStatus, Fork, ListenOptions, Loop, Sig, system};
use forks::{new_loop, turn_while};
use std::cell::Cell;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::exit;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

const SCENARIOS: &[(&str, fn())] = &[
    ("g108_a_forking_server_leaves_no_zombies", forking_server),
    ("f91_preforked_workers_share_a_listener", preforked),
    ("g108_no_more_processes_is_survived", no_more_processes),
];

fn main() {
    if std::env::var(forks::ROLE).as_deref() == Ok("clients") {
        return be_clients();
    }
    forks::run(SCENARIOS);
}

/// The role: visits the server so many times, and checks what each child says.
fn be_clients() {
    let number = |name| std::env::var(name).unwrap().parse::<usize>().unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], number("EVLOOP_FORK_PORT") as u16));
    let visits = number("EVLOOP_FORK_VISITS");
    if std::env::var_os("EVLOOP_FORK_LOSSES").is_none() {
        return (0..visits).for_each(|round| assert!(visit(address, round as u8)));
    }
    // A worker that is killed may have been woken for a connection that it did not take yet. It waits for the wake-up of
    // the next one, so somebody must go on coming.
    let (lost, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        let others: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    (0..visits / 3).for_each(|round| {
                        let answered = visit(address, round as u8);
                        lost.fetch_add(usize::from(!answered), Ordering::Relaxed);
                    })
                })
            })
            .collect();
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                visit(address, 0);
            }
        });
        others.into_iter().for_each(|other| other.join().unwrap());
        over.store(true, Ordering::Relaxed);
        // The last one may be the one that waits.
        visit(address, 0);
    });
    assert!(lost.into_inner() <= 3, "more connections were lost than one worker can have had");
}

/// Whether the server answered; if not, the worker was killed, and the connection went with it.
fn visit(address: SocketAddr, byte: u8) -> bool {
    let mut client = TcpStream::connect(address).unwrap();
    let mut answer = Vec::new();
    match client.write_all(&[byte]).and_then(|()| client.read_to_end(&mut answer)) {
        Ok(0) => false,
        Ok(_) => {
            assert_eq!(answer, [byte; 3]);
            true
        }
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{error}");
            false
        }
    }
}

/// Begins the clients, another process, and stops the loop when they are done.
fn begin_clients(lp: &mut Loop, port: u16, visits: usize, losses: bool) {
    let mut clients = Command::new(std::env::current_exe().unwrap());
    clients.env(forks::ROLE, "clients");
    clients.env("EVLOOP_FORK_PORT", port.to_string()).env("EVLOOP_FORK_VISITS", visits.to_string());
    if losses {
        clients.env("EVLOOP_FORK_LOSSES", "1");
    }
    lp.spawn(&clients, |lp, _, status| {
        assert!(status.success(), "{status:?}");
        lp.stop();
    })
    .unwrap();
}

/// Echoes one byte three times, and closes.
fn serve(lp: &mut Loop, conn: evloop::Conn) {
    conn.start(lp, |lp, conn, event| {
        if let Event::Data(bytes) = event {
            let _ = conn.write(lp, &[bytes[0]; 3]);
            conn.end(lp);
        }
    });
}

/// How many children this process has that nobody has waited for yet; `None` where the system does not tell.
fn children() -> Option<usize> {
    let list = std::fs::read_to_string("/proc/thread-self/children").ok()?;
    Some(list.split_whitespace().count())
}

fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

/// The oldest of servers: a process for each connection. Ten thousand of them on the system's own backend.
fn forking_server() {
    let native = Loop::builder().backend(Backend::Native).build().unwrap().backend();
    let mut lp = new_loop();
    let visits = if lp.backend() == native { 10_000 } else { 200 };
    let base = descriptors();
    let (forked, over) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let is_child = Rc::new(Cell::new(false));
    let (forks, ends, mark) = (forked.clone(), over.clone(), is_child.clone());
    let own = Rc::new(Cell::new(None));
    let listener = own.clone();
    let listening = lp.listen(([127, 0, 0, 1], 0), move |lp, conn| {
        let ends = ends.clone();
        let end = move |_: &mut Loop, _: Child, status: ExitStatus| {
            assert_eq!(status, ExitStatus::Code(0));
            ends.set(ends.get() + 1);
        };
        match lp.fork(end).unwrap() {
            Fork::Parent(_) => {
                forks.set(forks.get() + 1);
                conn.close(lp);
            }
            Fork::Child => {
                // The listener is the parent's; with it goes what would keep this loop alive beyond its connection.
                let listener: evloop::Listener = listener.get().unwrap();
                listener.close(lp);
                mark.set(true);
                serve(lp, conn);
            }
        }
    });
    let listener = listening.unwrap();
    own.set(Some(listener));
    let port = listener.local_addr(&lp).unwrap().port();
    begin_clients(&mut lp, port, visits, false);
    while lp.alive() && !lp.stopped() {
        lp.turn().unwrap();
    }
    if is_child.get() {
        exit(0);
    }
    listener.close(&mut lp);
    turn_while(&mut lp, || over.get() < visits);
    assert_eq!(forked.get(), visits);
    if let Some(count) = children() {
        assert_eq!(count, 0, "zombies");
    }
    lp.turn_without_sleep().unwrap();
    assert_eq!(descriptors(), base, "descriptors that were not closed");
}

/// Workers begun before anybody comes share the listener that they inherit. One is killed in the middle, and nobody hangs.
fn preforked() {
    const WORKERS: usize = 4;
    let mut lp = new_loop();
    let options = ListenOptions { exclusive: true, ..ListenOptions::default() };
    let listener = lp.listen_with(([127, 0, 0, 1], 0), &options, serve).unwrap();
    let port = listener.local_addr(&lp).unwrap().port();
    let ended = Rc::new(Cell::new(0));
    let mut workers = Vec::new();
    for _ in 0..WORKERS {
        let count = ended.clone();
        match lp.fork(move |_, _, _| count.set(count.get() + 1)).unwrap() {
            Fork::Parent(worker) => workers.push(worker),
            // A worker serves until it is killed.
            Fork::Child => exit(i32::from(lp.run().is_err())),
        }
    }
    listener.close(&mut lp);
    begin_clients(&mut lp, port, 600, true);
    let victim = workers[0];
    lp.after(Duration::from_millis(20), move |lp| victim.kill(lp, Sig::KILL).unwrap());
    while !lp.stopped() {
        lp.turn().unwrap();
    }
    turn_while(&mut lp, || ended.get() == 0);
    for worker in &workers[1..] {
        worker.kill(&lp, Sig::KILL).unwrap();
    }
    turn_while(&mut lp, || ended.get() < WORKERS);
}

/// As somebody who may have no more processes, which root always may.
fn no_more_processes() {
    if system::identities().effective_user == 0 {
        let mut lp = new_loop();
        let mut limited = Command::new("bash");
        let program = std::env::current_exe().unwrap();
        limited.args(["-c", "ulimit -u 1 && exec \"$0\" || exit 77", program.to_str().unwrap()]);
        limited.uid(65_534).gid(65_534);
        let refused = lp.spawn(&limited, |_, _, status| match status {
            ExitStatus::Code(77 | 126 | 127) => println!("skipped: the test cannot be run by somebody else"),
            status => assert!(status.success(), "{status:?}"),
        });
        if refused.is_err() {
            return println!("skipped: no bash here");
        }
        return lp.run().unwrap();
    }
    let mut lp = new_loop();
    let (ticks, errors) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let (tick, error) = (ticks.clone(), errors.clone());
    lp.every(Duration::from_millis(1), move |lp, timer| {
        tick.set(tick.get() + 1);
        match lp.fork(|_, _, _| {}) {
            Ok(Fork::Child) => exit(0),
            Ok(Fork::Parent(_)) => println!("skipped: there is no limit of processes here"),
            Err(refused) => {
                assert_eq!(refused.code(), "EAGAIN");
                error.set(error.get() + 1);
            }
        }
        if tick.get() == 3 {
            timer.cancel(lp);
        }
    });
    lp.run().unwrap();
    assert_eq!(ticks.get(), 3);
}
