//! A peer that has gone is an errno, and never a signal that ends the process. In a program of its own, since a signal's
//! disposition belongs to the process. Numbers are those of the reliability scenarios.

use evloop_ffi::datagram::DatagramSocket;
use evloop_ffi::socket::Socket;
use std::io::IoSlice;
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::thread;

/// Which of the ways to write the child shall try.
const WAY: &str = "EVLOOP_TEST_WAY";

/// SIGPIPE as a program in C finds it: Rust's own start has ignored it.
fn restore_sigpipe() {
    // SAFETY: SIG_DFL is a valid disposition, and no handler is replaced that anybody relies on.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
}

/// A connection over TCP whose other end has gone for good.
fn broken_tcp() -> Socket {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let ours = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let theirs = Socket::from(OwnedFd::from(listener.accept().unwrap().0));
    theirs.set_reset_on_close().unwrap();
    drop(theirs);
    Socket::from(OwnedFd::from(ours))
}

fn broken_unix() -> Socket {
    Socket::from(OwnedFd::from(UnixStream::pair().unwrap().0))
}

/// Writes until it is said that nobody is there; the last error.
fn last_word(mut write: impl FnMut() -> evloop_ffi::Result<()>) -> &'static str {
    loop {
        match write() {
            Err(error) if error.name() == "EPIPE" => return error.name(),
            // The reset may be under way yet, however much was written. It is told itself, first and once.
            Err(_) | Ok(()) => thread::yield_now(),
        }
    }
}

fn write_in_that_way(way: &str) -> &'static str {
    match way {
        "tcp" | "unix" => {
            let socket = if way == "tcp" { broken_tcp() } else { broken_unix() };
            last_word(|| socket.send(b"x").map(drop))
        }
        "tcp vectored" | "unix vectored" => {
            let socket = if way.starts_with("tcp") { broken_tcp() } else { broken_unix() };
            last_word(|| socket.send_vectored(&[IoSlice::new(b"x"), IoSlice::new(b"y")]).map(drop))
        }
        "urgent" => {
            let socket = broken_tcp();
            last_word(|| socket.send_urgent(b'!'))
        }
        "datagram" => {
            let socket = DatagramSocket::udp(None, &([127, 0, 0, 1], 0).into()).unwrap();
            socket.socket().bind(&([127, 0, 0, 1], 0).into()).unwrap();
            socket.socket().connect(&socket.socket().local_address().unwrap()).unwrap();
            // SAFETY: the descriptor is open, and shutdown(2) touches no memory.
            unsafe {
                libc::shutdown(
                    std::os::fd::AsRawFd::as_raw_fd(&std::os::fd::AsFd::as_fd(&socket)),
                    libc::SHUT_WR,
                )
            };
            last_word(|| socket.send(b"x", None))
        }
        // The proof that the disposition is the default: a pipe knows no flag against the signal.
        "pipe" => {
            let (reader, writer) = evloop_ffi::io::pipe().unwrap();
            drop(reader);
            evloop_ffi::io::write(&writer, b"x").unwrap_err().name()
        }
        other => panic!("no way is called {other}"),
    }
}

#[test]
fn c46_a_peer_that_has_gone_is_an_error_although_sigpipe_has_its_default() {
    if let Ok(way) = std::env::var(WAY) {
        restore_sigpipe();
        assert_eq!(write_in_that_way(&way), "EPIPE");
        return;
    }
    for way in ["tcp", "tcp vectored", "unix", "unix vectored", "urgent", "datagram", "pipe"] {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "c46_a_peer_that_has_gone_is_an_error_although_sigpipe_has_its_default"])
            .env(WAY, way)
            .output()
            .unwrap();
        if way == "pipe" {
            assert_eq!(output.status.signal(), Some(libc::SIGPIPE), "SIGPIPE does not have its default");
        } else {
            assert!(output.status.success(), "{way}: {}", String::from_utf8_lossy(&output.stdout));
        }
    }
}
