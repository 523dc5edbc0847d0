//! A server written in JavaScript, started from `tests/js/servers` and driven by clients in Rust.
//!
//! Such a program listens on port 0 and prints `listening PORT`; what else it prints is its own affair.

use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;
use std::process::Command;

use crate::program::{Outcome, Running};
use crate::runtime::Runtime;

/// A server that listens on 127.0.0.1; dropping it ends it.
pub struct Server {
    running: Running,
    /// Where it listens.
    pub addr: SocketAddr,
}

impl Server {
    /// Starts `tests/js/servers/NAME` under `runtime`.
    ///
    /// # Panics
    ///
    /// When it does not say where it listens.
    pub fn start(runtime: Runtime, name: &str) -> Server {
        Server::start_with(runtime, name, &[])
    }

    /// The same with arguments for the program.
    ///
    /// # Panics
    ///
    /// When it does not say where it listens.
    pub fn start_with(runtime: Runtime, name: &str, args: &[&str]) -> Server {
        let mut command = runtime.runs(crate::js_dir().join("servers").join(name));
        command.args(args);
        Server::from(command)
    }

    /// Starts any command that prints `listening PORT` or `listening on ADDRESS:PORT`.
    ///
    /// # Panics
    ///
    /// When it does not.
    pub fn from(command: Command) -> Server {
        let running = Running::start(command);
        let line = running.line("listening ");
        let port = line.rsplit([' ', ':']).next().and_then(|word| word.parse().ok());
        let port: u16 = port.unwrap_or_else(|| panic!("no port in {line:?}"));
        Server { running, addr: SocketAddr::from((Ipv4Addr::LOCALHOST, port)) }
    }

    /// Waits for the server's own end.
    ///
    /// # Panics
    ///
    /// When it goes on running.
    pub fn finish(self) -> Outcome {
        self.running.finish()
    }
}

impl Deref for Server {
    type Target = Running;

    fn deref(&self) -> &Running {
        &self.running
    }
}
