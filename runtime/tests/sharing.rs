//! One address, several loops: a listener that they share, or one for each. Numbers are those of the reliability scenarios.

use crate::common::{HANGS, LOCAL, Scratch, backend, is_adversarial, new_loop, on_epoll, try_loop};
use evloop::{Backend, ListenOptions, Loop, Remote};
use std::fs;
use std::io::{ErrorKind, Read};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

on_every_backend!(
    f91_a_shared_listener_wakes_about_one_loop_for_a_connection,
    f91_f92_with_a_listener_for_each_a_worker_takes_its_queue_along,
    a_shared_listener_serves_everybody_whoever_takes_it,
    a_loop_that_closes_its_share_is_told_of_it_no_more,
    what_does_not_listen_is_refused,
);

const EXCLUSIVE: ListenOptions =
    ListenOptions { exclusive: true, backlog: 511, ipv6_only: false, reuse_port: false, mode: None };

/// A loop in a thread of its own that takes connections from a shared listener, and hangs up on each.
struct Worker {
    remote: Remote,
    /// The thread's number, by which the system tells what it does.
    task: String,
    thread: JoinHandle<()>,
    taken: Arc<AtomicUsize>,
}

impl Worker {
    fn begin(listener: OwnedFd, exclusive: bool) -> Worker {
        let (backend, taken): (Backend, _) = (backend().parse().unwrap(), Arc::new(AtomicUsize::new(0)));
        let (sender, receiver) = std::sync::mpsc::channel();
        let counter = taken.clone();
        let thread = thread::spawn(move || {
            let mut lp = Loop::builder().backend(backend).build().unwrap();
            let options = ListenOptions { exclusive, ..ListenOptions::default() };
            let count = move |lp: &mut Loop, conn: evloop::Conn| {
                counter.fetch_add(1, Ordering::Relaxed);
                conn.close(lp);
            };
            lp.listen_on(listener, &options, count).unwrap();
            let link = fs::read_link("/proc/thread-self").unwrap_or_default();
            sender.send((lp.remote(), format!("/proc/{}", link.display()))).unwrap();
            lp.run().unwrap();
        });
        let (remote, task) = receiver.recv().unwrap();
        Worker { remote, task, thread, taken }
    }

    fn is_asleep(&self) -> bool {
        let stat = fs::read_to_string(format!("{}/stat", self.task)).unwrap();
        stat.rsplit(')').next().unwrap().trim().starts_with('S')
    }

    /// How often the system has woken the thread so far.
    fn wake_ups(&self) -> usize {
        let status = fs::read_to_string(format!("{}/status", self.task)).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        line.unwrap().trim().parse().unwrap()
    }

    fn end(self) -> usize {
        self.remote.post(|lp| lp.stop()).unwrap();
        self.thread.join().unwrap();
        self.taken.load(Ordering::Relaxed)
    }
}

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// One client, from the connect to the moment at which it was taken and let go.
fn visit(address: SocketAddr) {
    let mut client = TcpStream::connect(address).unwrap();
    match client.read(&mut [0]) {
        Ok(0) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        other => panic!("{other:?}"),
    }
}

/// How many threads are woken for a connection, when all of them are asleep: in the middle of many times, since a thread may also
/// wait for the kernel's own affairs.
fn wake_ups_per_connection(exclusive: bool) -> usize {
    const WORKERS: usize = 6;
    const VISITS: usize = 40;
    let (listener, address) = listener();
    let workers: Vec<_> =
        (0..WORKERS).map(|_| Worker::begin(listener.try_clone().unwrap().into(), exclusive)).collect();
    let rest = || {
        let over = Instant::now() + HANGS;
        while !workers.iter().all(Worker::is_asleep) {
            assert!(Instant::now() < over, "the workers do not come to rest");
            thread::yield_now();
        }
    };
    let count = || workers.iter().map(Worker::wake_ups).sum::<usize>();
    rest();
    let mut woken = [(); VISITS].map(|()| {
        let before = count();
        visit(address);
        rest();
        count() - before
    });
    assert_eq!(workers.into_iter().map(Worker::end).sum::<usize>(), VISITS);
    woken.sort_unstable();
    woken[VISITS / 2]
}

fn f91_a_shared_listener_wakes_about_one_loop_for_a_connection() {
    if fs::read_link("/proc/thread-self").is_err() {
        return println!("skipped: nobody counts wake-ups here");
    }
    let herd = wake_ups_per_connection(false);
    let one = wake_ups_per_connection(true);
    println!("{}: {herd} of 6 loops are woken for a connection, {one} exclusively", backend());
    assert!(herd > 3, "{herd} wake-ups: nobody needs the option");
    if on_epoll() {
        assert_eq!(one, 1, "wake-ups for a connection");
    }
}

fn f91_f92_with_a_listener_for_each_a_worker_takes_its_queue_along() {
    const CLIENTS: usize = 60;
    let options = ListenOptions { reuse_port: true, ..ListenOptions::default() };
    let (mut good, mut stuck) = (new_loop(), new_loop());
    let listener = good.listen_with(LOCAL, &options, |lp, conn| {
        let _ = conn.write(lp, b"x");
    });
    let address = listener.unwrap().local_addr(&good).unwrap();
    stuck.listen_with(address, &options, |_, _| panic!("this one never turns")).unwrap();
    let mut clients: Vec<_> = (0..CLIENTS).map(|_| TcpStream::connect(address).unwrap()).collect();
    for client in &clients {
        client.set_nonblocking(true).unwrap();
    }
    let (mut served, mut lost) = (0, 0);
    // Those whose fate is known go; the others stay.
    let mut look = |good: &mut Loop| {
        good.turn_without_sleep().unwrap();
        clients.retain_mut(|client| match client.read(&mut [0]) {
            Ok(1) => {
                served += 1;
                false
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => true,
            _ => {
                lost += 1;
                false
            }
        });
        (served, lost)
    };
    for _ in 0..2 * CLIENTS {
        look(&mut good);
    }
    let (served, lost) = look(&mut good);
    // f92: the stuck worker's share waits, although the other has nothing to do.
    assert!(served > 0 && served < CLIENTS && lost == 0, "served {served}, lost {lost}");
    // f91: what is in the queue of a worker that goes is lost.
    drop(stuck);
    let over = Instant::now() + HANGS;
    let (served, lost) = loop {
        let (served, lost) = look(&mut good);
        if served + lost == CLIENTS {
            break (served, lost);
        }
        assert!(Instant::now() < over, "{} connections hang", CLIENTS - served - lost);
    };
    println!(
        "{}: of {CLIENTS} connections {served} were served, and {lost} lost with their worker",
        backend()
    );
    let migrates =
        fs::read_to_string("/proc/sys/net/ipv4/tcp_migrate_req").is_ok_and(|text| text.trim() == "1");
    assert!(lost > 0 || migrates, "nothing was lost");
}

fn a_shared_listener_serves_everybody_whoever_takes_it() {
    let mut first = new_loop();
    let listener = first.listen_with(LOCAL, &EXCLUSIVE, |_, _| panic!("this one never turns")).unwrap();
    let address = listener.local_addr(&first).unwrap();
    let workers: Vec<_> = (0..3).map(|_| Worker::begin(listener.share(&mut first).unwrap(), true)).collect();
    let clients: Vec<_> =
        (0..4).map(|_| thread::spawn(move || (0..50).for_each(|_| visit(address)))).collect();
    clients.into_iter().for_each(|client| client.join().unwrap());
    assert_eq!(workers.into_iter().map(Worker::end).sum::<usize>(), 200);
}

fn a_loop_that_closes_its_share_is_told_of_it_no_more() {
    if is_adversarial() {
        return println!("skipped: here are events for nothing");
    }
    let (mut lp, mut other) = (new_loop(), new_loop());
    let listener = lp.listen_with(LOCAL, &EXCLUSIVE, |_, _| panic!("closed")).unwrap();
    let address = listener.local_addr(&lp).unwrap();
    let shared = listener.share(&mut lp).unwrap();
    let second = other.listen_on(shared, &EXCLUSIVE, |lp, _| lp.stop()).unwrap();
    assert_eq!(second.local_addr(&other).unwrap(), address);
    // Both pollers know it, …
    lp.turn_without_sleep().unwrap();
    other.turn_without_sleep().unwrap();
    listener.close(&mut lp);
    let _client = TcpStream::connect(address).unwrap();
    // … and one has forgotten: its next sleep lasts until the timer, although the socket lives and is ready.
    let watcher = WakeCounter::default();
    lp.observe(watcher.clone());
    lp.after(Duration::from_millis(1), |lp| lp.stop());
    while !lp.stopped() {
        lp.turn().unwrap();
    }
    assert_eq!(watcher.0.get(), 0, "events of a socket that was closed");
    other.run().unwrap();
}

/// Counts the events that the kernel tells of.
#[derive(Clone, Default)]
struct WakeCounter(std::rc::Rc<std::cell::Cell<usize>>);

impl evloop::Observer for WakeCounter {
    fn observe(&mut self, _: &evloop::Loop, _: Duration, what: evloop::Moment) {
        if let evloop::Moment::Wake(count) = what {
            self.0.set(self.0.get() + count);
        }
    }
}

fn what_does_not_listen_is_refused() {
    let mut lp = try_loop().unwrap();
    let options = ListenOptions::default();
    let (listener, address) = listener();
    let stream = TcpStream::connect(address).unwrap();
    let error = lp.listen_on(stream, &options, |_, _| {}).unwrap_err();
    assert_eq!(error.to_string(), "listen_on: accept: invalid argument (EINVAL)");
    let file = fs::File::open("/dev/null").unwrap();
    assert_eq!(lp.listen_on(file, &options, |_, _| {}).unwrap_err().code(), "ENOTSOCK");
    lp.listen_on(listener, &options, |_, _| {}).unwrap().close(&mut lp);
    // A Unix listener of somebody else's keeps its file.
    let scratch = Scratch::new();
    let path = scratch.path("socket");
    let unix = lp.listen_on(UnixListener::bind(&path).unwrap(), &options, |_, _| {}).unwrap();
    assert_eq!(unix.local_path(&lp).unwrap(), Some(path.clone()));
    unix.close(&mut lp);
    assert!(path.exists());
    assert_eq!(unix.share(&mut lp).unwrap_err().code(), "EBADF");
}
