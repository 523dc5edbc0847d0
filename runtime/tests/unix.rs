//! Unix stream sockets.

use crate::common::{Log, Scratch, in_own_process, module, new_loop, word};
use evloop::{Conn, Error, Event, Flow, ListenOptions, Listener, Loop};
use std::cell::Cell;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::rc::Rc;

on_every_backend!(
    a_word_comes_back_and_the_file_goes_with_the_listener,
    the_file_goes_with_the_loop_too,
    a_path_need_not_be_text,
    an_abstract_name_needs_no_file,
    a_file_that_is_there_is_in_use,
    where_nobody_listens_there_is_an_error_event,
    what_is_no_path_is_refused_at_once,
    a_full_queue_is_an_error_and_not_a_wait,
    many_bytes_come_back_in_order_although_the_reader_is_slow,
    a_peer_that_goes_without_reading_breaks_the_connection,
    what_belongs_to_tcp_is_an_error,
    both_ends_know_the_names_of_both,
    the_file_has_the_permissions_asked_for,
    an_adopted_listener_leaves_the_file_to_its_owner;
    simulated:
    an_abstract_name_needs_no_file,
    many_bytes_come_back_in_order_although_the_reader_is_slow,
    what_belongs_to_tcp_is_an_error,
    what_is_no_path_is_refused_at_once,
);

fn echo(lp: &mut Loop, conn: Conn) {
    conn.start(lp, |lp, conn, event| match event {
        Event::Data(bytes) if conn.write(lp, bytes) == Flow::Full => {
            conn.pause(lp);
        }
        Event::Drain => {
            conn.resume(lp);
        }
        Event::End => {
            conn.end(lp);
        }
        _ => {}
    });
}

/// An echo server that does not keep the loop alive.
fn listen(lp: &mut Loop, path: impl AsRef<Path>) -> Listener {
    let listener = lp.listen_unix(path, echo).unwrap();
    listener.set_ref(lp, false);
    listener
}

/// Says a word, ends, and notes what comes back.
fn greet(lp: &mut Loop, path: impl AsRef<Path>, log: &Log) {
    let log = log.clone();
    lp.connect_unix(path, move |lp, conn, event| {
        log.say(word(&event));
        if let Event::Connected = event {
            let _ = conn.write(lp, b"hello");
            conn.end(lp);
        }
    })
    .unwrap();
}

const GREETED: &[&str] = &["connected", "finish", "data hello", "end", "closed"];

fn a_word_comes_back_and_the_file_goes_with_the_listener() {
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let path = scratch.path("server.sock");
    let listener = listen(&mut lp, &path);
    assert!(path.exists());
    assert_eq!(listener.local_path(&lp).unwrap().as_deref(), Some(&*path));
    assert_eq!(listener.local_addr(&lp).unwrap_err().code(), "EAFNOSUPPORT");
    greet(&mut lp, &path, &log);
    lp.immediate({
        let path = path.clone();
        move |lp| {
            lp.immediate(move |lp| {
                listener.close(lp);
                assert!(!path.exists());
            });
        }
    });
    lp.run().unwrap();
    log.check(GREETED);
}

fn the_file_goes_with_the_loop_too() {
    let (mut lp, scratch) = (new_loop(), Scratch::new());
    let path = scratch.path("server.sock");
    listen(&mut lp, &path);
    drop(lp);
    assert!(!path.exists());
}

fn a_path_need_not_be_text() {
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let path = scratch.0.join(OsStr::from_bytes(b"\xff\xfe.sock"));
    listen(&mut lp, &path);
    greet(&mut lp, &path, &log);
    lp.run().unwrap();
    log.check(GREETED);
}

fn an_abstract_name_needs_no_file() {
    if !cfg!(target_os = "linux") {
        return println!("skipped: abstract names are Linux' own");
    }
    let (mut lp, log) = (new_loop(), Log::default());
    let name = format!("\0evloop-test-{}-{}", module(), std::process::id());
    let listener = listen(&mut lp, &name);
    assert_eq!(listener.local_path(&lp).unwrap().as_deref(), Some(Path::new(&name)));
    greet(&mut lp, &name, &log);
    let error = lp.listen_unix(&name, |_, _| {}).unwrap_err();
    assert!(error.to_string().starts_with("listen @evloop-test-"), "{error}");
    assert_eq!(error.code(), "EADDRINUSE");
    lp.run().unwrap();
    log.check(GREETED);
}

fn a_file_that_is_there_is_in_use() {
    let (mut lp, scratch) = (new_loop(), Scratch::new());
    let path = scratch.path("server.sock");
    listen(&mut lp, &path);
    let error = lp.listen_unix(&path, echo).unwrap_err();
    assert_eq!((error.code(), error.call()), ("EADDRINUSE", "bind"));
    assert!(path.exists(), "the file is the first listener's");
}

/// The error of a connection that cannot stand.
fn refusal(path: &Path) -> Error {
    let mut lp = new_loop();
    let told: Rc<Cell<Option<Error>>> = Rc::default();
    let heard = told.clone();
    lp.connect_unix(path, move |_, _, event| match event {
        Event::Error(error) => heard.set(Some(error)),
        Event::Closed => {}
        other => panic!("{other:?}"),
    })
    .unwrap();
    assert!(told.take().is_none(), "a method never calls");
    lp.run().unwrap();
    told.take().unwrap()
}

fn where_nobody_listens_there_is_an_error_event() {
    // Where nobody forks: a child has all descriptors until it is another program, and so somebody listens.
    if !in_own_process("where_nobody_listens_there_is_an_error_event") {
        return;
    }
    let scratch = Scratch::new();
    let error = refusal(&scratch.path("none.sock"));
    assert_eq!((error.code(), error.call()), ("ENOENT", "connect"));
    assert!(error.to_string().contains("none.sock: connect: no such file"), "{error}");
    let file = scratch.path("file");
    fs::write(&file, "").unwrap();
    assert_eq!(refusal(&file).code(), "ECONNREFUSED");
    // What a server leaves behind that was killed.
    let stale = scratch.path("stale.sock");
    drop(std::os::unix::net::UnixListener::bind(&stale).unwrap());
    assert_eq!(refusal(&stale).code(), "ECONNREFUSED");
}

fn what_is_no_path_is_refused_at_once() {
    let mut lp = new_loop();
    let long = "x".repeat(200);
    for (path, code) in [(long.as_str(), "ENAMETOOLONG"), ("", "EINVAL"), ("a\0b", "EINVAL")] {
        assert_eq!(lp.listen_unix(path, |_, _| {}).unwrap_err().code(), code, "{path:?}");
        assert_eq!(lp.connect_unix(path, |_, _, _| {}).unwrap_err().code(), code, "{path:?}");
    }
}

#[cfg(target_os = "linux")]
fn a_full_queue_is_an_error_and_not_a_wait() {
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let path = scratch.path("server.sock");
    let options = ListenOptions { backlog: 1, ..ListenOptions::default() };
    let listener = lp.listen_unix_with(&path, &options, |_, _| {}).unwrap();
    listener.set_ref(&mut lp, false);
    let waiting: Vec<_> = (0..2).map(|_| UnixStream::connect(&path).unwrap()).collect();
    greet(&mut lp, &path, &log);
    lp.run().unwrap();
    log.check(&["error EAGAIN", "closed"]);
    drop(waiting);
}

fn many_bytes_come_back_in_order_although_the_reader_is_slow() {
    const TOTAL: usize = 5_000_000;
    let (mut lp, scratch) = (new_loop(), Scratch::new());
    let path = scratch.path("server.sock");
    listen(&mut lp, &path);
    let piece: Vec<u8> = (0..=250).cycle().take(251 * 1000).collect();
    let seen = Rc::new(Cell::new(0));
    let count = seen.clone();
    let mut sent = 0;
    lp.connect_unix(&path, move |lp, conn, event| match event {
        Event::Connected | Event::Drain => {
            while sent < TOTAL && conn.write(lp, &piece) == Flow::Open {
                sent += piece.len();
            }
            sent += piece.len();
            if sent >= TOTAL {
                conn.end(lp);
            }
        }
        Event::Data(bytes) => {
            for byte in bytes {
                assert_eq!(usize::from(*byte), count.get() % 251);
                count.set(count.get() + 1);
            }
            conn.pause(lp);
            lp.immediate(move |lp| {
                conn.resume(lp);
            });
        }
        Event::Error(error) => panic!("{error}"),
        _ => {}
    })
    .unwrap();
    lp.run().unwrap();
    assert!(seen.get() >= TOTAL);
}

fn a_peer_that_goes_without_reading_breaks_the_connection() {
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let path = scratch.path("server.sock");
    let heard = log.clone();
    let listener = lp
        .listen_unix(&path, move |lp, conn| {
            let heard = heard.clone();
            conn.start(lp, move |_, _, event| heard.say(word(&event)));
            let _ = conn.write(lp, b"never read");
        })
        .unwrap();
    listener.set_ref(&mut lp, false);
    let peer = UnixStream::connect(&path).unwrap();
    lp.turn().unwrap();
    drop(peer);
    lp.run().unwrap();
    log.check(&["error ECONNRESET", "closed"]);
}

fn what_belongs_to_tcp_is_an_error() {
    let (mut lp, scratch) = (new_loop(), Scratch::new());
    let path = scratch.path("server.sock");
    listen(&mut lp, &path);
    let conn = lp
        .connect_unix(&path, |lp, conn, event| {
            if let Event::Connected = event {
                assert_eq!(conn.set_nodelay(lp, true).unwrap_err().code(), "ENOTSUP");
                assert_eq!(conn.peer_addr(lp).unwrap_err().code(), "EAFNOSUPPORT");
                assert_eq!(conn.local_addr(lp).unwrap_err().code(), "EAFNOSUPPORT");
                conn.reset(lp);
            }
        })
        .unwrap();
    assert!(conn.id().to_string().starts_with("conn#"));
    lp.run().unwrap();
}

fn both_ends_know_the_names_of_both() {
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let path = scratch.path("server.sock");
    let (server, own) = (path.clone(), log.clone());
    let listener = lp.listen_unix(&path, move |lp, conn| {
        assert_eq!(conn.local_path(lp).unwrap().as_ref(), Some(&server));
        assert_eq!(conn.peer_path(lp).unwrap(), None);
        own.say("accepted");
        conn.close(lp);
    });
    listener.unwrap().set_ref(&mut lp, false);
    let server = path.clone();
    let conn = lp.connect_unix(&path, move |lp, conn, event| {
        if let Event::Connected = event {
            assert_eq!(conn.peer_path(lp).unwrap().as_ref(), Some(&server));
            assert_eq!(conn.local_path(lp).unwrap(), None);
        }
        if let Event::End = event {
            conn.end(lp);
        }
    });
    lp.run().unwrap();
    log.check(&["accepted"]);
    assert_eq!(conn.unwrap().peer_path(&new_loop()).unwrap_err().code(), "EBADF");
}

fn the_file_has_the_permissions_asked_for() {
    use std::os::unix::fs::PermissionsExt;
    let (mut lp, scratch) = (new_loop(), Scratch::new());
    let path = scratch.path("server.sock");
    for mode in [0o600, 0o666] {
        let options = ListenOptions { mode: Some(mode), ..ListenOptions::default() };
        let listener = lp.listen_unix_with(&path, &options, |_, _| {}).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode);
        listener.close(&mut lp);
    }
}

fn an_adopted_listener_leaves_the_file_to_its_owner() {
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let path = scratch.path("server.sock");
    let inherited = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let listener = lp.listen_on(inherited, &ListenOptions::default(), echo).unwrap();
    listener.set_ref(&mut lp, false);
    assert_eq!(listener.local_path(&lp).unwrap().as_ref(), Some(&path));
    greet(&mut lp, &path, &log);
    lp.run().unwrap();
    log.check(GREETED);
    assert!(path.exists());
    let mut lp = new_loop();
    let stream = UnixStream::pair().unwrap().0;
    assert_eq!(lp.listen_on(stream, &ListenOptions::default(), echo).unwrap_err().code(), "EINVAL");
    let (pipe, _) = evloop::system::pipe().unwrap();
    assert_eq!(lp.listen_on(pipe, &ListenOptions::default(), echo).unwrap_err().code(), "ENOTSOCK");
}
