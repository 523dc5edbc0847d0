//! What a server does for a connection.

use std::fmt;
use std::str::FromStr;

/// What servers greet with before they echo.
pub const GREETING: &[u8] = b"Echo server\r\n";
/// What they send otherwise.
pub const HELLO: &[u8] = b"HelloWorld\n";

/// What a server does for a connection: the names of `evloop serve --scenario`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scenario {
    /// It sends `HelloWorld` and ends.
    Hello,
    /// It does so after having waited, 100 ms by default.
    Wait,
    /// It does so after a computation.
    Compute,
    /// It greets, and sends everything back until the client ends.
    Echo,
}

impl Scenario {
    /// All of them.
    pub const ALL: [Scenario; 4] = [Scenario::Hello, Scenario::Wait, Scenario::Compute, Scenario::Echo];

    /// As it is written on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Scenario::Hello => "hello",
            Scenario::Wait => "wait",
            Scenario::Compute => "compute",
            Scenario::Echo => "echo",
        }
    }

    /// What is counted: the noun of "a second".
    pub const fn unit(self) -> &'static str {
        match self {
            Scenario::Echo => "messages",
            _ => "requests",
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Scenario {
    type Err = String;

    fn from_str(name: &str) -> Result<Scenario, String> {
        let found = Scenario::ALL.into_iter().find(|scenario| scenario.name() == name);
        found.ok_or_else(|| format!("{name} is no scenario: hello, wait, compute or echo"))
    }
}
