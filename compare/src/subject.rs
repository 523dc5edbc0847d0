//! Who takes part: the models of `evloop serve`, and any other server.

use crate::scenario::Scenario;
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

/// A server that takes part in a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// What it is called in the report.
    pub name: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// The words of its command if it is not one of ours.
    command: Option<Vec<String>>,
}

/// What a server is told besides its scenario.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// How long it waits, where it waits.
    pub wait: Duration,
    /// How many rounds it computes, where it computes; its own number of them if none is given.
    pub compute: Option<u32>,
}

impl Subject {
    /// A model of `evloop serve`.
    ///
    /// # Errors
    /// A sentence when there is none of that name.
    pub fn model(name: &str) -> Result<Subject, String> {
        let names = || evloop_servers::MODELS.iter().map(|model| model.name).collect::<Vec<_>>().join(", ");
        let model =
            evloop_servers::model(name).ok_or_else(|| format!("there is no model {name:?}: {}", names()))?;
        Ok(Subject { name: model.name.to_owned(), summary: model.summary.to_owned(), command: None })
    }

    /// All of them.
    pub fn models() -> Vec<Subject> {
        let subject = |model: &evloop_servers::Model| Subject {
            name: model.name.to_owned(),
            summary: model.summary.to_owned(),
            command: None,
        };
        evloop_servers::MODELS.iter().map(subject).collect()
    }

    /// Any other server: `COMMAND`, or `NAME=COMMAND`, in which `{port}` stands for the port, and `{scenario}` for what it shall
    /// do. Words are as a shell splits them.
    ///
    /// # Errors
    /// A sentence when it has no `{port}`, or its quotation marks do not match.
    pub fn command(text: &str) -> Result<Subject, String> {
        let is_name = |name: &str| {
            let is_plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
            !name.is_empty() && name.chars().all(is_plain)
        };
        let (name, command) = match text.split_once('=') {
            Some((name, command)) if is_name(name) => (Some(name), command),
            _ => (None, text),
        };
        let words =
            shlex::split(command).ok_or_else(|| format!("{command:?}: quotation marks do not match"))?;
        if !words.iter().any(|word| word.contains("{port}")) {
            return Err(format!("{command:?} does not say where the {{port}} goes"));
        }
        let name = name.map_or_else(|| without_placeholders(&words), str::to_owned);
        Ok(Subject { name, summary: command.to_owned(), command: Some(words) })
    }

    /// Whether it is a command of somebody else's, which gets a port and does not tell when it is ready.
    pub(crate) fn is_foreign(&self) -> bool {
        self.command.is_some()
    }

    /// The words with which it is started. Our own chooses a port itself, and says which.
    pub(crate) fn words(&self, evloop: &Path, scenario: Scenario, work: Work, port: u16) -> Vec<OsString> {
        if let Some(command) = &self.command {
            let port = port.to_string();
            let fill =
                |word: &String| word.replace("{port}", &port).replace("{scenario}", scenario.name()).into();
            return command.iter().map(fill).collect();
        }
        let mut words: Vec<OsString> = vec![evloop.into()];
        words.extend(["serve", "--model", &self.name, "--scenario", scenario.name()].map(OsString::from));
        words.extend(["--wait".to_owned(), work.wait.as_millis().to_string()].map(OsString::from));
        if let Some(rounds) = work.compute {
            words.extend(["--compute".to_owned(), rounds.to_string()].map(OsString::from));
        }
        words
    }
}

/// A name for a command: its words without folders and placeholders.
fn without_placeholders(words: &[String]) -> String {
    let plain = words.iter().filter(|word| !word.contains('{'));
    let last = |word: &String| word.rsplit('/').next().unwrap_or_default().to_owned();
    plain.map(last).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_have_a_name_and_a_port() {
        let subject = Subject::command("/usr/bin/node 'my file.js' {port}").unwrap();
        assert_eq!(subject.name, "node my file.js");
        let work = Work { wait: Duration::ZERO, compute: None };
        assert_eq!(
            subject.words(Path::new("x"), Scenario::Echo, work, 80),
            ["/usr/bin/node", "my file.js", "80"]
        );
        let named = Subject::command("tokio=./server --mode={scenario} --port={port}").unwrap();
        assert_eq!(named.name, "tokio");
        let words = named.words(Path::new("x"), Scenario::Echo, work, 80);
        assert_eq!(words, ["./server", "--mode=echo", "--port=80"]);
    }

    #[test]
    fn what_is_no_command_says_why() {
        assert_eq!(
            Subject::command("node file.js").unwrap_err(),
            "\"node file.js\" does not say where the {port} goes"
        );
        assert!(Subject::command("node 'file.js {port}").unwrap_err().contains("do not match"));
        assert!(
            Subject::model("psychic").unwrap_err().starts_with("there is no model \"psychic\": iterative, ")
        );
    }
}
