//! Where clients come in: a socket that listens, and who takes the connections that knock.

use crate::limit::Limit;
use crate::setting::Setting;
use evloop::{Error, Result, Sig};
use evloop_ffi::socket::Socket;
use evloop_ffi::{io, signal};
use std::io::Write;
use std::net::SocketAddr;

/// How many finished connections the kernel keeps for us until we accept them. Thousands may come at once, and those for whom
/// there is no room try again after a second. (The kernel has its own limit, too: `net.core.somaxconn`.)
const BACKLOG: i32 = 4096;

/// A socket that listens, non-blocking.
pub fn listen(address: SocketAddr) -> Result<Socket> {
    open(address).map_err(|error| Error::from(error).about(format_args!("listen {address}")))
}

fn open(address: SocketAddr) -> evloop_ffi::Result<Socket> {
    let socket = Socket::stream_for(None, &address)?;
    // A server that is started again must not wait until its old connections have left TIME_WAIT.
    socket.set_reuse_address(true)?;
    socket.bind(&address)?;
    socket.listen(BACKLOG)?;
    Ok(socket)
}

/// Says where the server listens. From then on clients come, and signals.
pub fn announce(listener: &Socket) -> Result<()> {
    let address = listener.local_address()?;
    let mut stdout = std::io::stdout();
    // Whoever has closed our standard output knows where we listen.
    let _ = writeln!(stdout, "listening on {address}").and_then(|()| stdout.flush());
    Ok(())
}

/// For servers that have nothing to put in order: a signal ends the process, whatever its threads are doing.
pub fn end_on_signals() -> Result<()> {
    signal::exit_on(Sig::TERM)?;
    signal::exit_on(Sig::INT)?;
    Ok(())
}

/// A socket that listens and whose `accept` waits.
pub struct Door {
    pub socket: Socket,
    limit: Limit,
}

impl Door {
    pub fn open(setting: &Setting) -> Result<Door> {
        let socket = listen(setting.address)?;
        io::set_nonblocking(&socket, false)?;
        Ok(Door { socket, limit: Limit::new(setting.model.name) })
    }

    /// Waits for the next client. Where there is no descriptor for it, it waits, too.
    ///
    /// # Errors
    /// Those of a socket that cannot accept at all.
    pub fn accept(&self) -> Result<Socket> {
        loop {
            match self.socket.accept_blocking() {
                Ok(client) => return Ok(client),
                Err(error) if error.bad_descriptor() => return Err(error.into()),
                Err(error) if error.out_of_resources() => {
                    self.limit.met("no descriptor for another client", error)
                }
                // It has gone before we took it, or a signal came: the next, please.
                Err(error) => log::debug!("{error}"),
            }
        }
    }
}
