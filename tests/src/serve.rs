//! The designs of servers, as `evloop serve` runs them, and clients that know what each scenario must answer.

use std::net::SocketAddr;
use std::process::Command;

use crate::build::{self, Profile};
use crate::client::Client;
use crate::server::Server;
use crate::wait::until;
use crate::{proc, program};

/// What a server may do for a client.
pub const SCENARIOS: &[&str] = &["hello", "wait", "compute", "echo"];
/// What a client may say.
pub const REQUEST: &[u8] = b"GET / HTTP/1.0\r\n\r\n";
/// The reply of all scenarios but echo.
pub const HELLO: &[u8] = b"HelloWorld\n";
/// How echo begins.
pub const GREETING: &[u8] = b"Echo server\r\n";

/// `evloop serve` with arguments.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(build::evloop(Profile::Own));
    command.env_remove("EVLOOP_LOG").env_remove("NODE_OPTIONS").arg("serve").args(arguments);
    command
}

/// A server that has begun to listen. It waits and computes shortly, unless the arguments behind say otherwise.
///
/// # Panics
///
/// When it does not say where it listens.
pub fn start(model: &str, scenario: &str, more: &[&str]) -> Server {
    let own = ["--model", model, "--scenario", scenario, "--wait", "5", "--compute", "100"];
    Server::from(command(&[&own[..], more].concat()))
}

/// All models' names, as the command lists them.
pub fn models() -> Vec<String> {
    let list = program::run(command(&["--list"])).stdout;
    list.lines().filter_map(|line| line.split_once('\t')).map(|(name, _)| name.to_owned()).collect()
}

/// What a server must answer.
pub fn answer(scenario: &str, request: &[u8]) -> Vec<u8> {
    match scenario {
        "echo" => [GREETING, request].concat(),
        _ => HELLO.to_vec(),
    }
}

/// Says a request, ends, and hears the answer.
///
/// # Panics
///
/// When it is another answer.
pub fn visit(addr: SocketAddr, scenario: &str, request: &[u8]) {
    assert!(Client::connect(addr).exchange(request) == answer(scenario, request), "a wrong answer");
}

/// Ends a server by a signal: what it has written to standard error. It says that all went well, and nothing of it is left.
///
/// # Panics
///
/// When it does not, or something is.
pub fn end(server: Server, signal: &str) -> String {
    server.signal(signal);
    let group = server.pid();
    until("no process of the server is left", || proc::group(group).is_empty());
    let outcome = server.finish();
    assert_eq!(outcome.code, 0, "{outcome:?}");
    outcome.stderr
}
