//! What else a connection can be asked, and told.

use crate::common::{self, LOCAL, Log, in_own_process, is_adversarial, new_loop, pair, word};
use evloop::{Conn, Event, Flow, Keepalive, Loop};
use std::cell::Cell;
use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::time::Duration;

on_every_backend!(
    try_write_keeps_nothing,
    readable_and_writable_follow_the_ends,
    buffers_and_probes_reach_the_kernel,
    a_shared_one_is_another_descriptor_of_the_same_connection,
    a_connection_that_others_hold_is_silent_after_its_close,
    a_broken_connection_says_so_to_try_write,
);

fn noting(lp: &mut Loop, conn: Conn, log: &Log) {
    let log = log.clone();
    assert!(conn.start(lp, move |_, _, event| log.say(word(&event))));
}

fn try_write_keeps_nothing() {
    let mut lp = new_loop();
    let (here, there) = pair(&mut lp);
    assert_eq!(here.try_write(&mut lp, b"").unwrap(), 0);
    let mut taken = 0;
    let error = loop {
        match here.try_write(&mut lp, &[0; 10_000]) {
            Ok(count) => taken += count,
            Err(error) => break error,
        }
    };
    assert_eq!((error.code(), error.call()), ("EAGAIN", "write"));
    assert_eq!((here.queued(&lp), here.bytes_written(&lp)), (0, taken as u64));
    // Nobody overtakes what waits.
    assert_eq!(here.write(&mut lp, b"waiting"), Flow::Open);
    there.start(&mut lp, |_, _, _| {});
    lp.turn().unwrap();
    // With an adversary, the stream may have been told of room in the same turn.
    if !is_adversarial() {
        assert_eq!(here.try_write(&mut lp, b"x").unwrap_err().code(), "EAGAIN");
    }
    while here.queued(&lp) > 0 {
        lp.turn().unwrap();
    }
    assert_eq!(here.try_write(&mut lp, b"x").unwrap(), 1);
    here.end(&mut lp);
    assert_eq!(here.try_write(&mut lp, b"x").unwrap_err().code(), "EPIPE");
    here.close(&mut lp);
    assert_eq!(here.try_write(&mut lp, b"x").unwrap_err().code(), "EBADF");
    let connecting = lp.connect(([127, 0, 0, 1], 9), |_, _, _| {}).unwrap();
    assert_eq!(connecting.try_write(&mut lp, b"x").unwrap_err().code(), "EAGAIN");
}

fn a_broken_connection_says_so_to_try_write() {
    // Where nobody forks: a child has all descriptors until it is another program, and so is the connection's other end.
    if !in_own_process("a_broken_connection_says_so_to_try_write") {
        return;
    }
    let (mut lp, log) = (new_loop(), Log::default());
    let (here, there) = pair(&mut lp);
    noting(&mut lp, here, &log);
    there.close(&mut lp);
    assert_eq!(here.try_write(&mut lp, b"x").unwrap_err().code(), "EPIPE");
    log.check(&[]);
    lp.run().unwrap();
    log.check(&["error EPIPE", "closed"]);
}

fn readable_and_writable_follow_the_ends() {
    let (mut lp, log) = (new_loop(), Log::default());
    let (here, there) = pair(&mut lp);
    let states = |lp: &Loop, conn: Conn| (conn.is_readable(lp), conn.is_writable(lp));
    noting(&mut lp, here, &log);
    assert_eq!(states(&lp, here), (true, true));
    there.end(&mut lp);
    lp.turn().unwrap();
    assert_eq!(states(&lp, here), (false, true));
    assert_eq!(states(&lp, there), (true, false));
    here.end(&mut lp);
    assert_eq!(states(&lp, here), (false, false));
    lp.turn().unwrap();
    assert!(!here.is_open(&lp));
    assert_eq!(states(&lp, here), (false, false));
    let connecting = lp.connect(([127, 0, 0, 1], 9), |_, _, _| {}).unwrap();
    assert_eq!(states(&lp, connecting), (false, true));
}

fn buffers_and_probes_reach_the_kernel() {
    let mut lp = new_loop();
    let listener = lp.listen(LOCAL, |_, _| {}).unwrap();
    let address = listener.local_addr(&lp).unwrap();
    let conn = lp.connect(address, |_, _, _| {}).unwrap();
    conn.set_receive_buffer(&mut lp, 20_000).unwrap();
    conn.set_send_buffer(&mut lp, 30_000).unwrap();
    assert!((20_000..=40_000).contains(&conn.receive_buffer(&lp).unwrap()));
    assert!((30_000..=60_000).contains(&conn.send_buffer(&lp).unwrap()));
    let keepalive = Keepalive {
        interval: Some(Duration::from_millis(1500)),
        probes: Some(3),
        ..Keepalive::after(Duration::from_secs(7))
    };
    conn.set_keepalive_with(&mut lp, Some(&keepalive)).unwrap();
    if cfg!(target_os = "linux") {
        let many = Keepalive { probes: Some(1000), ..keepalive };
        assert_eq!(conn.set_keepalive_with(&mut lp, Some(&many)).unwrap_err().code(), "EINVAL");
    }
    conn.close(&mut lp);
    assert_eq!(conn.send_buffer(&lp).unwrap_err().code(), "EBADF");
    assert_eq!(conn.set_receive_buffer(&mut lp, 1).unwrap_err().code(), "EBADF");
}

fn a_shared_one_is_another_descriptor_of_the_same_connection() {
    let (mut lp, log) = (new_loop(), Log::default());
    let (here, there) = pair(&mut lp);
    noting(&mut lp, there, &log);
    let copy = here.share(&mut lp).unwrap();
    here.close(&mut lp);
    lp.turn().unwrap();
    log.check(&[]);
    File::from(copy).write_all(b"still there").unwrap();
    lp.turn().unwrap();
    log.check(&["data still there"]);
    lp.turn().unwrap();
    log.check(&["data still there", "end"]);
    assert_eq!(here.share(&mut lp).unwrap_err().code(), "EBADF");
}

/// Epoll goes on telling of a file that somebody else has open unless it is told not to.
fn a_connection_that_others_hold_is_silent_after_its_close() {
    let (mut lp, log) = (new_loop(), Log::default());
    let address = common::serve_one(&mut lp, |_, _| {}, {
        let log = log.clone();
        move |lp, conn, event| {
            log.say(word(&event));
            if let Event::Data(_) = event {
                let copy: OwnedFd = conn.share(lp).unwrap();
                let keeper = lp.conn_on(copy).unwrap();
                keeper.pause(lp);
                conn.close(lp);
            }
        }
    });
    let client = lp.connect(address, |_, _, _| {}).unwrap();
    assert_eq!(client.write(&mut lp, b"one"), Flow::Open);
    while log.count("closed") == 0 {
        lp.turn().unwrap();
    }
    assert_eq!(client.write(&mut lp, b"two"), Flow::Open);
    // Nobody reads any more, so that a poller which tells of it would be heard as turns that do not sleep.
    let (fired, mut turns) = (Rc::new(Cell::new(false)), 0);
    let now = fired.clone();
    lp.after(50 * common::MS, move |lp| {
        now.set(true);
        lp.stop();
    });
    while !fired.get() {
        lp.turn().unwrap();
        turns += 1;
    }
    assert!(turns <= 20, "{turns} turns in 50 ms");
}
