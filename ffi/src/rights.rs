//! Descriptors that travel through Unix sockets, from one process to another (SCM_RIGHTS, unix(7)).
//!
//! They ride with the first byte of a message. What arrives are new descriptors of the same open files, as `dup` makes them.

use crate::error::{allowed_mut, check_size};
use crate::socket::{SEND_FLAGS, Socket};
use crate::{Error, Result};
use std::io::IoSlice;
use std::mem;
use std::os::fd::{FromRawFd, OwnedFd, RawFd};

/// How many descriptors ride with one message at most (SCM_MAX_FD on Linux; others take no fewer).
pub const MOST: usize = 253;

/// How many bytes so many descriptors take in a message.
const LENGTH: libc::c_uint = (MOST * mem::size_of::<RawFd>()) as libc::c_uint;

/// Room for the descriptors of one message, with the header that the kernel puts before them.
#[repr(C)]
struct Control {
    /// Nothing: headers must lie as `cmsghdr` wants it.
    _aligned: [libc::cmsghdr; 0],
    // SAFETY: the calculation touches no memory.
    bytes: [u8; unsafe { libc::CMSG_SPACE(LENGTH) } as usize],
}

impl Control {
    fn empty() -> Control {
        // SAFETY: bytes are plain old data, for which zero is a valid value.
        unsafe { mem::zeroed() }
    }
}

/// What has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// How many bytes lie in the buffer; 0 is the end of the stream.
    pub count: usize,
    /// Some descriptors are lost: this process may have no more, or there were more than [`MOST`].
    pub truncated: bool,
}

/// Hands pieces to the kernel, and with their first byte descriptors, which stay open here, too. The kernel may take fewer
/// bytes than given; once it has taken one, it has taken all descriptors. Errors say `write`.
///
/// # Errors
/// `EINVAL` for no bytes or more descriptors than [`MOST`]; `ETOOMANYREFS` when more of this user's descriptors are on
/// their way than a process may have open; otherwise what sendmsg(2) says.
pub fn send(socket: &Socket, pieces: &[IoSlice<'_>], fds: &[OwnedFd]) -> Result<usize> {
    if fds.len() > MOST || pieces.iter().all(|piece| piece.is_empty()) {
        return Err(Error::new("write", libc::EINVAL));
    }
    let mut control = Control::empty();
    // SAFETY: msghdr is plain old data, for which all-zero is a valid value.
    let mut message: libc::msghdr = unsafe { mem::zeroed() };
    // IoSlice has the layout of iovec by its documentation; sendmsg does not write through the pointer.
    message.msg_iov = pieces.as_ptr().cast_mut().cast();
    message.msg_iovlen = pieces.len().min(crate::socket::MAX_SLICES) as _;
    let length = mem::size_of_val(fds) as libc::c_uint;
    message.msg_control = control.bytes.as_mut_ptr().cast();
    // SAFETY: the calculation touches no memory.
    message.msg_controllen = unsafe { libc::CMSG_SPACE(length) } as _;
    // SAFETY: the control memory is large enough for one header with so many descriptors behind it, and aligned for
    // headers; OwnedFd has the layout of a raw descriptor by its documentation.
    unsafe {
        let header = libc::CMSG_FIRSTHDR(&message);
        (*header).cmsg_level = libc::SOL_SOCKET;
        (*header).cmsg_type = libc::SCM_RIGHTS;
        (*header).cmsg_len = libc::CMSG_LEN(length) as _;
        libc::CMSG_DATA(header).copy_from_nonoverlapping(fds.as_ptr().cast(), length as usize);
    }
    // SAFETY: the message points at valid pieces and at the control memory, which live over the call.
    check_size("write", || unsafe { libc::sendmsg(socket.raw(), &message, SEND_FLAGS) })
}

/// Reads what has arrived, and appends the descriptors that came with it to `fds`: closed on exec, and owned by the caller,
/// however many there are. Errors say `read`.
///
/// # Errors
/// What recvmsg(2) says.
pub fn receive(socket: &Socket, buffer: &mut [u8], fds: &mut Vec<OwnedFd>) -> Result<Received> {
    let buffer = allowed_mut("read", buffer);
    let mut control = Control::empty();
    let mut piece = libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: buffer.len() };
    // SAFETY: msghdr is plain old data, for which all-zero is a valid value.
    let mut message: libc::msghdr = unsafe { mem::zeroed() };
    message.msg_iov = &mut piece;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes.as_mut_ptr().cast();
    message.msg_controllen = control.bytes.len() as _;
    // SAFETY: the message points at one piece of writable memory and at the control memory, which live over the call.
    let count = check_size("read", || unsafe { libc::recvmsg(socket.raw(), &mut message, RECEIVE_FLAGS) })?;
    take_descriptors(&message, fds);
    Ok(Received { count, truncated: message.msg_flags & libc::MSG_CTRUNC != 0 })
}

#[cfg(not(target_vendor = "apple"))]
const RECEIVE_FLAGS: libc::c_int = libc::MSG_CMSG_CLOEXEC;
#[cfg(target_vendor = "apple")]
const RECEIVE_FLAGS: libc::c_int = 0;

/// Owns every descriptor in the control memory that the kernel has filled.
fn take_descriptors(message: &libc::msghdr, fds: &mut Vec<OwnedFd>) {
    // SAFETY: the kernel has filled the control memory with headers, and said in the message how long it is. Behind a header
    // of this kind lie open descriptors that nobody else owns.
    unsafe {
        let mut header = libc::CMSG_FIRSTHDR(message);
        while !header.is_null() {
            if (*header).cmsg_level == libc::SOL_SOCKET && (*header).cmsg_type == libc::SCM_RIGHTS {
                let start: *const RawFd = libc::CMSG_DATA(header).cast();
                let length = (*header).cmsg_len as usize - libc::CMSG_LEN(0) as usize;
                for place in 0..length / mem::size_of::<RawFd>() {
                    let fd = OwnedFd::from_raw_fd(start.add(place).read_unaligned());
                    #[cfg(target_vendor = "apple")]
                    // It is open, so there is nothing that could fail.
                    let _ = crate::io::set_cloexec(&fd);
                    fds.push(fd);
                }
            }
            header = libc::CMSG_NXTHDR(message, header);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io;

    #[test]
    fn descriptors_arrive_with_their_bytes_and_are_closed_on_exec() {
        let (here, there) = Socket::stream_pair().unwrap();
        let (reader, writer) = io::pipe().unwrap();
        let sent = send(&here, &[IoSlice::new(b"a"), IoSlice::new(b"bc")], &[reader, writer]);
        assert_eq!(sent, Ok(3));
        let (mut buffer, mut fds) = ([0; 8], Vec::new());
        let received = receive(&there, &mut buffer, &mut fds);
        assert_eq!(received, Ok(Received { count: 3, truncated: false }));
        assert_eq!(fds.len(), 2);
        for fd in &fds {
            use std::os::fd::AsRawFd;
            // SAFETY: F_GETFD touches no memory.
            assert_eq!(unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_GETFD) }, libc::FD_CLOEXEC);
        }
        assert_eq!(io::write(&fds[1], b"through"), Ok(7));
        assert_eq!(io::read(&fds[0], &mut buffer), Ok(7));
    }

    #[test]
    fn the_largest_message_arrives_and_what_cannot_be_sent_says_so() {
        let (here, there) = Socket::stream_pair().unwrap();
        let many = |count| -> Vec<OwnedFd> {
            (0..count).map(|_| crate::descriptor::duplicate(&here).unwrap()).collect()
        };
        let byte = [IoSlice::new(b"x")];
        assert_eq!(send(&here, &byte, &many(MOST)), Ok(1));
        let mut fds = Vec::new();
        assert_eq!(receive(&there, &mut [0; 8], &mut fds), Ok(Received { count: 1, truncated: false }));
        assert_eq!(fds.len(), MOST);
        assert_eq!(send(&here, &byte, &many(MOST + 1)).map_err(|error| error.name()), Err("EINVAL"));
        assert_eq!(send(&here, &[], &many(1)).map_err(|error| error.name()), Err("EINVAL"));
    }
}
