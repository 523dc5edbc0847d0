//! What is done for one client, for all models that can wait where they stand: a program that reads from top to bottom.
//!
//! The same lines run in a process, in a thread of the kernel and in one of user space; what it *means* to wait is the model's
//! affair, and so these have a [`Client`] to say it. The models that have an event loop must be written differently, see
//! `reactor.rs`: that is their price.

use crate::setting::Scenario;
use evloop_ffi::Result;
use evloop_ffi::socket::Socket;
use std::hint::black_box;
use std::thread;
use std::time::Duration;

/// What everybody gets to hear.
pub const HELLO: &[u8] = b"HelloWorld\n";
/// The greeting of an echo server.
pub const GREETING: &[u8] = b"Echo server\r\n";

/// How much is read at a time …
const BUFFER: usize = 16 << 10;
/// … and of what is forgotten at once. Memory of a stack that is never touched costs nothing, so that a small one is worth it.
const DRAIN: usize = 2 << 10;

/// A client at the other end of a connection, with calls that come back when they are done.
pub trait Client {
    /// Reads what has come; 0 is the end of what the client says.
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize>;
    /// Writes some of the bytes. `last` says that our end follows, so that both may travel together.
    fn write(&mut self, bytes: &[u8], last: bool) -> Result<usize>;
    /// Ends our side.
    fn end(&mut self) -> Result<()>;
    /// Lets time pass.
    fn pause(&mut self, time: Duration);
}

/// Does for a client what the scenario says. A client that breaks off is no failure of the server's.
pub fn attend(client: &mut impl Client, scenario: Scenario) {
    let done = match scenario {
        Scenario::Echo => echo(client),
        _ => hello(client, scenario),
    };
    if let Err(error) = done {
        log::debug!("a client broke off: {error}");
    }
}

fn hello(client: &mut impl Client, scenario: Scenario) -> Result<()> {
    match scenario {
        Scenario::Wait(time) => client.pause(time),
        Scenario::Compute(rounds) => {
            black_box(compute(rounds));
        }
        _ => {}
    }
    write_all(client, HELLO, true)?;
    client.end()?;
    // What the client says does not matter, but must be read: a kernel that closes a socket with unread bytes resets the
    // connection, and the client may lose our reply.
    let mut buffer = [0; DRAIN];
    while client.read(&mut buffer)? > 0 {}
    Ok(())
}

fn echo(client: &mut impl Client) -> Result<()> {
    let mut buffer = [0; BUFFER];
    write_all(client, GREETING, false)?;
    loop {
        match client.read(&mut buffer)? {
            0 => return client.end(),
            count => write_all(client, &buffer[..count], false)?,
        }
    }
}

fn write_all(client: &mut impl Client, mut bytes: &[u8], last: bool) -> Result<()> {
    while !bytes.is_empty() {
        let count = client.write(bytes, last)?;
        bytes = &bytes[count..];
    }
    Ok(())
}

/// Something that takes a processor's time: rounds of a hash function (FNV-1a of 32 bits), each of which goes on from the last
/// one's result, as those that guard passwords do.
pub fn compute(rounds: u32) -> u32 {
    let round = |hash: u32, _| {
        HELLO.iter().fold(hash, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
    };
    (0..rounds).fold(0x811c_9dc5, round)
}

/// A client whose calls stop the whole thread.
pub struct Blocking<'a>(pub &'a Socket);

impl Client for Blocking<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        uninterrupted(|| self.0.receive(buffer))
    }

    fn write(&mut self, bytes: &[u8], last: bool) -> Result<usize> {
        uninterrupted(|| if last { self.0.send_more(bytes) } else { self.0.send(bytes) })
    }

    fn end(&mut self) -> Result<()> {
        self.0.shutdown_write()
    }

    fn pause(&mut self, time: Duration) {
        thread::sleep(time);
    }
}

/// Makes a call again that a signal has cut short.
fn uninterrupted(mut call: impl FnMut() -> Result<usize>) -> Result<usize> {
    loop {
        match call() {
            Err(error) if error.interrupted() => {}
            answer => return answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_of_computing_are_the_known_hash() {
        assert_eq!(compute(0), 0x811c_9dc5);
        // FNV-1a of "HelloWorld\n", and of the same twice.
        let fnv = |text: &[u8]| {
            text.iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(16_777_619))
        };
        assert_eq!(compute(1), fnv(b"HelloWorld\n"));
        assert_eq!(compute(2), fnv(b"HelloWorld\nHelloWorld\n"));
        assert_eq!(fnv(b"foobar"), 0xbf9c_f968);
    }
}
