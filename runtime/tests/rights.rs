//! Descriptors that travel through Unix sockets.

use crate::common::{self, LOCAL, Log, Scratch, descriptors, in_own_process, new_loop, pair, path, word};
use evloop::{Command, Conn, Event, Flow, ListenOptions, Loop, Stdio, system};
use std::cell::Cell;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::rc::Rc;

on_every_backend!(
    several_descriptors_arrive_with_their_bytes_closed_on_exec,
    they_ride_with_their_byte_although_others_wait_before_it,
    they_wait_for_the_connection,
    a_descriptor_that_is_not_taken_is_closed,
    a_receiver_without_room_is_told_that_some_are_lost,
    what_cannot_be_sent_is_refused,
    a_connection_is_released_and_adopted_with_what_it_has_not_read,
    a_child_serves_a_listener_that_it_was_sent,
);

/// Notes what comes, and reads all files that come.
fn reading(lp: &mut Loop, conn: Conn, log: &Log) {
    let log = log.clone();
    assert!(conn.take_descriptors(lp, true));
    conn.start(lp, move |lp, conn, event| match event {
        Event::Descriptors(received) => {
            assert!(!received.truncated);
            for fd in received.fds.drain(..) {
                assert!(is_closed_on_exec(&fd));
                let mut text = String::new();
                File::from(fd).read_to_string(&mut text).unwrap();
                log.say(format!("file {text}"));
            }
        }
        Event::End => {
            log.say("end");
            conn.end(lp);
        }
        event => log.say(word(&event)),
    });
}

fn is_closed_on_exec(fd: &OwnedFd) -> bool {
    let Ok(info) = fs::read_to_string(format!("/proc/self/fdinfo/{}", fd.as_raw_fd())) else { return true };
    let flags = info.lines().find_map(|line| line.strip_prefix("flags:")).unwrap();
    i64::from_str_radix(flags.trim(), 8).unwrap() & 0o2_000_000 != 0
}

/// The end of a socket with a text in it, and nothing behind. (Not of a pipe: a child that another test forks would have
/// its other end for a moment.)
fn text(text: &str) -> OwnedFd {
    let (reader, mut writer) = UnixStream::pair().unwrap();
    writer.write_all(text.as_bytes()).unwrap();
    writer.shutdown(Shutdown::Write).unwrap();
    reader.into()
}

fn several_descriptors_arrive_with_their_bytes_closed_on_exec() {
    let (mut lp, log) = (new_loop(), Log::default());
    let (here, there) = pair(&mut lp);
    reading(&mut lp, there, &log);
    let sent = here.write_with(&mut lp, b"two", vec![text("one"), text("other")]).unwrap();
    assert_eq!(sent, Flow::Open);
    assert_eq!(here.write_with(&mut lp, b" none", vec![]).unwrap(), Flow::Open);
    assert_eq!(here.write(&mut lp, b" plain"), Flow::Open);
    assert_eq!(here.write_with(&mut lp, b"third", vec![text("third")]).unwrap(), Flow::Open);
    here.end(&mut lp);
    lp.run().unwrap();
    log.check(&[
        "file one",
        "file other",
        // A read ends behind a message with descriptors, but need not begin with it.
        "data two",
        "file third",
        "data  none plainthird",
        "end",
        "finish",
        "closed",
    ]);
}

fn they_ride_with_their_byte_although_others_wait_before_it() {
    const BEFORE: usize = 1_000_000;
    let mut lp = new_loop();
    let (here, there) = pair(&mut lp);
    assert_eq!(here.write(&mut lp, &vec![b'.'; BEFORE]), Flow::Full);
    assert_eq!(here.write_with(&mut lp, b"!", vec![text("at last")]).unwrap(), Flow::Full);
    let _ = here.write(&mut lp, b"after");
    assert_eq!(here.write_with(&mut lp, b"?", vec![text("another")]).unwrap(), Flow::Full);
    here.end(&mut lp);
    let log = Log::default();
    let heard = log.clone();
    assert!(there.take_descriptors(&mut lp, true));
    there.start(&mut lp, move |lp, conn, event| match event {
        Event::Data(bytes) => {
            let text = String::from_utf8_lossy(bytes);
            if text.len() > text.matches('.').count() {
                heard.say(text.trim_start_matches('.'));
            }
        }
        Event::Descriptors(received) => heard.say(format!("{} descriptor", received.fds.len())),
        Event::End => drop(conn.end(lp)),
        _ => {}
    });
    lp.run().unwrap();
    log.check(&["1 descriptor", "!after", "1 descriptor", "?"]);
}

fn they_wait_for_the_connection() {
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let path = scratch.path("socket");
    let heard = log.clone();
    let listener = lp.listen_unix(&path, move |lp, conn| reading(lp, conn, &heard)).unwrap();
    listener.set_ref(&mut lp, false);
    let conn = lp.connect_unix(&path, |_, _, _| {}).unwrap();
    let sent = conn.write_with(&mut lp, b"early", vec![text("early bird")]).unwrap();
    assert_eq!(sent, Flow::Open);
    conn.end(&mut lp);
    lp.run().unwrap();
    log.check(&["file early bird", "data early", "end", "finish", "closed"]);
}

fn a_descriptor_that_is_not_taken_is_closed() {
    if !in_own_process("a_descriptor_that_is_not_taken_is_closed") {
        return;
    }
    let before = descriptors();
    let mut lp = new_loop();
    let after = descriptors();
    let (here, there) = pair(&mut lp);
    // Nobody has asked for them, so that the system closes them.
    let log = Log::default();
    let heard = log.clone();
    there.start(&mut lp, move |_, _, event| heard.say(word(&event)));
    let _ = here.write_with(&mut lp, b"x", vec![text("lost")]).unwrap();
    lp.turn().unwrap();
    log.check(&["data x"]);
    // Somebody has, and does not look at them.
    there.take_descriptors(&mut lp, true);
    let _ = here.write_with(&mut lp, b"x", vec![text("dropped"), text("dropped")]).unwrap();
    lp.turn().unwrap();
    log.check(&["data x", "?", "data x"]);
    assert_eq!(descriptors(), after + 2);
    // These have not left when the stream closes.
    let _ = here.write(&mut lp, &[0; 1_000_000]);
    let _ = here.write_with(&mut lp, b"x", vec![text("waiting")]).unwrap();
    assert_eq!(descriptors(), after + 3);
    here.close(&mut lp);
    there.close(&mut lp);
    assert_eq!(descriptors(), after);
    lp.run().unwrap();
    assert_eq!(descriptors(), before);
}

fn a_receiver_without_room_is_told_that_some_are_lost() {
    if !in_own_process("a_receiver_without_room_is_told_that_some_are_lost") {
        return;
    }
    let mut lp = new_loop();
    let (here, there) = pair(&mut lp);
    let seen = Rc::new(Cell::new(None));
    let told = seen.clone();
    there.take_descriptors(&mut lp, true);
    there.start(&mut lp, move |_, _, event| {
        if let Event::Descriptors(received) = event {
            told.set(Some((received.fds.len(), received.truncated)));
        }
    });
    let _ = here.write_with(&mut lp, b"x", (0..5).map(|_| text("")).collect()).unwrap();
    let (limit, _) = system::descriptor_limit().unwrap();
    // Two numbers in a row that are free, those below being taken: two more descriptors may be had.
    let mut taken = vec![File::open("/").unwrap(), File::open("/").unwrap()];
    while let [.., free, next] = &taken[..]
        && next.as_raw_fd() != free.as_raw_fd() + 1
    {
        taken.push(File::open("/").unwrap());
    }
    let free = taken.split_off(taken.len() - 2)[0].as_raw_fd() as u64;
    system::set_descriptor_limit(free + 2).unwrap();
    let turned = lp.turn();
    system::set_descriptor_limit(limit).unwrap();
    turned.unwrap();
    assert_eq!(seen.get(), Some((2, true)));
}

fn what_cannot_be_sent_is_refused() {
    let mut lp = new_loop();
    let (here, there) = pair(&mut lp);
    let code = |lp: &mut Loop, conn: Conn, bytes: &[u8], count| {
        let fds = (0..count).map(|_| text("")).collect();
        conn.write_with(lp, bytes, fds).unwrap_err().code()
    };
    assert_eq!(code(&mut lp, here, b"", 1), "EINVAL");
    assert_eq!(code(&mut lp, here, b"x", 254), "EINVAL");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let tcp = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let tcp = lp.conn_on(tcp).unwrap();
    assert_eq!(code(&mut lp, tcp, b"x", 1), "ENOTSUP");
    assert!(!tcp.take_descriptors(&mut lp, true));
    let pipe = lp.conn_on(system::pipe().unwrap().1).unwrap();
    assert_eq!(code(&mut lp, pipe, b"x", 1), "ENOTSUP");
    here.end(&mut lp);
    assert_eq!(here.write_with(&mut lp, b"x", vec![text("")]).unwrap(), Flow::Closed);
    here.close(&mut lp);
    assert_eq!(code(&mut lp, here, b"x", 1), "EBADF");
    assert!(!here.take_descriptors(&mut lp, true));
    there.close(&mut lp);
}

fn a_connection_is_released_and_adopted_with_what_it_has_not_read() {
    let (mut lp, log) = (new_loop(), Log::default());
    let told = log.clone();
    let address = common::serve_one(
        &mut lp,
        move |lp, conn| {
            let fd = conn.release(lp).unwrap();
            assert!(!conn.is_open(lp) && conn.release(lp).is_none());
            let again = lp.conn_on(fd).unwrap();
            let told = told.clone();
            // Later, when bytes have come.
            lp.immediate(move |lp| {
                again.start(lp, move |lp, conn, event| {
                    told.say(format!("again {}", word(&event)));
                    match event {
                        Event::Data(_) => assert_eq!(conn.write(lp, b"welcome"), Flow::Open),
                        Event::End => assert!(conn.end(lp)),
                        _ => {}
                    }
                });
            });
        },
        {
            let log = log.clone();
            move |_, _, event| log.say(format!("released {}", word(&event)))
        },
    );
    let told = log.clone();
    let client = lp
        .connect(address, move |lp, conn, event| match event {
            Event::Data(bytes) => {
                told.say(format!("client {}", String::from_utf8_lossy(bytes)));
                conn.end(lp);
            }
            Event::Error(error) => panic!("{error}"),
            _ => {}
        })
        .unwrap();
    assert!(client.release(&mut lp).is_none(), "it does not stand yet");
    assert_eq!(client.write(&mut lp, b"hello"), Flow::Open);
    assert!(client.release(&mut lp).is_none(), "bytes wait");
    lp.run().unwrap();
    log.check(&[
        "released closed",
        "again data hello",
        "client welcome",
        "again end",
        "again finish",
        "again closed",
    ]);
}

/// The parent sends the child a listener and a connection; the child serves both, and sends a file back.
fn a_child_serves_a_listener_that_it_was_sent() {
    const NAME: &str = "a_child_serves_a_listener_that_it_was_sent";
    if std::env::var_os("EVLOOP_TEST_CHILD").is_some() {
        return be_worker();
    }
    let (mut lp, log) = (new_loop(), Log::default());
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &path(NAME), "--nocapture", "--test-threads=1"]).env("EVLOOP_TEST_CHILD", "1");
    command.stdin(Stdio::Pipe).stdout(Stdio::Pipe);
    let worker = lp.spawn(&command, |_, _, status| assert!(status.success(), "{status:?}")).unwrap();
    let (input, output) = (worker.stdin(&lp).unwrap(), worker.stdout(&lp).unwrap());

    let heard = log.clone();
    output.take_descriptors(&mut lp, true);
    output.start(&mut lp, move |_, _, event| {
        if let Event::Descriptors(received) = event {
            let mut text = String::new();
            File::from(received.fds.remove(0)).read_to_string(&mut text).unwrap();
            heard.say(text);
        }
    });
    let listener = lp.listen(LOCAL, |_, _| panic!("the worker accepts")).unwrap();
    let address = listener.local_addr(&lp).unwrap();
    let direct = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(direct.local_addr().unwrap()).unwrap();
    let connection = direct.accept().unwrap().0;
    let fds = vec![listener.share(&mut lp).unwrap(), connection.into()];
    assert_eq!(input.write_with(&mut lp, b"serve", fds).unwrap(), Flow::Open);
    listener.close(&mut lp);
    for stream in [client, TcpStream::connect(address).unwrap()] {
        let (conn, log) = (lp.conn_on(stream).unwrap(), log.clone());
        let _ = conn.write(&mut lp, b"hello");
        conn.start(&mut lp, move |lp, conn, event| match event {
            Event::Data(bytes) => log.say(String::from_utf8_lossy(bytes)),
            Event::End => drop(conn.end(lp)),
            _ => {}
        });
    }
    let pid = worker.pid(&lp).unwrap();
    lp.run().unwrap();
    let answer = format!("{pid}: hello");
    assert_eq!((log.count(&answer), log.count("done"), log.len()), (2, 1, 3), "{}", log.text());
}

fn be_worker() {
    let mut lp = new_loop();
    let input = std::io::stdin().as_fd().try_clone_to_owned().unwrap();
    let output = std::io::stdout().as_fd().try_clone_to_owned().unwrap();
    let input = lp.conn_on(input).unwrap();
    assert!(input.take_descriptors(&mut lp, true));
    let output = Cell::new(Some(output));
    input.start(&mut lp, move |lp, input, event| {
        let Event::Descriptors(received) = event else { return };
        let (connection, listener) = (received.fds.pop().unwrap(), received.fds.pop().unwrap());
        serve(lp, connection, None);
        let output = Cell::new(output.take());
        let name: Rc<Cell<Option<evloop::Listener>>> = Rc::default();
        let own = name.clone();
        let listener = lp.listen_on(listener, &ListenOptions::default(), move |lp, conn| {
            own.take().unwrap().close(lp);
            let fd = conn.release(lp).unwrap();
            serve(lp, fd, output.take());
        });
        // The parent sends one client there; the loop ends when all who were served have gone.
        name.set(Some(listener.unwrap()));
        input.close(lp);
    });
    lp.run().unwrap();
}

/// Answers with our number, and then tells the parent that it is done.
fn serve(lp: &mut Loop, fd: OwnedFd, then: Option<OwnedFd>) {
    let conn = lp.conn_on(fd).unwrap();
    let then = Cell::new(then);
    conn.start(lp, move |lp, conn, event| {
        if let Event::Data(bytes) = event {
            let answer = format!("{}: {}", system::pid(), String::from_utf8_lossy(bytes));
            assert_eq!(conn.write(lp, answer.as_bytes()), Flow::Open);
            conn.end(lp);
            if let Some(output) = then.take() {
                let output = lp.conn_on(output).unwrap();
                assert_eq!(output.write_with(lp, b"done", vec![text("done")]).unwrap(), Flow::Open);
                // No end, which would hold for everybody who shares this socket.
                output.close(lp);
            }
        }
    });
}
