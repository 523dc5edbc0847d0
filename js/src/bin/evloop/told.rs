//! `evloop trace FILE`, `run --trace OUT`, `evloop explain FILE`: what is told of a program when it ends, or does not.

use evloop::recorder::Recorder;
use evloop::{Loop, system};
use evloop_view::{Ending, Explainer, Host, Record};
use std::cell::OnceCell;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A program of which something is told.
pub struct Told {
    trace: Option<PathBuf>,
    explain: Option<Duration>,
    program: String,
    ending: OnceCell<Ending>,
}

impl Told {
    /// Nothing is done yet.
    pub fn new(trace: Option<PathBuf>, explain: Option<Duration>, program: &str) -> Told {
        Told { trace, explain, program: program.to_owned(), ending: OnceCell::new() }
    }

    /// Opens what is to be written, and waits for the end.
    pub fn open(&self, lp: &Loop, recorder: &Recorder) -> io::Result<()> {
        let host =
            Host { program: self.program.clone(), pid: std::process::id(), backend: lp.backend().to_owned() };
        // What cannot be written is said before the program runs, not after.
        let trace = self.trace.as_deref().map(Files::create).transpose()?;
        let reader = recorder.reader();
        let mut trace = trace;
        let mut explainer = self.explain.map(|_| Explainer::new(recorder.reader(), host.clone()));
        let ending = Ending::new(self.explain, move |way| {
            let Some(way) = way else {
                explainer.iter_mut().for_each(Explainer::read);
                return;
            };
            // A clock of virtual time is never behind the system's.
            let now = system::monotonic();
            if let Some(files) = trace.take() {
                files.write(&Record::read(reader.clone(), host.clone()).until(now));
            }
            if let Some(explainer) = &mut explainer {
                // A standard error that nobody reads is no reason to fail.
                let _ = writeln!(io::stderr(), "\n{}", explainer.tell(way, now));
            }
        })?;
        self.ending.get_or_init(|| ending);
        Ok(())
    }

    /// The program has ended with this code.
    pub fn end(&self, code: i32) {
        if let Some(ending) = self.ending.get() {
            ending.end(code);
        }
    }
}

/// The files of a trace.
struct Files {
    chrome: (PathBuf, File),
    lines: (PathBuf, File),
}

impl Files {
    fn create(path: &Path) -> io::Result<Files> {
        let create = |path: PathBuf| {
            let file = File::create(&path);
            let file =
                file.map_err(|error| io::Error::other(format!("cannot write {}: {error}", path.display())));
            file.map(|file| (path, file))
        };
        let lines = match path.extension() {
            Some(extension) if extension == "jsonl" => path.with_extension("jsonl.lines"),
            _ => path.with_extension("jsonl"),
        };
        Ok(Files { chrome: create(path.to_owned())?, lines: create(lines)? })
    }

    fn write(self, record: &Record) {
        let (path, file) = self.chrome;
        let mut out = BufWriter::new(file);
        let mut written =
            record.write_chrome(&mut out).and_then(|()| out.flush()).map_err(|error| (path.clone(), error));
        if written.is_ok() {
            let (lines, file) = self.lines;
            let mut out = BufWriter::new(file);
            written = record.write_lines(&mut out).and_then(|()| out.flush()).map_err(|error| (lines, error));
        }
        let text = match written {
            Ok(()) => {
                let (facts, lost) = (record.facts().len(), record.lost());
                let lost = match lost {
                    0 => "none lost".to_owned(),
                    lost => format!("{lost} earlier ones lost, --trace-facts N keeps more"),
                };
                format!("{} and .jsonl have {facts} facts, {lost}", path.display())
            }
            Err((path, error)) => format!("cannot write {}: {error}", path.display()),
        };
        // A standard error that nobody reads is no reason to fail.
        let _ = writeln!(io::stderr(), "evloop: {text}");
    }
}
