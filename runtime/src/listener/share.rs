//! One listener for several loops: of threads, each with a duplicate of the descriptor, or of processes that inherited it.

use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::listener::{ListenOptions, Listener};
use crate::stream::conn::Conn;
use evloop_ffi::io;
use evloop_ffi::socket::Socket;
use std::os::fd::OwnedFd;

impl Loop {
    /// Listens on a socket that listens already: a duplicate of another loop's ([`Listener::share`]), or one that was
    /// inherited ([`listen_fds`](crate::listen_fds)). Of the options only `exclusive` counts, for all else is settled. The
    /// descriptor is made non-blocking and close-on-exec. A Unix socket's file stays when the listener closes: it is somebody
    /// else's.
    ///
    /// ```
    /// use evloop::{ListenOptions, Loop};
    /// use std::io::Read;
    /// use std::net::TcpStream;
    /// use std::thread;
    ///
    /// let options = ListenOptions { exclusive: true, ..ListenOptions::default() };
    /// let mut lp = Loop::new()?;
    /// let listener = lp.listen_with(([127, 0, 0, 1], 0), &options, |_, _| {})?;
    /// let (address, shared) = (listener.local_addr(&lp)?, listener.share(&mut lp)?);
    /// listener.close(&mut lp);
    /// let worker = thread::spawn(move || {
    ///     let mut lp = Loop::new()?;
    ///     lp.listen_on(shared, &options, |lp, conn| {
    ///         let _ = conn.write(lp, b"hello from the worker");
    ///         lp.stop();
    ///     })?;
    ///     lp.run()
    /// });
    /// let mut greeting = String::new();
    /// TcpStream::connect(address).and_then(|mut client| client.read_to_string(&mut greeting)).unwrap();
    /// assert_eq!(greeting, "hello from the worker");
    /// worker.join().unwrap()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ENOTSOCK` for what is no socket, `EINVAL` for one that does not listen.
    pub fn listen_on(
        &mut self,
        descriptor: impl Into<OwnedFd>,
        options: &ListenOptions,
        callback: impl FnMut(&mut Loop, Conn) + 'static,
    ) -> Result<Listener> {
        let socket = prepare(descriptor.into()).map_err(|error| Error::from(error).about("listen_on"))?;
        let listener = self.adopt_listener(socket, None, options.exclusive, callback);
        listener.mark_shared(self);
        log::debug!("{} listening on a socket of somebody else's", listener.id());
        Ok(listener)
    }
}

fn prepare(descriptor: OwnedFd) -> evloop_ffi::Result<Socket> {
    let socket = Socket::from(descriptor);
    if !socket.is_listening()? {
        return Err(evloop_ffi::Error::invalid("accept"));
    }
    io::set_nonblocking(&socket, true)?;
    io::set_cloexec(&socket)?;
    Ok(socket)
}

impl Listener {
    /// A duplicate of the descriptor, for a loop of another thread to [`listen_on`](Loop::listen_on). A connection goes to
    /// whichever loop takes it first. Without [`ListenOptions::exclusive`] all of them are woken for each; with it, a loop
    /// that was woken and ends, or closes the listener, before it has taken the connection, leaves it to the next one's
    /// wake-up.
    ///
    /// # Errors
    /// `EBADF` when the handle is stale, `EMFILE` when there are no descriptors left.
    pub fn share(self, lp: &mut Loop) -> Result<OwnedFd> {
        lp.share_source(self.0)
    }
}
