//! Servers that do not say when they are ready, nor where: they get a port, and are visited until they answer.

use crate::scenario::{GREETING, Scenario};
use std::io::{self, Read};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// How long a visitor waits for an answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// A port that nobody has at this moment. Somebody else may take it before the server does; then the server says so.
pub(super) fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Visits a server as a client would; its address if it has answered.
///
/// All that it says is read: who leaves without, resets the connection, and that ends some servers.
pub(super) fn visit(port: u16, scenario: Scenario) -> Option<SocketAddr> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    if scenario == Scenario::Echo {
        stream.read_exact(&mut [0; GREETING.len()]).ok()?;
        stream.shutdown(Shutdown::Write).ok()?;
    }
    let mut rest = Vec::new();
    // One that says nothing is ready, too: what it does wrong, the generator will find.
    let _ = stream.take(1 << 20).read_to_end(&mut rest);
    Some(address)
}
