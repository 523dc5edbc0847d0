//! Why a callback runs now.

use super::Model;
use super::callbacks::Frame;
use super::lives::Who;
use super::words::{Sort, Traffic, Words, milliseconds, place_only};
use evloop::recorder::{Label, Subject};
use evloop::system::errno_name;
use evloop::{Kind, Phase};
use std::time::Duration;

/// What brought it about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Unknown,
    /// Its time has come, so long ago.
    Deadline(Duration),
    /// Its descriptor is ready.
    Ready(u8),
    /// A method met something.
    Pending,
    /// Somebody closed it.
    Closed(Who),
    /// Somebody asked for it, there.
    Asked(Sort, Who, Label),
    /// A job is done: on this thread, in so much time.
    Worked(u16, Duration),
    /// Another thread has posted it.
    Posted,
    /// It runs on every turn.
    Hook,
    /// It is called by a callback: a signal by the watch that heard of it.
    Inside(Subject),
}

impl Model {
    /// Why `subject` runs now, with what the facts say before it is entered.
    pub(super) fn cause(&self, subject: Subject, sort: Sort, at: Duration) -> Cause {
        let life = self.lives.get(subject);
        let asked = |sort| life.map_or(Cause::Unknown, |life| Cause::Asked(sort, life.by, life.site));
        let deadline = || life.and_then(|life| life.due).map(|due| at.saturating_sub(due));
        match sort {
            Sort::Tick | Sort::Microtask | Sort::Immediate => asked(sort),
            Sort::Timeout => deadline().map_or(Cause::Unknown, Cause::Deadline),
            Sort::Program | Sort::Other => Cause::Unknown,
            Sort::Source(Kind::Timer) => self.late.or_else(deadline).map_or(Cause::Unknown, Cause::Deadline),
            Sort::Source(Kind::Immediate) => asked(sort),
            Sort::Source(Kind::Hook) => Cause::Hook,
            Sort::Source(Kind::Remote) => Cause::Posted,
            Sort::Source(Kind::Work) => life
                .and_then(|life| life.worked)
                .map_or(Cause::Unknown, |(thread, took)| Cause::Worked(thread, took)),
            Sort::Source(_) => match self.phase {
                Some(Phase::Pending) => Cause::Pending,
                Some(Phase::Closing) => Cause::Closed(life.map_or(Who::NOBODY, |life| life.closer)),
                _ if !self.stack.is_empty() => Cause::Inside(self.who().subject),
                _ => life
                    .filter(|life| life.ready != 0)
                    .map_or(Cause::Unknown, |life| Cause::Ready(life.ready)),
            },
        }
    }

    /// The same of a callback that runs, in a sentence. What was read is known only after it was entered.
    pub(super) fn sentence(&self, frame: &Frame, fd: Option<i32>) -> Option<String> {
        let words = &self.words;
        let heard = self.lives.get(frame.subject).and_then(|life| life.heard);
        match (frame.cause, heard) {
            (Cause::Ready(bits), Some((call, result))) => {
                words.heard(call, result).or_else(|| Some(ready(bits, fd)))
            }
            (Cause::Ready(bits), None) => Some(ready(bits, fd)),
            (cause, _) => words.cause(cause),
        }
    }
}

fn ready(bits: u8, fd: Option<i32>) -> String {
    let it = fd.map_or("its descriptor".to_owned(), |fd| format!("fd {fd}"));
    let what = match bits {
        bits if bits & 4 != 0 => "has an error to tell",
        bits if bits & 8 != 0 && bits & 3 == 0 => "has lost its other end",
        bits if bits & 3 == 3 => "is ready to be read and to be written",
        bits if bits & 2 != 0 => "is ready to be written",
        _ => "is ready to be read",
    };
    format!("{it} {what}")
}

impl Words {
    /// What a system call brought.
    fn heard(&self, call: Label, result: i32) -> Option<String> {
        let name = self.text(call);
        let traffic = self.look_up_traffic(call);
        let brings = traffic == Traffic::In;
        match result {
            result if result < 0 && errno_name(-result) == "EAGAIN" => None,
            result if result < 0 => Some(format!("{name} failed: {}", errno_name(-result))),
            0 if brings => Some("the other end has sent its end".to_owned()),
            1 if brings => Some("1 byte came".to_owned()),
            _ if brings => Some(format!("{result} bytes came")),
            _ if traffic == Traffic::Clients => Some("a connection came".to_owned()),
            _ => None,
        }
    }

    /// Why somebody runs, in a sentence.
    pub(super) fn cause(&self, cause: Cause) -> Option<String> {
        Some(match cause {
            Cause::Unknown => return None,
            Cause::Deadline(ago) => format!("its deadline came {} ago", milliseconds(ago)),
            Cause::Ready(bits) => ready(bits, None),
            Cause::Pending => "a method met something that is told now".to_owned(),
            Cause::Closed(who) => format!("it was closed{}", self.place(Label::NONE, who)),
            Cause::Asked(sort, who, site) => {
                let by = match sort {
                    Sort::Tick => "queued by process.nextTick",
                    Sort::Microtask => "a promise was settled, or a microtask queued,",
                    Sort::Immediate => "asked for by setImmediate",
                    _ => "asked for",
                };
                format!("{by}{}", self.place(site, who))
            }
            Cause::Worked(thread, took) => {
                format!("its job was done on pool thread {thread} in {}", milliseconds(took))
            }
            Cause::Posted => "another thread has posted it".to_owned(),
            Cause::Hook => "it runs on every turn".to_owned(),
            Cause::Inside(outer) => format!("{} has brought it", self.id(outer)?),
        })
    }

    /// ` at echo.js:15:5 in onData`, as far as that is known.
    fn place(&self, site: Label, who: Who) -> String {
        let site = self
            .known(site)
            .map_or(String::new(), |site| format!(" at {}", place_only(&site).1.unwrap_or(&site)));
        let who = match self.known(who.label) {
            Some(label) if site.is_empty() => format!(" in {label}"),
            Some(label) => format!(" in {}", place_only(&label).0),
            None => self.id(who.subject).map_or(String::new(), |id| format!(" in {id}")),
        };
        format!("{site}{who}")
    }
}
