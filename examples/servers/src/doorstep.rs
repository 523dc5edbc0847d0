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
    open(address, false).map_err(|error| Error::from(error).about(format_args!("listen {address}")))
}

/// Several of them that listen on the same address, also when the system chooses the port.
pub fn listen_together(address: SocketAddr, count: usize) -> Result<Vec<Socket>> {
    let open = |address| {
        open(address, true).map_err(|error| Error::from(error).about(format_args!("listen {address}")))
    };
    let first = open(address)?;
    let chosen = first.local_address()?;
    let others = (1..count).map(|_| open(chosen)).collect::<Result<Vec<_>>>()?;
    Ok(std::iter::once(first).chain(others).collect())
}

fn open(address: SocketAddr, reuse_port: bool) -> evloop_ffi::Result<Socket> {
    let socket = Socket::stream_for(None, &address)?;
    // A server that is started again must not wait until its old connections have left TIME_WAIT.
    socket.set_reuse_address(true)?;
    if reuse_port {
        socket.set_reuse_port(true)?;
    }
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

/// A socket that listens, and the descriptors that its clients need.
pub struct Door {
    pub socket: Socket,
    limit: Limit,
}

impl Door {
    /// One whose [`accept`](Door::accept) waits.
    pub fn open(setting: &Setting) -> Result<Door> {
        let door = Door::open_without_waiting(setting)?;
        io::set_nonblocking(&door.socket, false)?;
        Ok(door)
    }

    /// One for those who wait in other ways: it has nobody when nobody knocks.
    pub fn open_without_waiting(setting: &Setting) -> Result<Door> {
        Ok(Door { socket: listen(setting.address)?, limit: Limit::new(setting.model.name) })
    }

    /// The next client, whose calls wait.
    pub fn accept(&self) -> Socket {
        loop {
            if let Some(client) = self.try_accept() {
                return client;
            }
        }
    }

    /// The next client, if there is one. Rests for a moment when there is no descriptor for it.
    pub fn try_accept(&self) -> Option<Socket> {
        match self.socket.accept_blocking() {
            Ok(client) => return Some(client),
            // It has gone before we took it.
            Err(error) if error.aborted() || error.would_block() || error.interrupted() => {}
            Err(error) => self.limit.met("cannot take another client", error),
        }
        None
    }
}
