//! The contract of [`Poller`], put to every backend that this system has.

mod pollers;

use evloop_ffi::poller::*;
use evloop_ffi::{Error, io};
use pollers::on_each;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::time::Duration;

const NAME: Token = Token(7);

/// What one look without sleep finds.
fn look(poller: &mut dyn Poller) -> Vec<(Token, bool, bool)> {
    wait(poller, Duration::ZERO)
}

fn wait(poller: &mut dyn Poller, limit: Duration) -> Vec<(Token, bool, bool)> {
    let mut events = Vec::new();
    poller.wait(Some(limit), &mut events).unwrap();
    events.iter().map(|event| (event.token, event.ready.read(), event.ready.write())).collect()
}

const READABLE: (Token, bool, bool) = (NAME, true, false);
const WRITABLE: (Token, bool, bool) = (NAME, false, true);

#[test]
fn b26_what_is_not_drained_is_told_again_and_again() {
    on_each(|poller| {
        let (here, mut there) = UnixStream::pair().unwrap();
        there.write_all(b"four").unwrap();
        poller.add(here.as_fd(), NAME, Interest::READ).unwrap();
        for _ in 0..4 {
            assert_eq!(look(poller), [READABLE]);
            assert_eq!(io::read(&here, &mut [0]), Ok(1));
        }
        assert_eq!(look(poller), []);
        there.write_all(b"x").unwrap();
        assert_eq!(look(poller), [READABLE]);
    });
}

#[test]
fn a9_a_listener_is_told_of_as_long_as_somebody_waits() {
    on_each(|poller| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        poller.add(listener.as_fd(), NAME, Interest::READ).unwrap();
        let address = listener.local_addr().unwrap();
        let _clients: Vec<_> = (0..3).map(|_| TcpStream::connect(address).unwrap()).collect();
        for _ in 0..3 {
            // A client may be connected before the kernel has told its listener.
            assert_eq!(wait(poller, Duration::from_secs(60)), [READABLE]);
            drop(listener.accept().unwrap());
        }
        assert_eq!(look(poller), []);
    });
}

#[test]
fn an_interest_may_change_to_and_fro() {
    on_each(|poller| {
        let (here, mut there) = UnixStream::pair().unwrap();
        let fd = here.as_fd();
        poller.add(fd, NAME, Interest::WRITE).unwrap();
        assert_eq!(look(poller), [WRITABLE]);
        there.write_all(b"x").unwrap();
        assert_eq!(look(poller), [WRITABLE]);
        poller.modify(fd, NAME, Interest::WRITE, Interest::READ).unwrap();
        assert_eq!(look(poller), [READABLE]);
        poller.modify(fd, NAME, Interest::READ, Interest::BOTH).unwrap();
        assert_eq!(look(poller), [(NAME, true, true)]);
        poller.remove(fd, Interest::BOTH).unwrap();
        assert_eq!(look(poller), []);
        // Removed while ready, and back: as paused and resumed streams are.
        poller.add(fd, NAME, Interest::READ).unwrap();
        assert_eq!(look(poller), [READABLE]);
        poller.remove(fd, Interest::READ).unwrap();
    });
}

#[test]
fn room_to_write_is_told_when_it_comes() {
    on_each(|poller| {
        let (here, there) = UnixStream::pair().unwrap();
        here.set_nonblocking(true).unwrap();
        while io::write(&here, &[0; 4096]).is_ok() {}
        poller.add(here.as_fd(), NAME, Interest::WRITE).unwrap();
        assert_eq!(look(poller), []);
        there.set_nonblocking(true).unwrap();
        while io::read(&there, &mut [0; 4096]).is_ok() {}
        assert_eq!(look(poller), [WRITABLE]);
    });
}

#[test]
fn the_end_of_a_stream_behind_its_last_bytes_is_told() {
    on_each(|poller| {
        let (here, mut there) = UnixStream::pair().unwrap();
        there.write_all(b"bye").unwrap();
        drop(there);
        poller.add(here.as_fd(), NAME, Interest::READ).unwrap();
        assert!(look(poller)[0].1);
        // A short read, as a stream does it, and then the end.
        assert_eq!(io::read(&here, &mut [0; 64]), Ok(3));
        assert!(look(poller)[0].1);
        assert_eq!(io::read(&here, &mut [0; 64]), Ok(0));
    });
}

#[test]
fn b20_one_descriptor_twice_is_an_error_and_the_first_stays() {
    on_each(|poller| {
        let (here, mut there) = UnixStream::pair().unwrap();
        poller.add(here.as_fd(), NAME, Interest::READ).unwrap();
        let error = poller.add(here.as_fd(), Token(8), Interest::READ).unwrap_err();
        assert_eq!(error.errno, libc::EEXIST);
        there.write_all(b"x").unwrap();
        assert_eq!(look(poller), [READABLE]);
    });
}

#[test]
fn a_descriptor_that_was_never_added_cannot_be_removed() {
    on_each(|poller| {
        let (here, _there) = UnixStream::pair().unwrap();
        assert_eq!(poller.remove(here.as_fd(), Interest::READ).unwrap_err().errno, libc::ENOENT);
        let changed = poller.modify(here.as_fd(), NAME, Interest::READ, Interest::BOTH);
        assert_eq!(changed.unwrap_err().errno, libc::ENOENT);
    });
}

#[test]
fn b16_a_descriptor_that_somebody_else_closed_is_told_once_at_most() {
    on_each(|poller| {
        let (mut here, original) = UnixStream::pair().unwrap();
        // Numbers so high that no other test takes them while they are free; within select's reach.
        // SAFETY: F_DUPFD touches no memory of ours, and the new descriptor is nobody's.
        let there = unsafe { OwnedFd::from_raw_fd(libc::fcntl(original.as_raw_fd(), libc::F_DUPFD, 1000)) };
        drop(original);
        poller.add(there.as_fd(), NAME, Interest::READ).unwrap();
        let raw = there.as_raw_fd();
        drop(there);
        let _ = here.write_all(b"x");
        let mut told = 0;
        for _ in 0..3 {
            told += look(poller).len();
        }
        assert!(told <= 1, "told {told} times that {raw} is gone");
    });
}

#[test]
fn a11_select_refuses_descriptors_that_its_sets_have_no_bit_for() {
    let (here, _there) = UnixStream::pair().unwrap();
    // SAFETY: F_DUPFD touches no memory of ours.
    let high = unsafe { libc::fcntl(here.as_raw_fd(), libc::F_DUPFD, libc::FD_SETSIZE as libc::c_int) };
    if high == -1 {
        return println!("skipped: the limit of descriptors is too low");
    }
    // SAFETY: the descriptor is new, and nobody's.
    let high = unsafe { OwnedFd::from_raw_fd(high) };
    let error = Select::new().unwrap().add(high.as_fd(), NAME, Interest::READ).unwrap_err();
    assert_eq!(error, Error::new("select", libc::EMFILE));
}
