//! Connecting: what streams over TCP and Unix sockets have in common until they stand.

use crate::error::Error;
use crate::event_loop::Loop;
use crate::observer::calls::Calls;
use crate::slab::Key;
use crate::source::Source;
use crate::stream::conn::Conn;
use crate::stream::flags::Flags;
use crate::stream::{Event, Stream};
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Whom one connects to.
pub(crate) enum Target {
    Internet(SocketAddr),
    Unix(PathBuf),
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Internet(address) => address.fmt(f),
            // An abstract name begins with a NUL byte, which everybody writes as `@`.
            Target::Unix(path) => f.write_str(&path.to_string_lossy().replace('\0', "@")),
        }
    }
}

impl Loop {
    /// Makes a stream that connects: `begin` makes its socket and sends it on its way.
    pub(crate) fn begin_connect(
        &mut self,
        target: Target,
        begin: impl FnOnce(&mut Stream, &mut Calls<'_>) -> evloop_ffi::Result<()>,
        callback: impl FnMut(&mut Loop, Conn, Event<'_>) + 'static,
    ) -> Conn {
        let mut stream = Stream::new(None);
        stream.flags.set(Flags::CONNECTING);
        let mut calls = self.calls();
        let begun = begin(&mut stream, &mut calls);
        let made = calls.made();
        log::debug!("connecting to {target}");
        stream.target = Some(Box::new(target));
        let key = self.adopt(Source::Stream(stream));
        self.tell_calls(Conn(key).id(), made);
        Conn(key).start(self, callback);
        if let Err(error) = begun {
            let error = self.connect_error(key, error);
            self.fail_stream_later(key, error);
        }
        Conn(key)
    }

    /// The poll phase's word for a stream that connects: it is known how it went.
    pub(crate) fn finish_connect(&mut self, key: Key) {
        let Some(stream) = self.stream_mut(key) else { return };
        let Some(socket) = stream.socket.as_ref() else { return };
        match socket.take_error() {
            Ok(None) => {}
            Ok(Some(errno)) => return self.fail_connect(key, evloop_ffi::Error::new("connect", errno)),
            Err(error) => return self.fail_connect(key, error),
        }
        if !socket.is_connected() {
            // Neither failed nor connected: the word was spurious.
            return;
        }
        stream.flags.clear(Flags::CONNECTING);
        self.refresh(key);
        self.tell_stream(key, Event::Connected);
        match self.stream_mut(key) {
            Some(stream) if stream.outbox.is_empty() => self.outbox_emptied(key),
            // What was written before the connection stood goes out when the socket is seen writable again.
            _ => {}
        }
    }

    fn fail_connect(&mut self, key: Key, error: evloop_ffi::Error) {
        let error = self.connect_error(key, error);
        self.fail_stream(key, error);
    }

    /// The error, with whom the stream wanted to connect to.
    fn connect_error(&self, key: Key, error: evloop_ffi::Error) -> Error {
        let error = Error::from(error);
        match self.stream(key).and_then(|stream| stream.target.as_ref()) {
            Some(target) => error.about(format_args!("connect {target}")),
            None => error,
        }
    }
}
