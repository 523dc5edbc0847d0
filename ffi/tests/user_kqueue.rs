//! The kqueue in user space gives the answers of a BSD's kernel: each row of the table that was seen there is a test.
//! `cargo test -p evloop-ffi --features user-kqueue --test user_kqueue`.

mod queue;

use evloop_ffi::socket::Socket;
use evloop_ffi::user_kqueue::*;
use queue::{Queue, event};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};
use std::{mem, ptr};

/// Two ends of a connection over TCP.
fn connection() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (listener.accept().unwrap().0, client)
}

/// Lets the closing of a socket reset the connection.
fn reset_on_close(socket: &TcpStream) {
    let linger = libc::linger { l_onoff: 1, l_linger: 0 };
    let (fd, length) = (socket.as_raw_fd(), mem::size_of_val(&linger) as libc::socklen_t);
    // SAFETY: the pointer is to a value of the length told.
    let answer = unsafe {
        libc::setsockopt(fd, libc::SOL_SOCKET, libc::SO_LINGER, ptr::from_ref(&linger).cast(), length)
    };
    assert_eq!(answer, 0);
}

/// A non-blocking connect, under way.
fn connecting_to(port: u16) -> OwnedFd {
    // SAFETY: the address is valid for its length, and the new descriptor nobody's.
    unsafe {
        let fd = libc::socket(libc::AF_INET, libc::SOCK_STREAM | libc::SOCK_NONBLOCK, 0);
        let mut address: libc::sockaddr_in = mem::zeroed();
        address.sin_family = libc::AF_INET as u16;
        address.sin_port = port.to_be();
        address.sin_addr.s_addr = u32::from_ne_bytes([127, 0, 0, 1]);
        let length = mem::size_of_val(&address) as libc::socklen_t;
        libc::connect(fd, ptr::from_ref(&address).cast(), length);
        OwnedFd::from_raw_fd(fd)
    }
}

fn duplicate(fd: RawFd) -> OwnedFd {
    // SAFETY: the call touches no memory, and the new descriptor is nobody's.
    unsafe { OwnedFd::from_raw_fd(libc::dup(fd)) }
}

#[test]
fn a_listener_tells_how_many_connections_are_pending() {
    let (queue, listener) = (Queue::new(), TcpListener::bind("127.0.0.1:0").unwrap());
    queue.add(&listener, EVFILT_READ, 0);
    assert!(queue.look().is_empty());
    let address = listener.local_addr().unwrap();
    let _clients = [TcpStream::connect(address).unwrap(), TcpStream::connect(address).unwrap()];
    let both = queue.find(|event| event.data == 2);
    assert_eq!((both.filter, both.flags & EV_EOF, queue.look().len()), (EVFILT_READ, 0, 1));
    drop(listener.accept().unwrap());
    assert_eq!(queue.look()[0].data, 1);
}

#[test]
fn a_connected_socket_tells_how_much_room_there_is_and_how_many_bytes() {
    let (queue, (mut here, mut there)) = (Queue::new(), connection());
    queue.add(&here, EVFILT_WRITE, 0);
    let room = queue.look()[0].data;
    assert!(room > 4096, "{room}");
    there.write_all(b"12345").unwrap();
    queue.add(&here, EVFILT_READ, 0);
    let unread = || queue.find(|event| event.filter == EVFILT_READ).data;
    assert_eq!(unread(), 5);
    here.read_exact(&mut [0; 2]).unwrap();
    assert_eq!(unread(), 3);
}

#[test]
fn with_ev_clear_reading_is_told_once_per_change_and_writing_not_because_of_it() {
    let (queue, (here, mut there)) = (Queue::new(), connection());
    queue.add(&here, EVFILT_READ, EV_CLEAR);
    queue.add(&here, EVFILT_WRITE, EV_CLEAR);
    assert_eq!(queue.look().len(), 1);
    for bytes in [1, 2] {
        there.write_all(b"x").unwrap();
        let told = queue.wait();
        assert_eq!((told.len(), told[0].filter, told[0].data), (1, EVFILT_READ, bytes));
        assert!(queue.look().is_empty());
    }
}

#[test]
fn the_peers_end_is_the_end_of_reading_without_a_reason() {
    let (queue, (here, mut there)) = (Queue::new(), connection());
    queue.add(&here, EVFILT_READ, 0);
    queue.add(&here, EVFILT_WRITE, 0);
    there.write_all(b"bye").unwrap();
    drop(there);
    let read = queue.find(|event| event.filter == EVFILT_READ && event.flags & EV_EOF != 0);
    assert_eq!((read.fflags, read.data), (0, 3));
    let write = queue.look().into_iter().find(|event| event.filter == EVFILT_WRITE).unwrap();
    assert_eq!(write.flags & EV_EOF, 0);
}

#[test]
fn a_reset_is_the_end_of_both_and_the_reason() {
    // Of the side that was connected to, and of the one that has connected.
    for swapped in [false, true] {
        let (queue, mut pair) = (Queue::new(), connection());
        if swapped {
            mem::swap(&mut pair.0, &mut pair.1);
        }
        let (here, there) = pair;
        queue.add(&here, EVFILT_READ, 0);
        queue.add(&here, EVFILT_WRITE, 0);
        reset_on_close(&there);
        drop(there);
        let reset = libc::ECONNRESET as u32;
        assert_eq!(queue.ends(), [(EVFILT_WRITE, reset), (EVFILT_READ, reset)]);
        assert_eq!(here.take_error().unwrap().unwrap().raw_os_error(), Some(libc::ECONNRESET));
    }
}

#[test]
fn a_refused_connect_is_the_end_of_both_and_the_reason() {
    // A port that is taken, where nobody listens.
    let local = SocketAddr::from(([127, 0, 0, 1], 0));
    let taken = Socket::stream_for(None, &local).unwrap();
    taken.bind(&local).unwrap();
    let (queue, socket) = (Queue::new(), connecting_to(taken.local_address().unwrap().port()));
    queue.add(&socket, EVFILT_READ, 0);
    queue.add(&socket, EVFILT_WRITE, 0);
    let refused = libc::ECONNREFUSED as u32;
    assert_eq!(queue.ends(), [(EVFILT_WRITE, refused), (EVFILT_READ, refused)]);
    let error = TcpStream::from(socket).take_error().unwrap().unwrap();
    assert_eq!(error.raw_os_error(), Some(libc::ECONNREFUSED));
}

#[test]
fn our_own_shutdown_is_the_end_of_writing_only() {
    let (tcp, unix) = (connection(), UnixStream::pair().unwrap());
    tcp.0.shutdown(std::net::Shutdown::Write).unwrap();
    unix.0.shutdown(std::net::Shutdown::Write).unwrap();
    for fd in [tcp.0.as_raw_fd(), unix.0.as_raw_fd()] {
        let queue = Queue::new();
        queue.add(&fd, EVFILT_READ, 0);
        queue.add(&fd, EVFILT_WRITE, 0);
        let told = queue.look();
        assert_eq!((told.len(), told[0].filter, told[0].fflags), (1, EVFILT_WRITE, 0), "{told:?}");
        assert_ne!(told[0].flags & EV_EOF, 0);
    }
}

#[test]
fn closing_a_descriptor_takes_its_registrations_away() {
    let (queue, (here, mut there)) = (Queue::new(), UnixStream::pair().unwrap());
    // A number that no other test of this process gets meanwhile.
    // SAFETY: the call touches no memory, and the new descriptor is nobody's.
    let high = unsafe { OwnedFd::from_raw_fd(libc::fcntl(here.as_raw_fd(), libc::F_DUPFD, 900)) };
    drop(here);
    let number = high.as_raw_fd() as usize;
    queue.add(&high, EVFILT_READ, 0);
    there.write_all(b"x").unwrap();
    assert_eq!(queue.look().len(), 1);
    drop(high);
    assert!(queue.look().is_empty());
    assert_eq!(queue.change(number, EVFILT_READ, EV_DELETE), Err(libc::EBADF));
}

#[test]
fn what_was_never_registered_cannot_be_deleted() {
    let (queue, (here, _there)) = (Queue::new(), UnixStream::pair().unwrap());
    let fd = here.as_raw_fd() as usize;
    for flags in [EV_DELETE, EV_ENABLE, EV_DISABLE] {
        assert_eq!(queue.change(fd, EVFILT_READ, flags), Err(libc::ENOENT));
    }
    queue.add(&here, EVFILT_READ, 0);
    assert_eq!(queue.change(fd, EVFILT_WRITE, EV_DELETE), Err(libc::ENOENT));
    assert_eq!(queue.change(fd, -99, EV_ADD), Err(libc::EINVAL));
    assert_eq!(queue.change(fd, EVFILT_READ, EV_DELETE), Ok(()));
    assert_eq!(queue.change(fd, EVFILT_READ, EV_DELETE), Err(libc::ENOENT));
}

#[test]
fn of_a_duplicate_whose_original_is_closed_nothing_is_told() {
    let (queue, (here, mut there)) = (Queue::new(), UnixStream::pair().unwrap());
    let other = duplicate(here.as_raw_fd());
    queue.add(&here, EVFILT_READ, 0);
    queue.add(&here, EVFILT_WRITE, 0);
    there.write_all(b"x").unwrap();
    assert_eq!(queue.look().len(), 2);
    drop(here);
    assert!(queue.look().is_empty());
    // The duplicate is as good as any.
    queue.add(&other, EVFILT_READ, 0);
    assert_eq!(queue.look()[0].data, 1);
}

#[test]
fn a_timer_tells_its_expirations_and_one_that_goes_off_once_vanishes() {
    let queue = Queue::new();
    let mut timer = event(7, EVFILT_TIMER, EV_ADD);
    (timer.fflags, timer.data) = (NOTE_MSECONDS, 1);
    let begun = Instant::now();
    queue.call(&[timer], 0, None).unwrap();
    let mut expirations = 0;
    while expirations < 50 {
        let told = queue.wait();
        assert_eq!((told.len(), told[0].ident), (1, 7));
        expirations += told[0].data;
    }
    assert!(begun.elapsed() >= Duration::from_millis(50));
    queue.change(7, EVFILT_TIMER, EV_DELETE).unwrap();
    timer.flags |= EV_ONESHOT;
    queue.call(&[timer], 0, None).unwrap();
    assert_eq!(queue.wait()[0].data, 1);
    assert_eq!(queue.change(7, EVFILT_TIMER, EV_DELETE), Err(libc::ENOENT));
}
