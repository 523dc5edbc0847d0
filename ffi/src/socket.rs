//! Sockets, non-blocking (unless asked for otherwise) and closed on exec: the kernel's, or those of a simulated world.
//!
//! A socket knows which it is, so whoever uses one need not ask. The kernel's pay for it by one look at a byte
//! that lies beside the descriptor.

mod create;
mod options;

pub(crate) use create::family_of;
pub use options::Keepalive;

use crate::address::RawAddress;
use crate::error::{allowed, allowed_mut, check, check_size};
use crate::simulated;
use crate::{Error, Result};
use std::io::IoSlice;
use std::mem;
use std::net::SocketAddr;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::path::{Path, PathBuf};
use std::ptr;

/// An owned socket.
#[derive(Debug)]
pub struct Socket {
    fd: OwnedFd,
    /// The descriptor is nothing but the name of a socket in a [`World`].
    simulated: bool,
}

/// How many buffers one call of [`Socket::send_vectored`] takes at most (Linux' and the BSDs' IOV_MAX).
pub const MAX_SLICES: usize = 1024;

// A peer that has gone must be an errno to us, not a signal that kills the process. Systems without the flag
// have the socket option SO_NOSIGPIPE, which `prepare` sets.
#[cfg(not(target_vendor = "apple"))]
pub(crate) const SEND_FLAGS: libc::c_int = libc::MSG_NOSIGNAL;
#[cfg(target_vendor = "apple")]
pub(crate) const SEND_FLAGS: libc::c_int = 0;

// "More follows": holds a last packet back for its end of stream.
#[cfg(any(target_os = "linux", target_os = "android"))]
const MORE: libc::c_int = libc::MSG_MORE;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const MORE: libc::c_int = 0;

impl Socket {
    /// Gives the socket its local address.
    pub fn bind(&self, address: &SocketAddr) -> Result<()> {
        if self.simulated {
            return simulated::call("bind", self.raw(), |state, id| state.bind(id, address));
        }
        self.bind_raw(&RawAddress::from(*address))
    }

    /// Gives a Unix socket its path, which makes a file there, or an abstract name, see [`Socket::connect_path`].
    /// A simulated one makes no file, and its path is free again when it is closed.
    pub fn bind_path(&self, path: &Path) -> Result<()> {
        let raw = RawAddress::unix("bind", path)?;
        if self.simulated {
            return simulated::call("bind", self.raw(), |state, id| state.bind_path(id, path));
        }
        self.bind_raw(&raw)
    }

    fn bind_raw(&self, raw: &RawAddress) -> Result<()> {
        // SAFETY: pointer and length describe one valid address.
        check("bind", || unsafe { libc::bind(self.raw(), raw.as_ptr(), raw.length()) })?;
        Ok(())
    }

    /// Begins to listen; the kernel keeps up to `backlog` finished connections until they are accepted.
    pub fn listen(&self, backlog: i32) -> Result<()> {
        if self.simulated {
            return simulated::call("listen", self.raw(), |state, id| state.listen(id, backlog));
        }
        // SAFETY: listen(2) touches no memory of ours.
        check("listen", || unsafe { libc::listen(self.raw(), backlog) })?;
        Ok(())
    }

    /// Takes one connection from the queue. Who it is can be asked of the new socket.
    pub fn accept(&self) -> Result<Socket> {
        if self.simulated {
            return Ok(Socket { fd: simulated::accept(self.raw())?, simulated: true });
        }
        self.accept_from_kernel(false)
    }

    /// The same for programs without a loop: the new socket is one whose calls wait, as is this one (see
    /// [`set_nonblocking`](crate::io::set_nonblocking)) if the call shall wait for a connection.
    ///
    /// # Errors
    /// `ENOTSUP` for a simulated socket, and else what accept(2) says.
    pub fn accept_blocking(&self) -> Result<Socket> {
        if self.simulated {
            return Err(Error::not_supported("accept4"));
        }
        self.accept_from_kernel(true)
    }

    #[cfg(not(target_vendor = "apple"))]
    fn accept_from_kernel(&self, blocking: bool) -> Result<Socket> {
        let flags = if blocking { libc::SOCK_CLOEXEC } else { libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC };
        // SAFETY: null pointers tell the kernel that nobody wants the address.
        let call = || unsafe { libc::accept4(self.raw(), ptr::null_mut(), ptr::null_mut(), flags) };
        let raw = check("accept4", call)?;
        // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
        Ok(Socket::from(unsafe { OwnedFd::from_raw_fd(raw) }))
    }

    #[cfg(target_vendor = "apple")]
    fn accept_from_kernel(&self, blocking: bool) -> Result<Socket> {
        // SAFETY: null pointers tell the kernel that nobody wants the address.
        let raw = check("accept", || unsafe { libc::accept(self.raw(), ptr::null_mut(), ptr::null_mut()) })?;
        // SAFETY: the call succeeded, so the number is an open descriptor that nobody else owns.
        let socket = Socket::from(unsafe { OwnedFd::from_raw_fd(raw) }).prepare()?;
        crate::io::set_nonblocking(&socket, !blocking)?;
        Ok(socket)
    }

    /// Begins to connect. `Ok(true)` means done already, `Ok(false)` that the socket will be writable when it is
    /// known how it went ([`Socket::take_error`] tells).
    pub fn connect(&self, address: &SocketAddr) -> Result<bool> {
        if self.simulated {
            return simulated::call("connect", self.raw(), |state, id| state.connect(id, address));
        }
        self.connect_raw(&RawAddress::from(*address))
    }

    /// Connects to the Unix socket at `path`, or of an abstract name: Linux' own, which begin with a NUL byte and have
    /// no file. It stands at once, or not at all (`EAGAIN` when the other end's queue is full).
    pub fn connect_path(&self, path: &Path) -> Result<bool> {
        let raw = RawAddress::unix("connect", path)?;
        if self.simulated {
            return simulated::call("connect", self.raw(), |state, id| state.connect_path(id, path));
        }
        self.connect_raw(&raw)
    }

    /// Whether [`Socket::connect_path`] can be tried with this path at all.
    ///
    /// # Errors
    /// `ENAMETOOLONG` for a path of more than 107 bytes (103 on the BSDs); `EINVAL` for one that is empty or has a NUL
    /// byte within, and for abstract names where there are none.
    pub fn check_path(path: &Path) -> Result<()> {
        RawAddress::unix("connect", path).map(drop)
    }

    pub(crate) fn connect_raw(&self, raw: &RawAddress) -> Result<bool> {
        // SAFETY: pointer and length describe one valid address.
        match check("connect", || unsafe { libc::connect(self.raw(), raw.as_ptr(), raw.length()) }) {
            Ok(_) => Ok(true),
            // An interrupted connect goes on in the background, like one in progress.
            Err(Error { errno: libc::EINPROGRESS | libc::EINTR, .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Reads what has arrived; `Ok(0)` is the peer's end of stream. Errors say `read`, for that is what happened,
    /// whichever of the kernel's calls did it.
    #[inline]
    pub fn receive(&self, buffer: &mut [u8]) -> Result<usize> {
        let buffer = allowed_mut("read", buffer);
        check_size("read", || match self.simulated {
            true => simulated::receive(self.raw(), buffer),
            // SAFETY: the buffer is writable for its length.
            false => unsafe { libc::recv(self.raw(), buffer.as_mut_ptr().cast(), buffer.len(), 0) },
        })
    }

    /// Hands bytes to the kernel; it may take fewer than given. Never raises SIGPIPE. Errors say `write`.
    #[inline]
    pub fn send(&self, bytes: &[u8]) -> Result<usize> {
        let bytes = allowed("write", bytes);
        check_size("write", || match self.simulated {
            true => simulated::send(self.raw(), bytes),
            // SAFETY: the bytes are readable for their length.
            false => unsafe { libc::send(self.raw(), bytes.as_ptr().cast(), bytes.len(), SEND_FLAGS) },
        })
    }

    /// [`Socket::send`], saying that more follows at once (another send, or our end of stream), so that both may travel
    /// in one packet. Where the system has no word for it (`MSG_MORE`), an ordinary send.
    pub fn send_more(&self, bytes: &[u8]) -> Result<usize> {
        let bytes = allowed("write", bytes);
        check_size("write", || match self.simulated {
            true => simulated::send(self.raw(), bytes),
            // SAFETY: the bytes are readable for their length.
            false => unsafe { libc::send(self.raw(), bytes.as_ptr().cast(), bytes.len(), SEND_FLAGS | MORE) },
        })
    }

    /// [`Socket::send`] for several pieces at once; no more than [`MAX_SLICES`] of them are looked at.
    pub fn send_vectored(&self, pieces: &[IoSlice<'_>]) -> Result<usize> {
        #[cfg(feature = "fault")]
        if let Some(length) = crate::fault::limit("write") {
            return self.send(&pieces[0][..length.min(pieces[0].len())]);
        }
        let count = pieces.len().min(MAX_SLICES);
        if self.simulated {
            return simulated::call("write", self.raw(), |state, id| state.send(id, &pieces[..count]));
        }
        // SAFETY: msghdr is plain old data, for which all-zero is a valid value.
        let mut message: libc::msghdr = unsafe { mem::zeroed() };
        // IoSlice has the layout of iovec by its documentation; sendmsg does not write through the pointer.
        message.msg_iov = pieces.as_ptr().cast_mut().cast();
        message.msg_iovlen = count as _;
        // SAFETY: the message points at `count` valid pieces, borrowed until after the call.
        check_size("write", || unsafe { libc::sendmsg(self.raw(), &message, SEND_FLAGS) })
    }

    /// Sends one byte as TCP's urgent data, which a receiver that does not ask for it never sees (tcp(7)).
    pub fn send_urgent(&self, byte: u8) -> Result<()> {
        // SAFETY: the byte is readable.
        check_size("write", || unsafe {
            libc::send(self.raw(), (&raw const byte).cast(), 1, SEND_FLAGS | libc::MSG_OOB)
        })?;
        Ok(())
    }

    /// Sends our FIN: we shall write no more, and go on reading.
    pub fn shutdown_write(&self) -> Result<()> {
        if self.simulated {
            return simulated::call("shutdown", self.raw(), |state, id| state.shutdown_write(id));
        }
        // SAFETY: shutdown(2) touches no memory of ours.
        check("shutdown", || unsafe { libc::shutdown(self.raw(), libc::SHUT_WR) })?;
        Ok(())
    }

    /// The failure that the socket has been keeping for us, `None` if there is none. Asking clears it.
    pub fn take_error(&self) -> Result<Option<i32>> {
        let errno: libc::c_int = self.option(libc::SOL_SOCKET, libc::SO_ERROR)?;
        Ok((errno != 0).then_some(errno))
    }

    /// Whether it listens for connections.
    ///
    /// # Errors
    /// `ENOTSOCK` when it is no socket.
    pub fn is_listening(&self) -> Result<bool> {
        Ok(self.option(libc::SOL_SOCKET, libc::SO_ACCEPTCONN)? != 0)
    }

    /// The address of our end.
    pub fn local_address(&self) -> Result<SocketAddr> {
        if self.simulated {
            return simulated::call("getsockname", self.raw(), |state, id| state.local_address(id));
        }
        self.local_raw()?.decode().ok_or(Error::family_mismatch("getsockname"))
    }

    /// Whether this is a Unix socket of the kernel.
    pub fn is_unix(&self) -> bool {
        !self.simulated && self.family() == Ok(libc::AF_UNIX)
    }

    /// The path or abstract name of our end, if this is a Unix socket that was given one.
    pub fn local_path(&self) -> Result<Option<PathBuf>> {
        if self.simulated {
            return simulated::call("getsockname", self.raw(), |state, id| state.local_path(id));
        }
        Ok(self.local_raw()?.decode_unix())
    }

    /// `AF_INET`, `AF_UNIX`, …
    pub(crate) fn family(&self) -> Result<libc::c_int> {
        Ok(self.local_raw()?.family())
    }

    pub(crate) fn local_raw(&self) -> Result<RawAddress> {
        let mut raw = RawAddress::empty();
        // SAFETY: the buffer is writable for the length given, which the kernel updates.
        check("getsockname", || unsafe {
            libc::getsockname(self.raw(), raw.as_mut_ptr(), raw.length_mut())
        })?;
        Ok(raw)
    }

    /// The address of the other end; fails with `ENOTCONN` when there is none.
    pub fn peer_address(&self) -> Result<SocketAddr> {
        if self.simulated {
            return simulated::call("getpeername", self.raw(), |state, id| state.peer_address(id));
        }
        self.peer_raw()?.decode().ok_or(Error::family_mismatch("getpeername"))
    }

    /// The path or abstract name of the other end, if that is a Unix socket that was given one.
    ///
    /// # Errors
    /// `ENOTCONN` when there is no other end, `ENOTSUP` for a simulated socket.
    pub fn peer_path(&self) -> Result<Option<PathBuf>> {
        if self.simulated {
            return Err(Error::not_supported("getpeername"));
        }
        Ok(self.peer_raw()?.decode_unix())
    }

    /// Whether there is another end.
    pub fn is_connected(&self) -> bool {
        if self.simulated {
            return simulated::call("getpeername", self.raw(), |state, id| state.is_connected(id))
                == Ok(true);
        }
        self.peer_raw().is_ok()
    }

    /// Whether there is another end, as an error.
    ///
    /// # Errors
    /// `ENOTCONN` when there is none, `ENOTSOCK` when it is no socket.
    pub fn check_connected(&self) -> Result<()> {
        self.peer_raw().map(drop)
    }

    fn peer_raw(&self) -> Result<RawAddress> {
        let mut raw = RawAddress::empty();
        // SAFETY: the buffer is writable for the length given, which the kernel updates.
        check("getpeername", || unsafe {
            libc::getpeername(self.raw(), raw.as_mut_ptr(), raw.length_mut())
        })?;
        Ok(raw)
    }

    #[inline]
    pub(crate) fn raw(&self) -> RawFd {
        self.fd.as_raw_fd()
    }
}

impl AsFd for Socket {
    #[inline]
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl From<OwnedFd> for Socket {
    /// Takes over a descriptor of a stream socket; calls on one that is something else fail with ENOTSOCK.
    fn from(fd: OwnedFd) -> Socket {
        Socket { fd, simulated: false }
    }
}

impl From<Socket> for OwnedFd {
    /// Gives the descriptor away. That of a simulated socket is no more than a name, and its socket is closed.
    fn from(socket: Socket) -> OwnedFd {
        if socket.simulated {
            simulated::close(socket.raw());
        }
        let socket = mem::ManuallyDrop::new(socket);
        // SAFETY: nobody drops or uses the socket any more, so this is a move.
        unsafe { ptr::read(&socket.fd) }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.simulated {
            simulated::close(self.raw());
        }
    }
}
