//! What an event tells beyond its coming: how much there is, whether it is the end, and why.

use super::*;
use libc::socklen_t;
use std::mem;
use std::os::fd::RawFd;

const GONE: u32 = libc::EPOLLHUP as u32;
const PEER_ENDED: u32 = libc::EPOLLRDHUP as u32;
const BROKEN: u32 = libc::EPOLLERR as u32;

// Of TCP's states, in linux/tcp.h.
const FIN_WAIT: [u8; 2] = [4, 5];
const TIME_WAIT: u8 = 6;
const LAST_ACK_AND_CLOSING: [u8; 2] = [9, 11];

/// Reading: connections or bytes; the end when the peer sends no more.
pub(super) fn read(fd: RawFd, bits: u32, event: &mut kevent) {
    event.data = match option(fd, libc::SO_ACCEPTCONN) {
        Some(1) => i64::from(pending_connections(fd)),
        // What cannot count its bytes has something to read nevertheless.
        _ => number(fd, libc::FIONREAD).unwrap_or(1).into(),
    };
    if bits & (GONE | PEER_ENDED) != 0 {
        event.flags |= EV_EOF;
        event.fflags = reason(fd, bits);
    }
}

/// Writing: room; the end when nobody reads any more, or when we have said that no more comes.
pub(super) fn write(fd: RawFd, bits: u32, event: &mut kevent) {
    let is_socket = option(fd, libc::SO_TYPE).is_some();
    event.data = match (option(fd, libc::SO_SNDBUF), number(fd, libc::TIOCOUTQ)) {
        (Some(size), Some(waiting)) => i64::from(size.saturating_sub(waiting).max(0)),
        _ => i64::from(libc::PIPE_BUF as i32),
    };
    // A pipe without a reader is broken, and not gone.
    let over = if is_socket { GONE } else { GONE | BROKEN };
    if bits & over != 0 || has_shut_down(fd) {
        event.flags |= EV_EOF;
        event.fflags = reason(fd, bits);
    }
}

/// How far it is from where a file is read to its end. Devices without a queue of their own are always ready.
pub(super) fn rest_of_file(fd: RawFd) -> Option<i64> {
    if super::vnode::status(fd).ok()?.st_mode & libc::S_IFMT == libc::S_IFCHR {
        return Some(1);
    }
    // SAFETY: lseek(2) touches no memory, and moves nothing by zero.
    let place = unsafe { libc::lseek(fd, 0, libc::SEEK_CUR) };
    let size = super::vnode::status(fd).ok()?.st_size;
    (place >= 0).then_some(size - place)
}

/// How a child has ended, in the form of wait(2). Zero for who is no child of ours.
pub(super) fn exit_status(pid: libc::pid_t) -> c_int {
    // SAFETY: siginfo_t is plain old data, for which all-zero is a valid value, and says "nobody".
    let mut info: libc::siginfo_t = unsafe { mem::zeroed() };
    let flags = libc::WEXITED | libc::WNOHANG | libc::WNOWAIT;
    // SAFETY: the pointer is to a valid siginfo_t; after a success its fields hold values, or still the zeros.
    let (found, status) = unsafe {
        let answer = libc::waitid(libc::P_PID, pid as libc::id_t, &mut info, flags);
        (answer == 0 && info.si_pid() != 0, info.si_status())
    };
    match info.si_code {
        _ if !found => 0,
        libc::CLD_EXITED => status << 8,
        libc::CLD_DUMPED => status | 0x80,
        _ => status,
    }
}

/// Whether a child of ours has ended, and nobody has waited for it.
pub(super) fn is_dead(pid: libc::pid_t) -> bool {
    // SAFETY: as above.
    let mut info: libc::siginfo_t = unsafe { mem::zeroed() };
    let flags = libc::WEXITED | libc::WNOHANG | libc::WNOWAIT;
    // SAFETY: as above.
    unsafe { libc::waitid(libc::P_PID, pid as libc::id_t, &mut info, flags) == 0 && info.si_pid() != 0 }
}

/// Why it is over. Linux shows the number only to who takes it away; a connection that stood once was reset, and one that
/// never stood refused.
fn reason(fd: RawFd, bits: u32) -> u32 {
    if bits & BROKEN == 0 || option(fd, libc::SO_TYPE).is_none() {
        return 0;
    }
    let refused = tcp(fd).is_some_and(|tcp| tcp.tcpi_rtt == 0);
    (if refused { libc::ECONNREFUSED } else { libc::ECONNRESET }) as u32
}

/// Whether we have shut the socket down for writing.
fn has_shut_down(fd: RawFd) -> bool {
    if let Some(tcp) = tcp(fd) {
        let state = tcp.tcpi_state;
        return FIN_WAIT.contains(&state) || LAST_ACK_AND_CLOSING.contains(&state) || state == TIME_WAIT;
    }
    let is_unix_stream = option(fd, libc::SO_DOMAIN) == Some(libc::AF_UNIX)
        && option(fd, libc::SO_TYPE) == Some(libc::SOCK_STREAM);
    // Sending nothing tells, and leaves no trace.
    let flags = libc::MSG_NOSIGNAL | libc::MSG_DONTWAIT;
    // SAFETY: no byte is read.
    is_unix_stream
        && unsafe { libc::send(fd, ptr::null(), 0, flags) } == -1
        && crate::Error::last("").errno == libc::EPIPE
}

/// How many wait to be accepted. Of listeners other than TCP's only that somebody does is known.
fn pending_connections(fd: RawFd) -> u32 {
    tcp(fd).map_or(1, |tcp| tcp.tcpi_unacked)
}

fn tcp(fd: RawFd) -> Option<libc::tcp_info> {
    if option(fd, libc::SO_PROTOCOL) != Some(libc::IPPROTO_TCP) {
        return None;
    }
    // SAFETY: tcp_info is plain old data, for which all-zero is a valid value.
    let mut info: libc::tcp_info = unsafe { mem::zeroed() };
    get(fd, libc::IPPROTO_TCP, libc::TCP_INFO, &mut info).then_some(info)
}

/// A number that a socket knows of itself; `None` for what is no socket.
fn option(fd: RawFd, name: c_int) -> Option<c_int> {
    let mut value: c_int = 0;
    get(fd, libc::SOL_SOCKET, name, &mut value).then_some(value)
}

/// Fills a plain value. Whether the kernel knew it.
fn get<T: Copy>(fd: RawFd, level: c_int, name: c_int, value: &mut T) -> bool {
    let mut length = mem::size_of::<T>() as socklen_t;
    // SAFETY: the pointer is to a value of the length that is told, and all callers give plain old data.
    unsafe { libc::getsockopt(fd, level, name, ptr::from_mut(value).cast(), &mut length) == 0 }
}

/// A number that a descriptor tells of itself.
fn number(fd: RawFd, request: libc::c_ulong) -> Option<c_int> {
    let mut value: c_int = 0;
    // SAFETY: these requests write one int.
    (unsafe { libc::ioctl(fd, request, &mut value) } == 0).then_some(value)
}
