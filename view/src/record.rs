//! A record: the facts of a run, read at its end, for those who tell of it as a whole.

use crate::chrome;
use crate::lines;
use crate::model::Host;
use evloop::recorder::{Fact, Reader};
use std::io::{self, Write};
use std::time::Duration;

/// The facts of a run, as many as its recorder has kept.
///
/// ```
/// use evloop::Loop;
/// use evloop::recorder::Recorder;
/// use evloop_view::{Host, Record};
///
/// let mut lp = Loop::new()?;
/// let recorder = Recorder::new(1000);
/// lp.observe(recorder.clone());
/// lp.immediate(|_| ());
/// lp.run()?;
///
/// let record = Record::read(recorder.reader(), Host { program: "doc".into(), ..Host::default() });
/// assert_eq!(record.lost(), 0);
/// let (mut trace, mut lines) = (Vec::new(), Vec::new());
/// record.write_chrome(&mut trace).unwrap();
/// record.write_lines(&mut lines).unwrap();
/// assert!(trace.starts_with(b"{\"traceEvents\":["));
/// assert_eq!(String::from_utf8(lines).unwrap().lines().count(), record.facts().len());
/// # Ok::<(), evloop::Error>(())
/// ```
pub struct Record {
    host: Host,
    reader: Reader,
    facts: Vec<Fact>,
    lost: u64,
    until: Duration,
}

impl Record {
    /// Reads what there is.
    pub fn read(mut reader: Reader, host: Host) -> Record {
        let mut facts = Vec::new();
        let lost = reader.read(&mut facts);
        let until = facts.last().map_or(Duration::ZERO, |last| last.at);
        Record { host, reader, facts, lost, until }
    }

    /// The same, when it is known that the run went on until then, on the loop's clock: what was open after the last fact lasted
    /// so long.
    pub fn until(self, at: Duration) -> Record {
        Record { until: self.until.max(at), ..self }
    }

    /// When it was read, as far as that is known: the time of the last fact, or of [`Record::until`].
    pub fn end(&self) -> Duration {
        self.until
    }

    /// The facts that are there, in order.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// How many came before those, and were written over.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// Whose facts they are.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// Where they come from: it knows the texts.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Writes a trace in Chrome's format, which Perfetto opens (`docs/trace.md`).
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_chrome(&self, out: &mut dyn Write) -> io::Result<()> {
        chrome::write(self, out)
    }

    /// Writes each fact as a line of JSON (`docs/trace.md`).
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        lines::write(self, out)
    }
}
