//! A program that somebody watches: on a page, for a trace, for an explanation. All of them read one recorder.

use crate::options::Mistake;
#[cfg(feature = "view")]
use crate::told::Told;
use crate::view::{self, Shown};
use evloop::Loop;
use evloop::recorder::{Blocked, Recorder};
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;
use std::vec::IntoIter;

/// Who wants to watch. This is no part of `process.execArgv`: children are not watched unless asked for.
#[derive(Default)]
pub struct Wishes {
    view: Option<view::Wish>,
    /// Where a trace is to be written.
    pub trace: Option<PathBuf>,
    /// Whether the program is to be explained, after so long at most.
    pub explain: Option<Duration>,
    /// A callback that blocks the loop for so long is to be named.
    slow: Option<Duration>,
    /// How many facts are kept.
    facts: Option<usize>,
}

impl Wishes {
    /// What the first word of the command line wishes: `view`, `trace`, `explain`.
    pub fn of(word: &str) -> Wishes {
        let mut wishes = Wishes::default();
        match word {
            "view" => wishes.view = Some(view::Wish::view()),
            "trace" => wishes.trace = Some("trace.json".into()),
            "explain" => wishes.explain = Some(Duration::from_secs(5)),
            _ => {}
        }
        wishes
    }

    /// Takes an option, and its value from what follows; whether it is one of ours. `word` is the first of the command line.
    pub fn take(&mut self, word: &str, argument: &str, rest: &mut IntoIter<String>) -> Result<bool, Mistake> {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (argument, None),
        };
        let mut text = || {
            let value = value.clone().or_else(|| rest.next());
            value.ok_or_else(|| Mistake::ValueMissing(argument.to_owned()))
        };
        let unknown = || Mistake::Unknown(argument.to_owned());
        match name {
            "--view" => self.view = Some(view::Wish::beside(value.as_deref()).ok_or_else(unknown)?),
            "--trace" => self.trace = Some(text()?.into()),
            "-o" if word == "trace" => self.trace = Some(text()?.into()),
            "--slow" => self.slow = Some(milliseconds(&text()?).ok_or_else(unknown)?),
            "--trace-facts" => self.facts = Some(text()?.parse().map_err(|_| unknown())?),
            "--after" if word == "explain" => self.explain = Some(seconds(&text()?).ok_or_else(unknown)?),
            name => {
                let name = name.trim_start_matches('-');
                return Ok(self
                    .view
                    .as_mut()
                    .is_some_and(|wish| wish.option(name, value.as_deref()).is_some()));
            }
        }
        Ok(true)
    }

    /// Prepares for watching a program of this name, if anybody wants to.
    pub fn watch(self, program: &str) -> Option<Watched> {
        let told = self.trace.is_some() || self.explain.is_some();
        if !told && self.view.is_none() && self.slow.is_none() {
            return None;
        }
        // A page reads as it goes: it needs what a busy program does in a tenth of a second. What is told at the end is all
        // that is kept; memory is touched only as it is filled.
        let enough = match (told, &self.view) {
            (true, _) => 1 << 20,
            (false, Some(_)) => 1 << 18,
            // A watchdog hears each fact itself.
            (false, None) => 1,
        };
        let recorder = Recorder::new(self.facts.unwrap_or(enough));
        if let Some(limit) = self.slow
            && let Err(error) = recorder.watchdog(limit, bark)
        {
            eprintln!("evloop: slow callbacks of {program} are not named: {error}");
        }
        let shown = self.view.map(|wish| Shown::new(wish, program, recorder.clone()));
        #[cfg(feature = "view")]
        let told = told.then(|| Told::new(self.trace, self.explain, program));
        #[cfg(not(feature = "view"))]
        if told {
            eprintln!("evloop: {program} is not recorded: built without the feature `view`");
        }
        Some(Watched {
            recorder,
            shown,
            #[cfg(feature = "view")]
            told,
        })
    }
}

/// Names a slow callback. A standard error that nobody reads is no reason to stop.
fn bark(blocked: &Blocked) {
    let _ = writeln!(std::io::stderr(), "evloop: {blocked}");
}

/// Whole milliseconds, at least one.
fn milliseconds(text: &str) -> Option<Duration> {
    text.parse().ok().filter(|millis| *millis > 0).map(Duration::from_millis)
}

fn seconds(text: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(text.parse().ok()?).ok()
}

/// A program that is watched.
pub struct Watched {
    pub recorder: Recorder,
    shown: Option<Shown>,
    #[cfg(feature = "view")]
    told: Option<Told>,
}

impl Watched {
    /// Begins, before the program does.
    pub fn open(&self, lp: &mut Loop) -> Result<(), Box<dyn std::error::Error>> {
        lp.observe(self.recorder.clone());
        #[cfg(feature = "view")]
        if let Some(told) = &self.told {
            told.open(lp, &self.recorder)?;
        }
        if let Some(shown) = &self.shown {
            shown.open(lp)?;
        }
        Ok(())
    }

    /// The program has ended with this code.
    pub fn end(&self, code: i32) {
        #[cfg(feature = "view")]
        if let Some(told) = &self.told {
            told.end(code);
        }
        if let Some(shown) = &self.shown {
            shown.end();
        }
        let _ = code;
    }
}
