//! Terminals: what a stream on one can do besides. It reads, writes and ends like any other.

use crate::error::Result;
use crate::event_loop::Loop;
use crate::signal::Signal;
use crate::slab::Key;
use crate::stream::conn::Conn;
use crate::stream::flags::Flags;
use evloop_ffi::signal::Sig;
use evloop_ffi::socket::Socket;
use evloop_ffi::terminal::{self, Borrowed, Mode};
use std::collections::HashMap;

/// The terminals whose mode a stream has changed, to be put back with it.
pub(crate) type Terminals = HashMap<Key, Borrowed>;

impl Loop {
    /// The stream closes: its terminal is given back.
    pub(crate) fn give_terminal_back(&mut self, key: Key) {
        self.terminals.remove(&key);
    }
}

/// Streams on terminals, made by [`Loop::conn_on`].
///
/// ```no_run
/// use evloop::{Event, Loop, TerminalMode};
/// use std::os::fd::AsFd;
///
/// let mut lp = Loop::new()?;
/// let keyboard = lp.conn_on(std::io::stdin().as_fd().try_clone_to_owned().unwrap())?;
/// keyboard.set_terminal_mode(&mut lp, TerminalMode::Raw)?;
/// keyboard.start(&mut lp, |lp, keyboard, event| match event {
///     // Ctrl-C is a key like any other.
///     Event::Data(b"q" | b"\x03") => drop(keyboard.close(lp)),
///     Event::Data(keys) => println!("{keys:?}"),
///     _ => {}
/// });
/// lp.run()?;
/// // The shell finds its terminal as it was.
/// # Ok::<(), evloop::Error>(())
/// ```
impl Conn {
    /// Puts the terminal into a mode. It is as it was again after [`TerminalMode::Normal`](Mode::Normal), when the stream
    /// closes or the loop ends; and also when the process ends otherwise: by an exit, a panic, a crash, or a signal that it
    /// does not handle. (Only SIGKILL leaves no time for that.) So from the first changed mode on, signals that end the
    /// process by default have a handler, which does no more than this.
    ///
    /// Streams on the same terminal share its mode, as all processes do that use it.
    ///
    /// # Errors
    /// `ENOTTY` for what is no terminal, `EBADF` when the handle is stale, `EIO` when the terminal has gone, `EMFILE` when
    /// there is no descriptor left.
    pub fn set_terminal_mode(self, lp: &mut Loop, mode: Mode) -> Result<()> {
        let fd = self.socket(lp, "tcsetattr")?;
        if mode == Mode::Normal {
            terminal::size(fd)?;
            lp.give_terminal_back(self.0);
            return Ok(());
        }
        if let Some(borrowed) = lp.terminals.get(&self.0) {
            return Ok(borrowed.set(mode)?);
        }
        let borrowed = Borrowed::of(fd)?;
        borrowed.set(mode)?;
        lp.terminals.insert(self.0, borrowed);
        Ok(())
    }

    /// The size of the terminal as (columns, rows); zeros when nobody has said it.
    ///
    /// # Errors
    /// `ENOTTY` for what is no terminal, `EBADF` when the handle is stale.
    pub fn window_size(self, lp: &Loop) -> Result<(u16, u16)> {
        Ok(terminal::size(self.socket(lp, "ioctl")?)?)
    }

    /// Calls `callback` with the new size whenever the terminal has another (SIGWINCH), as long as the stream is open. The
    /// watcher does not keep the loop alive. Closing it, or the stream, ends it.
    ///
    /// The system tells the foreground of the terminal that controls this process, and nobody of other terminals.
    ///
    /// ```no_run
    /// use evloop::Loop;
    /// use std::os::fd::AsFd;
    ///
    /// let mut lp = Loop::new()?;
    /// let screen = lp.conn_on(std::io::stdout().as_fd().try_clone_to_owned().unwrap())?;
    /// let (columns, rows) = screen.window_size(&lp)?;
    /// println!("{columns} by {rows}");
    /// screen.on_resize(&mut lp, |_, _, (columns, rows)| println!("now {columns} by {rows}"))?;
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Conn::window_size`] and [`Loop::signal`].
    pub fn on_resize(
        self,
        lp: &mut Loop,
        mut callback: impl FnMut(&mut Loop, Conn, (u16, u16)) + 'static,
    ) -> Result<Signal> {
        let mut known = self.window_size(lp)?;
        let signal = lp.signal(Sig::WINCH, move |lp, signal| match self.window_size(lp) {
            Ok(size) if size != known => {
                known = size;
                callback(lp, self, size);
            }
            Ok(_) => {}
            Err(_) => drop(signal.close(lp)),
        })?;
        signal.set_ref(lp, false);
        Ok(signal)
    }
}

/// Whether this error of a read says that the terminal at the other end has nobody left: Linux' word for the end of a
/// controlling end's stream is EIO.
pub(crate) fn is_end(flags: Flags, fd: Option<&Socket>, error: evloop_ffi::Error) -> bool {
    flags.any(Flags::PLAIN) && error.input_output() && fd.is_some_and(terminal::is_controller)
}
