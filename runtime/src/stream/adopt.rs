//! Descriptors that come from elsewhere and go elsewhere: inherited, received from another process, made by other code.

use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::slab::Key;
use crate::source::Source;
use crate::stream::Stream;
use crate::stream::conn::{Conn, is_idle};
use crate::stream::flags::Flags;
use evloop_ffi::descriptor::{self, Kind};
use evloop_ffi::poller::{Interest, Token};
use evloop_ffi::socket::Socket;
use evloop_ffi::{io, signal, terminal};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};

impl Loop {
    /// Takes in a descriptor as a stream: a connected socket, an end of a pipe, a FIFO, a terminal, or a device that can be
    /// waited for. It reads nothing before its [`start`](Conn::start).
    ///
    /// What is open for reading only takes no writes, and what is open for writing only has ended already as far as reading is
    /// concerned. There is no half-close but with sockets: the other end of a pipe hears of our [`end`](Conn::end) when the
    /// stream closes, which an end for writing does at once, and others when the other end has ended, too.
    ///
    /// The descriptor becomes non-blocking. That is a property of the open file, and so holds for everybody who shares it: for
    /// other processes that inherited the same pipe, say. Only a terminal is opened anew instead, so that who shares it with us
    /// notices nothing; where that cannot be done, it stays as it is, and a write may wait. What a stream on a terminal can do
    /// besides begins with [`Conn::set_terminal_mode`].
    ///
    /// Writing to a pipe without a reader breaks the stream with `EPIPE`; SIGPIPE, which would end the process by default,
    /// is ignored from the first such stream on, unless the program handles it.
    ///
    /// ```
    /// use evloop::{Event, Loop, system};
    ///
    /// let mut lp = Loop::new()?;
    /// let (reader, writer) = system::pipe()?;
    /// let (reader, writer) = (lp.conn_on(reader)?, lp.conn_on(writer)?);
    /// reader.start(&mut lp, |_, _, event| {
    ///     if let Event::Data(bytes) = event {
    ///         assert_eq!(bytes, b"through the pipe");
    ///     }
    /// });
    /// let _ = writer.write(&mut lp, b"through the pipe");
    /// writer.end(&mut lp);
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ENOTSUP` for what is no stream, such as a regular file (which [`Loop::file`] reads), a datagram socket or one that
    /// listens; `ENOTCONN` for a socket that is not connected; `EPERM` for a device that the poller cannot wait for. The
    /// descriptor is closed then.
    pub fn conn_on(&mut self, fd: impl Into<OwnedFd>) -> Result<Conn> {
        let fd = fd.into();
        let about = About::of(&fd)?;
        let stream = self.make_stream(fd, about.kind).map_err(|error| about.name(error))?;
        let key = self.adopt(Source::Stream(stream));
        log::debug!("conn#{key} on {about}");
        Ok(Conn(key))
    }

    fn make_stream(&mut self, fd: OwnedFd, kind: Kind) -> evloop_ffi::Result<Stream> {
        let mut flags = Flags::default();
        let socket = match kind {
            Kind::Tcp | Kind::Unix => {
                let socket = Socket::adopt(fd)?;
                socket.check_connected()?;
                socket
            }
            Kind::Terminal => {
                flags = plain_flags(&fd)?;
                Socket::from(own_terminal(fd)?)
            }
            Kind::Pipe | Kind::CharacterDevice => {
                flags = plain_flags(&fd)?;
                io::set_cloexec(&fd)?;
                io::set_nonblocking(&fd, true)?;
                if kind == Kind::CharacterDevice {
                    self.try_to_watch(&fd)?;
                }
                Socket::from(fd)
            }
            _ => return Err(evloop_ffi::Error::not_supported("conn_on")),
        };
        let mut stream = Stream::new(Some(socket));
        stream.flags = flags;
        stream.registration.shared = true;
        Ok(stream)
    }

    /// Whether the poller takes a descriptor of this kind: devices differ.
    fn try_to_watch(&mut self, fd: impl AsFd) -> evloop_ffi::Result<()> {
        let (fd, anybody) = (fd.as_fd(), Token(Key::NOBODY.to_token()));
        self.poller.add(fd, anybody, Interest::READ)?;
        self.poller.remove(fd, Interest::READ)
    }
}

/// An open file of our own of the same terminal. Where there can be none, it stays as it is, blocking: we read only what is
/// there, and a write waits. The controlling end of a pair is nobody else's.
fn own_terminal(fd: OwnedFd) -> evloop_ffi::Result<OwnedFd> {
    if let Some(own) = terminal::reopen(&fd) {
        return Ok(own);
    }
    io::set_cloexec(&fd)?;
    if terminal::is_controller(&fd) {
        io::set_nonblocking(&fd, true)?;
    }
    Ok(fd)
}

/// A descriptor that is being adopted, as errors name it: `descriptor 7, a regular file`.
pub(crate) struct About {
    number: i32,
    pub(crate) kind: Kind,
}

impl About {
    pub(crate) fn of(fd: &OwnedFd) -> Result<About> {
        Ok(About { number: fd.as_raw_fd(), kind: descriptor::kind(fd)? })
    }

    pub(crate) fn name(&self, error: evloop_ffi::Error) -> Error {
        Error::from(error).about(self)
    }
}

impl std::fmt::Display for About {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "descriptor {}, a {}", self.number, self.kind)
    }
}

/// What can be done with a descriptor that is no socket: a direction in which it is not open has ended already.
fn plain_flags(fd: &OwnedFd) -> evloop_ffi::Result<Flags> {
    let (reads, writes) = descriptor::access(fd)?;
    let mut flags = Flags::PLAIN;
    if !reads {
        flags.set(Flags::READ_ENDED | Flags::END_TOLD);
    }
    match writes {
        true => signal::ignore_broken_pipes()?,
        false => flags.set(Flags::ENDED | Flags::FIN_SENT | Flags::FINISH_TOLD),
    }
    Ok(flags)
}

impl Conn {
    /// Another descriptor of the same open file, closed on exec: to be sent to another process, or handed to a child.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale, `EMFILE` when there is no descriptor left, `ENOTSUP` for a simulated socket.
    pub fn share(self, lp: &mut Loop) -> Result<OwnedFd> {
        if self.socket(lp, "fcntl")?.is_simulated() {
            return Err(evloop_ffi::Error::not_supported("fcntl").into());
        }
        lp.share_source(self.0)
    }

    /// Takes the stream out of the loop, and gives its descriptor back, non-blocking as it is. The callback hears
    /// [`Event::Closed`](crate::Event::Closed) in the closing phase. `None`, and nothing is done, while bytes wait in the
    /// outbox or the connection does not stand yet; when the handle is stale; and when the socket is a simulated one, for
    /// which there is no descriptor.
    ///
    /// What the kernel has received and nobody has read goes along.
    ///
    /// ```
    /// use evloop::{Loop, system};
    /// use std::fs::File;
    /// use std::io::{Read, Write};
    ///
    /// let mut lp = Loop::new()?;
    /// let (reader, writer) = system::pipe()?;
    /// let (reader, writer) = (lp.conn_on(reader)?, lp.conn_on(writer)?);
    /// File::from(writer.share(&mut lp)?).write_all(b"by the back door").unwrap();
    /// writer.close(&mut lp);
    /// let mut text = String::new();
    /// File::from(reader.release(&mut lp).unwrap()).read_to_string(&mut text).unwrap();
    /// assert_eq!(text, "by the back door");
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn release(self, lp: &mut Loop) -> Option<OwnedFd> {
        let real = |socket: &Socket| !socket.is_simulated();
        let stream = match lp.sources.get_mut(self.0) {
            Some(Source::Stream(stream)) if is_idle(stream) && stream.socket.as_ref().is_some_and(real) => {
                stream
            }
            _ => return None,
        };
        let socket = stream.socket.take()?;
        // It goes on living, so the poller must be told.
        stream.registration.shared = true;
        stream.registration.leave(&mut *lp.poller, socket.as_fd());
        lp.close_stream(self.0);
        Some(socket.into())
    }
}
