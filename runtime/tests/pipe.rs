//! Pipes, FIFOs and devices as streams.

use crate::common::{Log, Scratch, descriptors, in_own_process, is_adversarial, new_loop, on_epoll, word};
use evloop::{Conn, Event, Flow, Loop, system};
use std::cell::Cell;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::FileTypeExt;
use std::process::{Command, Stdio};
use std::rc::Rc;

on_every_backend!(
    a_word_goes_through_and_both_ends_close,
    many_bytes_arrive_although_the_pipe_is_small,
    c46_a_pipe_without_a_reader_is_an_error_event_and_no_signal,
    an_end_for_reading_takes_no_writes_and_one_for_writing_brings_no_events_to_read,
    the_pipes_of_a_child_are_streams,
    a_fifo_opened_for_both_is_a_stream_that_closes_when_told,
    what_is_no_stream_is_refused_by_name,
    a_device_is_a_stream_where_the_poller_takes_it,
    several_pieces_go_into_a_pipe_at_once,
    a_pipe_that_others_hold_is_silent_after_its_close,
    nothing_is_left_open,
);

fn noting(lp: &mut Loop, fd: OwnedFd, log: &Log) -> Conn {
    let (conn, log) = (lp.conn_on(fd).unwrap(), log.clone());
    assert!(conn.start(lp, move |_, _, event| log.say(word(&event))));
    conn
}

fn a_word_goes_through_and_both_ends_close() {
    let (mut lp, read, written) = (new_loop(), Log::default(), Log::default());
    let (reader, writer) = system::pipe().unwrap();
    let (reader, writer) = (noting(&mut lp, reader, &read), noting(&mut lp, writer, &written));
    assert_eq!((reader.is_readable(&lp), reader.is_writable(&lp)), (true, false));
    assert_eq!((writer.is_readable(&lp), writer.is_writable(&lp)), (false, true));
    assert_eq!(writer.write(&mut lp, b"hello"), Flow::Open);
    assert!(writer.end(&mut lp));
    assert_eq!(writer.bytes_written(&lp), 5);
    lp.run().unwrap();
    read.check(&["data hello", "end", "closed"]);
    written.check(&["finish", "closed"]);
}

fn many_bytes_arrive_although_the_pipe_is_small() {
    const TOTAL: usize = 3_000_000;
    let mut lp = new_loop();
    let (reader, writer) = system::pipe().unwrap();
    let (reader, writer) = (lp.conn_on(reader).unwrap(), lp.conn_on(writer).unwrap());
    let seen = Rc::new(Cell::new(0));
    let count = seen.clone();
    reader.start(&mut lp, move |_, _, event| {
        if let Event::Data(bytes) = event {
            for byte in bytes {
                assert_eq!(usize::from(*byte), count.get() % 251);
                count.set(count.get() + 1);
            }
        }
    });
    let piece: Vec<u8> = (0..=250).cycle().take(251 * 500).collect();
    let mut sent = 0;
    let mut fill = move |lp: &mut Loop, conn: Conn| {
        while sent < TOTAL {
            sent += piece.len();
            if conn.write(lp, &piece) == Flow::Full {
                return;
            }
        }
        conn.end(lp);
    };
    fill(&mut lp, writer);
    assert!(writer.queued(&lp) > 0, "the pipe took everything, which is no test");
    writer.start(&mut lp, move |lp, conn, event| match event {
        Event::Drain => fill(lp, conn),
        Event::Error(error) => panic!("{error}"),
        _ => {}
    });
    lp.run().unwrap();
    assert!(seen.get() >= TOTAL);
}

fn c46_a_pipe_without_a_reader_is_an_error_event_and_no_signal() {
    // Where nobody forks: a child has all descriptors until it is another program, and so the pipe has a reader.
    if !in_own_process("c46_a_pipe_without_a_reader_is_an_error_event_and_no_signal") {
        return;
    }
    let (mut lp, log) = (new_loop(), Log::default());
    let (reader, writer) = system::pipe().unwrap();
    let writer = noting(&mut lp, writer, &log);
    drop(reader);
    assert_eq!(writer.write(&mut lp, b"for nobody"), Flow::Closed);
    log.check(&[]);
    lp.run().unwrap();
    log.check(&["error EPIPE", "closed"]);

    // And when the reader goes while bytes wait.
    let (mut lp, log) = (new_loop(), Log::default());
    let (reader, writer) = system::pipe().unwrap();
    let writer = noting(&mut lp, writer, &log);
    let _ = writer.write(&mut lp, &[0; 1_000_000]);
    assert!(writer.queued(&lp) > 0);
    lp.immediate(move |_| drop(reader));
    lp.run().unwrap();
    log.check(&["error EPIPE", "closed"]);
}

fn an_end_for_reading_takes_no_writes_and_one_for_writing_brings_no_events_to_read() {
    // As above.
    if !in_own_process("an_end_for_reading_takes_no_writes_and_one_for_writing_brings_no_events_to_read") {
        return;
    }
    let (mut lp, log) = (new_loop(), Log::default());
    let (reader, writer) = system::pipe().unwrap();
    let (reader, writer) = (noting(&mut lp, reader, &log), noting(&mut lp, writer, &log));
    assert_eq!(reader.write(&mut lp, b"x"), Flow::Closed);
    assert!(!reader.end(&mut lp));
    assert_eq!(reader.try_write(&mut lp, b"x").unwrap_err().code(), "EPIPE");
    assert_eq!(writer.set_nodelay(&mut lp, true).unwrap_err().code(), "ENOTSOCK");
    assert_eq!(writer.peer_path(&lp).unwrap_err().code(), "ENOTSOCK");
    assert_eq!(writer.try_write(&mut lp, &[b'x'; 200_000]).unwrap(), 65_536);
    assert_eq!(writer.try_write(&mut lp, b"x").unwrap_err().code(), "EAGAIN");
    reader.close(&mut lp);
    assert_eq!(writer.try_write(&mut lp, b"x").unwrap_err().code(), "EPIPE");
    lp.run().unwrap();
    log.check(&["error EPIPE", "closed", "closed"]);
}

fn the_pipes_of_a_child_are_streams() {
    let (mut lp, log) = (new_loop(), Log::default());
    let child = Command::new("sort").arg("-n").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = child.unwrap();
    let input = lp.conn_on(child.stdin.take().unwrap()).unwrap();
    noting(&mut lp, child.stdout.take().unwrap().into(), &log);
    let _ = input.write(&mut lp, b"10\n2\n");
    input.end(&mut lp);
    lp.run().unwrap();
    assert!(child.wait().unwrap().success());
    log.check(&["data 2\n10\n", "end", "closed"]);
}

fn a_fifo_opened_for_both_is_a_stream_that_closes_when_told() {
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let path = scratch.path("fifo");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert!(fs::metadata(&path).unwrap().file_type().is_fifo());
    let fifo = OpenOptions::new().read(true).write(true).open(&path).unwrap();
    let conn = lp.conn_on(fifo).unwrap();
    let heard = log.clone();
    conn.start(&mut lp, move |lp, conn, event| {
        heard.say(word(&event));
        match event {
            Event::Data(_) => assert!(conn.end(lp)),
            // There is no half-close to be seen, so nothing ends by itself.
            Event::Finish => assert!(conn.close(lp)),
            _ => {}
        }
    });
    let _ = conn.write(&mut lp, b"to myself");
    lp.run().unwrap();
    log.check(&["data to myself", "finish", "closed"]);
}

fn what_is_no_stream_is_refused_by_name() {
    let mut lp = new_loop();
    let file = File::open(std::env::current_exe().unwrap()).unwrap();
    let error = lp.conn_on(file).unwrap_err();
    assert_eq!((error.code(), error.call()), ("ENOTSUP", "conn_on"));
    assert!(error.to_string().contains(", a regular file: conn_on: "), "{error}");
    let refused = |lp: &mut Loop, fd: OwnedFd| lp.conn_on(fd).unwrap_err().code();
    assert_eq!(refused(&mut lp, File::open("/").unwrap().into()), "ENOTSUP");
    assert_eq!(refused(&mut lp, system::datagram_pair().unwrap().0), "ENOTSUP");
    let udp = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    assert_eq!(refused(&mut lp, udp.into()), "ENOTSUP");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    assert_eq!(refused(&mut lp, listener.into()), "ENOTSUP");
    assert!(!lp.alive() || lp.turn().is_ok());
}

fn a_device_is_a_stream_where_the_poller_takes_it() {
    let (mut lp, log) = (new_loop(), Log::default());
    let null = OpenOptions::new().read(true).write(true).open("/dev/null").unwrap();
    let opened = lp.conn_on(null);
    if on_epoll() {
        let error = opened.unwrap_err();
        assert_eq!((error.code(), error.call()), ("EPERM", "epoll_ctl"));
        assert!(error.to_string().contains("a character device"), "{error}");
        return;
    }
    let (null, heard) = (opened.unwrap(), log.clone());
    null.start(&mut lp, move |_, _, event| heard.say(word(&event)));
    assert_eq!(null.write(&mut lp, b"gone"), Flow::Open);
    null.end(&mut lp);
    lp.run().unwrap();
    log.check(&["finish", "end", "closed"]);
}

fn several_pieces_go_into_a_pipe_at_once() {
    let (mut lp, log) = (new_loop(), Log::default());
    let (reader, writer) = system::pipe().unwrap();
    noting(&mut lp, reader, &log);
    let writer = lp.conn_on(writer).unwrap();
    assert_eq!(writer.write_all(&mut lp, &[b"one", b"", b"two"]), Flow::Open);
    assert_eq!(writer.queued(&lp), 0);
    writer.close(&mut lp);
    lp.run().unwrap();
    log.check(&["data onetwo", "end", "closed"]);
}

/// Epoll goes on telling of a file that somebody else has open unless it is told not to.
fn a_pipe_that_others_hold_is_silent_after_its_close() {
    if is_adversarial() {
        return println!("skipped: here are events for nothing");
    }
    let (mut lp, log) = (new_loop(), Log::default());
    let (reader, writer) = system::pipe().unwrap();
    let others = reader.as_fd().try_clone_to_owned().unwrap();
    let reader = noting(&mut lp, reader, &log);
    lp.immediate(|_| {});
    lp.turn().unwrap();
    assert!(reader.close(&mut lp));
    File::from(writer).write_all(b"for the others").unwrap();
    lp.turn().unwrap();
    log.check(&["closed"]);
    assert!(!lp.alive());
    let woken = Rc::new(Cell::new(0));
    let count = woken.clone();
    lp.observe(Wakes(count));
    lp.immediate(|_| {});
    lp.turn().unwrap();
    assert_eq!(woken.get(), 0, "the poller still tells of it");
    drop(others);
}

/// Counts what the poller tells.
struct Wakes(Rc<Cell<usize>>);

impl evloop::Observer for Wakes {
    fn observe(&mut self, _: &evloop::Loop, _: std::time::Duration, what: evloop::Moment) {
        if let evloop::Moment::Wake(events) = what {
            self.0.set(self.0.get() + events);
        }
    }
}

fn nothing_is_left_open() {
    if !in_own_process("nothing_is_left_open") {
        return;
    }
    let before = descriptors();
    a_word_goes_through_and_both_ends_close();
    c46_a_pipe_without_a_reader_is_an_error_event_and_no_signal();
    what_is_no_stream_is_refused_by_name();
    assert_eq!(descriptors(), before);
}
