//! What a server is asked to do: the options of `evloop serve`.

use crate::Model;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

/// What `evloop serve --help` prints.
pub const HELP: &str = "\
Serves by one of the designs that there are for servers.

Usage:
  evloop serve --model NAME [OPTION…]
  evloop serve --list        the models, each with a sentence

Options:
  --scenario NAME            hello: say HelloWorld and end (default)
                             wait: the same after a wait, compute: the same after a computation
                             echo: greet, then send back what comes
  --wait MS                  how long to wait, in milliseconds (100)
  --compute N                how much to compute: rounds of a hash function (20000)
  --host HOST                address to listen on (127.0.0.1)
  --port PORT                port to listen on; 0 lets the system choose (0)
  --workers N                processes or threads begun before anybody comes: as many as there are processors, and
                             16 for preforking and prethreading

It prints `listening on HOST:PORT` when it is ready, and ends on SIGTERM and SIGINT with code 0.
";

/// The most workers that may be asked for: far beyond what is of use, and far below what would bring a machine down.
const MOST_WORKERS: usize = 10_000;

/// What is done for a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// Says HelloWorld.
    Hello,
    /// The same so long after the client has come.
    Wait(Duration),
    /// The same after so many rounds of computing.
    Compute(u32),
    /// Greets, and sends back what comes.
    Echo,
}

/// What a server is asked to do.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Its model.
    pub model: &'static Model,
    /// What it does for a client.
    pub scenario: Scenario,
    /// Where it listens.
    pub address: SocketAddr,
    /// How many processes or threads it begins with, where that is chosen.
    pub workers: Option<usize>,
}

/// What a command line asks for.
#[derive(Debug)]
pub enum Order {
    /// What [`HELP`] says.
    Help,
    /// The list of models.
    List,
    /// To serve.
    Serve(Setting),
}

/// Why a command line was not understood, as a sentence.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake(String);

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Mistake {}

impl Setting {
    /// Reads the arguments behind `serve`.
    ///
    /// ```
    /// use evloop_servers::setting::{Order, Scenario, Setting};
    ///
    /// let words = ["--model", "threaded", "--scenario=wait", "--wait", "5"];
    /// let Ok(Order::Serve(setting)) = Setting::parse(words.map(str::to_owned)) else { panic!() };
    /// assert_eq!((setting.model.name, setting.address.port()), ("threaded", 0));
    /// assert_eq!(setting.scenario, Scenario::Wait(std::time::Duration::from_millis(5)));
    ///
    /// let mistake = Setting::parse(["--model".to_owned(), "psychic".to_owned()]).unwrap_err();
    /// assert!(mistake.to_string().starts_with("there is no model \"psychic\""));
    /// ```
    ///
    /// # Errors
    /// What was not understood.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Order, Mistake> {
        let (mut model, mut scenario, mut workers) = (None, "hello".to_owned(), None);
        let (mut wait_ms, mut rounds) = (100_u32, 20_000_u32);
        let (mut host, mut port) = (IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let (option, value) = match argument.split_once('=') {
                Some((option, value)) => (option, Some(value.to_owned())),
                None => (argument.as_str(), None),
            };
            match option {
                "--help" | "-h" => return Ok(Order::Help),
                "--list" => return Ok(Order::List),
                _ => {}
            }
            let mut value = || {
                value
                    .clone()
                    .or_else(|| arguments.next())
                    .ok_or(Mistake(format!("{option} requires an argument")))
            };
            match option {
                "--model" => model = Some(named(&value()?)?),
                "--scenario" => scenario = value()?,
                "--wait" => wait_ms = number(option, &value()?)?,
                "--compute" => rounds = number(option, &value()?)?,
                "--host" => host = number(option, &value()?)?,
                "--port" => port = number(option, &value()?)?,
                "--workers" => workers = Some(worker_count(&value()?)?),
                _ => return Err(Mistake(format!("bad option: {argument}"))),
            }
        }
        let scenario = match scenario.as_str() {
            "hello" => Scenario::Hello,
            "wait" => Scenario::Wait(Duration::from_millis(wait_ms.into())),
            "compute" => Scenario::Compute(rounds),
            "echo" => Scenario::Echo,
            other => {
                return Err(Mistake(format!("there is no scenario {other:?}: hello, wait, compute, echo")));
            }
        };
        let model =
            model.ok_or(Mistake("--model is missing; evloop serve --list tells which there are".into()))?;
        Ok(Order::Serve(Setting { model, scenario, address: SocketAddr::new(host, port), workers }))
    }

    /// How many processes or threads to begin with; `otherwise` when nobody has said.
    pub fn workers_or(&self, otherwise: usize) -> usize {
        self.workers.unwrap_or(otherwise)
    }

    /// The same for a script: `SCENARIO AMOUNT HOST PORT`, where the amount is that of milliseconds, of rounds, or 0.
    pub fn to_arguments(&self) -> Vec<String> {
        let (scenario, amount) = match self.scenario {
            Scenario::Hello => ("hello", 0),
            Scenario::Wait(time) => ("wait", time.as_millis()),
            Scenario::Compute(rounds) => ("compute", rounds.into()),
            Scenario::Echo => ("echo", 0),
        };
        let (host, port) = (self.address.ip().to_string(), self.address.port().to_string());
        vec![scenario.to_owned(), amount.to_string(), host, port]
    }
}

fn named(name: &str) -> Result<&'static Model, Mistake> {
    let names = || crate::MODELS.iter().map(|model| model.name).collect::<Vec<_>>().join(", ");
    crate::model(name).ok_or_else(|| Mistake(format!("there is no model {name:?}: {}", names())))
}

fn number<T: FromStr>(option: &str, value: &str) -> Result<T, Mistake> {
    value.parse().map_err(|_| Mistake(format!("{option}: {value:?} is not possible")))
}

fn worker_count(value: &str) -> Result<usize, Mistake> {
    match number("--workers", value)? {
        count @ 1..=MOST_WORKERS => Ok(count),
        other => Err(Mistake(format!("--workers: {other} is not possible: 1 to {MOST_WORKERS}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(line: &str) -> String {
        Setting::parse(line.split(' ').map(str::to_owned)).unwrap_err().0
    }

    #[test]
    fn mistakes_are_told() {
        assert_eq!(mistake("--model"), "--model requires an argument");
        assert_eq!(mistake("--modal x"), "bad option: --modal");
        assert_eq!(mistake("--port 70000"), "--port: \"70000\" is not possible");
        assert_eq!(mistake("--host nowhere"), "--host: \"nowhere\" is not possible");
        assert_eq!(mistake("--workers 0"), "--workers: 0 is not possible: 1 to 10000");
        assert!(mistake("--wait 5").starts_with("--model is missing"));
        assert!(mistake("--model reactor --scenario nap").starts_with("there is no scenario \"nap\""));
    }
}
