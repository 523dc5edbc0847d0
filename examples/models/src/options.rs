//! What the command line asks for.

use crate::{MODELS, Model, Work, find};
use std::time::Duration;

/// A command line that was understood.
#[derive(Default)]
pub struct Options {
    /// Which models to measure.
    pub models: Vec<&'static Model>,
    /// Whether they are all that there are, because nobody was named.
    pub all: bool,
    /// Which one to be, as the server's process.
    pub server: Option<&'static Model>,
    /// What they are to do.
    pub work: Work,
    /// Whether to print JSON.
    pub json: bool,
    /// Whether to print how it is used, and nothing else.
    pub help: bool,
}

/// The most clients: beyond that a loopback address has no ports left for them.
const MOST_CLIENTS: u64 = 28_000;

impl Options {
    /// Reads the arguments.
    ///
    /// # Errors
    /// In words, when one of them makes no sense.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Options, String> {
        let mut options = Options::default();
        let mut rest = arguments.into_iter();
        while let Some(argument) = rest.next() {
            let (name, mut value) = match argument.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
                _ => (argument.as_str(), None),
            };
            let flag = value.is_none();
            let mut value = || value.take().or_else(|| rest.next()).ok_or(format!("{name} requires a value"));
            match name {
                "--json" if flag => options.json = true,
                "--help" | "-h" if flag => options.help = true,
                "--clients" => options.work.clients = number(name, &value()?, 1, MOST_CLIENTS)? as usize,
                "--rounds" => options.work.rounds = number(name, &value()?, 0, u64::MAX)?,
                "--bytes" => options.work.bytes = number(name, &value()?, 1, u64::MAX)?,
                "--pause" => options.work.pause = Duration::from_millis(number(name, &value()?, 0, 10_000)?),
                "--queue" => options.work.queue = Some(number(name, &value()?, 0, u64::MAX)?),
                "--server" => options.server = Some(model(&value()?)?),
                "all" => {
                    options.all = true;
                    options.models.extend(MODELS);
                }
                name if name.starts_with('-') => return Err(format!("bad option: {argument}")),
                name => options.models.push(model(name)?),
            }
        }
        Ok(options)
    }
}

fn number(name: &str, text: &str, least: u64, most: u64) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| match most {
        u64::MAX => format!("{name} takes a number of at least {least}, not {text:?}"),
        _ => format!("{name} takes a number from {least} to {most}, not {text:?}"),
    })
}

fn model(name: &str) -> Result<&'static Model, String> {
    find(name).ok_or_else(|| {
        let names: Vec<_> = MODELS.iter().map(|model| model.name).collect();
        format!("there is no model {name:?}; there are {} (and all)", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn models_and_their_work() {
        let options =
            parse("epoll --clients 3 --rounds=4 --bytes 5 --pause 6 --json select --queue 7").unwrap();
        let names: Vec<_> = options.models.iter().map(|model| model.name).collect();
        assert_eq!(names, ["epoll", "select"]);
        let pause = Duration::from_millis(6);
        assert_eq!(options.work, Work { clients: 3, rounds: 4, bytes: 5, pause, queue: Some(7) });
        assert!(options.json && !options.help && options.server.is_none());
        let all = parse("all").unwrap();
        assert!(all.all && all.models.len() == MODELS.len());
        assert_eq!(parse("--server poll").unwrap().server.unwrap().name, "poll");
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        let complaint = |line| parse(line).err().unwrap();
        assert_eq!(complaint("--clients"), "--clients requires a value");
        assert_eq!(complaint("--clients 0"), "--clients takes a number from 1 to 28000, not \"0\"");
        assert_eq!(complaint("--bytes x"), "--bytes takes a number of at least 1, not \"x\"");
        assert_eq!(complaint("--rounds -1"), "--rounds takes a number of at least 0, not \"-1\"");
        assert_eq!(complaint("--fast"), "bad option: --fast");
        assert_eq!(complaint("--json=yes"), "bad option: --json=yes");
        assert!(complaint("epol").starts_with("there is no model \"epol\"; there are blocking, "));
    }
}
