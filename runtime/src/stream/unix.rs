//! Unix stream sockets: connections within the machine, by a path in the file system or an abstract name.

use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::listener::{ListenOptions, Listener};
use crate::observer::calls::Calls;
use crate::stream::conn::Unix;
use crate::stream::connect::Target;
use crate::stream::{Event, Stream};
use evloop_ffi::simulated::World;
use evloop_ffi::socket::Socket;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The file of a listening socket, removed when the listener goes: nobody could connect to it any more, and the next
/// server could not listen there.
pub(crate) struct OwnPath {
    path: PathBuf,
    /// Who made it. A child of fork has a copy of this, and must leave its parent's file alone.
    process: u32,
}

impl OwnPath {
    /// An abstract name has no file.
    fn of(path: &Path) -> Option<OwnPath> {
        (!is_abstract(path)).then(|| OwnPath { path: path.to_owned(), process: std::process::id() })
    }
}

impl Drop for OwnPath {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            return;
        }
        // Somebody may have removed it already.
        if let Err(error) = fs::remove_file(&self.path) {
            log::debug!("{} is not removed: {error}", self.path.display());
        }
    }
}

fn is_abstract(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().first() == Some(&0)
}

impl Loop {
    /// Listens on a Unix socket at `path`, which makes a file there; it is removed when the listener closes, or the loop
    /// ends. On Linux, a path that begins with a NUL byte is an abstract name, which needs no file.
    ///
    /// ```
    /// use evloop::{Event, Loop};
    ///
    /// let path = std::env::temp_dir().join(format!("evloop-{}.sock", std::process::id()));
    /// let mut lp = Loop::new()?;
    /// let listener = lp.listen_unix(&path, |lp, conn| {
    ///     let _ = conn.write(lp, b"hello");
    ///     conn.end(lp);
    /// })?;
    /// lp.connect_unix(&path, move |lp, conn, event| match event {
    ///     Event::Data(bytes) => assert_eq!(bytes, b"hello"),
    ///     Event::End => {
    ///         conn.close(lp);
    ///         listener.close(lp);
    ///     }
    ///     _ => {}
    /// })?;
    /// lp.run()?;
    /// assert!(!path.exists());
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// `EADDRINUSE` when there is such a file, even if nobody listens there any more; `ENAMETOOLONG` for a path of more
    /// than 107 bytes (103 on the BSDs); `EINVAL` for one that is empty or has a NUL byte within; what else socket,
    /// bind or listen say.
    pub fn listen_unix(
        &mut self,
        path: impl AsRef<Path>,
        callback: impl FnMut(&mut Loop, Unix) + 'static,
    ) -> Result<Listener> {
        self.listen_unix_with(path, &ListenOptions::default(), callback)
    }

    /// [`Loop::listen_unix`] with options, of which only the backlog, `exclusive` and the mode concern a Unix socket.
    ///
    /// ```
    /// use evloop::{ListenOptions, Loop};
    /// use std::os::unix::fs::PermissionsExt;
    ///
    /// let path = std::env::temp_dir().join(format!("evloop-mode-{}.sock", std::process::id()));
    /// let mut lp = Loop::new()?;
    /// let options = ListenOptions { mode: Some(0o600), ..ListenOptions::default() };
    /// let listener = lp.listen_unix_with(&path, &options, |_, _| {})?;
    /// assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    /// listener.close(&mut lp);
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Loop::listen_unix`], and what chmod(2) says.
    pub fn listen_unix_with(
        &mut self,
        path: impl AsRef<Path>,
        options: &ListenOptions,
        callback: impl FnMut(&mut Loop, Unix) + 'static,
    ) -> Result<Listener> {
        let target = Target::Unix(path.as_ref().to_owned());
        let mut calls = self.calls();
        let (socket, path) = open(self.poller.world(), path.as_ref(), options, &mut calls)
            .map_err(|error| Error::from(error).about(format_args!("listen {target}")))?;
        let made = calls.made();
        let listener = self.adopt_listener(socket, path, options.exclusive, callback);
        self.tell_calls(listener.id(), made);
        log::debug!("{} listening on {target}", listener.id());
        Ok(listener)
    }

    /// Connects to the Unix socket at `path`, or of an abstract name. `callback` hears the same as that of
    /// [`Loop::connect`]; `ENOENT` when there is no such file, `ECONNREFUSED` when nobody listens there, and `EAGAIN`
    /// when more are waiting to be accepted than the listener's backlog allows (Linux).
    ///
    /// # Errors
    /// `ENAMETOOLONG` or `EINVAL` for what is no path of a socket, see [`Loop::listen_unix`].
    pub fn connect_unix(
        &mut self,
        path: impl AsRef<Path>,
        callback: impl FnMut(&mut Loop, Unix, Event<'_>) + 'static,
    ) -> Result<Unix> {
        let path = path.as_ref();
        let target = Target::Unix(path.to_owned());
        if let Err(error) = Socket::check_path(path) {
            return Err(Error::from(error).about(format_args!("connect {target}")));
        }
        let world = self.poller.world().cloned();
        let begin = |stream: &mut Stream, calls: &mut Calls<'_>| {
            let socket = calls.make("socket", || Socket::unix_stream(world.as_ref()))?;
            let socket = stream.socket.insert(socket);
            // It stands at once. The socket is writable then, and the poll phase tells.
            calls.make("connect", || socket.connect_path(path)).map(drop)
        };
        Ok(self.begin_connect(target, begin, callback))
    }
}

fn open(
    world: Option<&World>,
    path: &Path,
    options: &ListenOptions,
    calls: &mut Calls<'_>,
) -> evloop_ffi::Result<(Socket, Option<OwnPath>)> {
    let socket = calls.make("socket", || Socket::unix_stream(world))?;
    let own = bind(&socket, path, options.mode, calls)?;
    calls.make("listen", || socket.listen(options.backlog))?;
    Ok((socket, own))
}

/// Gives a socket its path or name, and the file its permissions.
pub(crate) fn bind(
    socket: &Socket,
    path: &Path,
    mode: Option<u32>,
    calls: &mut Calls<'_>,
) -> evloop_ffi::Result<Option<OwnPath>> {
    calls.make("bind", || socket.bind_path(path))?;
    // From here on there is a file to remove, unless in a simulated world.
    let own = if socket.is_simulated() { None } else { OwnPath::of(path) };
    if let (Some(OwnPath { path, .. }), Some(mode)) = (&own, mode) {
        fs::set_permissions(path, Permissions::from_mode(mode))
            .map_err(|error| evloop_ffi::Error::from_io("chmod", &error))?;
    }
    Ok(own)
}
