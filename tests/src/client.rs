//! TCP clients that do what a test asks, and nothing for ever: each read and write has a time limit.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::os::fd::OwnedFd;
use std::thread;

use evloop_ffi::socket::Socket;

use crate::wait::PATIENCE;

/// A blocking client.
pub struct Client {
    /// The socket, for what this type does not offer.
    pub stream: TcpStream,
}

impl Client {
    /// Connects.
    ///
    /// # Panics
    ///
    /// When nobody listens there.
    pub fn connect(addr: SocketAddr) -> Client {
        let stream = TcpStream::connect_timeout(&addr, PATIENCE).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a valid time");
        stream.set_write_timeout(Some(PATIENCE)).expect("a valid time");
        stream.set_nodelay(true).expect("a fresh socket");
        Client { stream }
    }

    /// Connects and reads the greeting that the server must begin with.
    ///
    /// # Panics
    ///
    /// When another greeting comes, or none.
    pub fn greeted(addr: SocketAddr, greeting: &str) -> Client {
        let mut client = Client::connect(addr);
        let said = client.read(greeting.len());
        assert_eq!(String::from_utf8_lossy(&said), greeting);
        client
    }

    /// Writes all bytes.
    ///
    /// # Panics
    ///
    /// When the connection breaks.
    pub fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("the server reads");
    }

    /// Reads exactly `count` bytes.
    ///
    /// # Panics
    ///
    /// When fewer come.
    pub fn read(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        self.stream.read_exact(&mut bytes).expect("the server writes");
        bytes
    }

    /// Reads until the server's end of stream.
    ///
    /// # Panics
    ///
    /// When the connection breaks, or does not end.
    pub fn read_to_end(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.stream.read_to_end(&mut bytes).expect("the server ends the stream");
        bytes
    }

    /// Ends our side: the server sees the end of the stream and may still write.
    ///
    /// # Panics
    ///
    /// When the connection has broken.
    pub fn end(&self) {
        self.stream.shutdown(Shutdown::Write).expect("a connected socket");
    }

    /// Writes a message and reads as many bytes back, `count` times; what comes back must be the same.
    ///
    /// # Panics
    ///
    /// When something else comes back.
    pub fn ping_pong(&mut self, message: &[u8], count: usize) {
        for _ in 0..count {
            self.write(message);
            assert_eq!(self.read(message.len()), message);
        }
    }

    /// Breaks the connection off: the server sees a reset, not an end.
    ///
    /// # Panics
    ///
    /// When the system refuses the option.
    pub fn reset(self) {
        let socket = Socket::from(OwnedFd::from(self.stream));
        socket.set_reset_on_close().expect("a socket takes SO_LINGER");
    }

    /// Sends `bytes` and ends our side while reading what comes back, so that neither side's buffers can fill up
    /// for good; returns all that came.
    ///
    /// # Panics
    ///
    /// When the connection breaks.
    pub fn exchange(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut writer = self.stream.try_clone().expect("a descriptor is left");
        thread::scope(|scope| {
            scope.spawn(move || {
                writer.write_all(bytes).expect("the server reads");
                writer.shutdown(Shutdown::Write).expect("a connected socket");
            });
            self.read_to_end()
        })
    }

    /// How the connection ends: `Ok` with what came before the end of stream, or the error.
    ///
    /// # Errors
    ///
    /// What `read(2)` says, for instance that the connection was reset.
    pub fn fate(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.stream.read_to_end(&mut bytes).map(|_| bytes)
    }
}

/// Bytes that look random, repeat nowhere within gigabytes and are the same in each run (an xorshift generator).
pub fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut bytes = Vec::with_capacity(count + 8);
    while bytes.len() < count {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(count);
    bytes
}
