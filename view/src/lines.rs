//! JSON lines: each fact is one, with its texts in place of their numbers. `docs/trace.md` says what the fields mean.

use crate::model::{Words, nanoseconds, phase_name};
use crate::record::Record;
use evloop::recorder::{Fact, Label, Subject, What};
use evloop::system::errno_name;
use serde_json::{Map, Value};
use std::io::{self, Write};

pub(crate) fn write(record: &Record, out: &mut dyn Write) -> io::Result<()> {
    let words = Words::new(record.reader());
    for fact in record.facts() {
        writeln!(out, "{}", Value::Object(line(&words, fact)))?;
    }
    Ok(())
}

/// A line that is being written; fields that are not known are left out.
struct Line<'a> {
    words: &'a Words,
    fields: Map<String, Value>,
}

impl Line<'_> {
    fn put(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    fn text(self, name: &str, label: Label) -> Self {
        match self.words.known(label) {
            Some(text) => self.put(name, &*text),
            None => self,
        }
    }

    fn id(self, subject: Subject) -> Self {
        match self.words.id(subject) {
            Some(id) => self.put("id", id),
            None => self,
        }
    }
}

fn line(words: &Words, fact: &Fact) -> Map<String, Value> {
    let begin =
        |name: &str| Line { words, fields: Map::new() }.put("at", nanoseconds(fact.at)).put("fact", name);
    let line = match fact.what {
        What::Turn(number) => begin("turn").put("number", number),
        What::Phase(phase) => begin("phase").put("phase", phase_name(phase)),
        What::Sleep(limit) => begin("sleep").put("limit", limit.map(nanoseconds)),
        What::Wake(events) => begin("wake").put("events", events),
        What::Ready(subject, bits) => {
            let names = ["read", "write", "error", "hangup"];
            let ready: Vec<&str> =
                (0..).zip(names).filter(|(bit, _)| bits >> bit & 1 == 1).map(|(_, name)| name).collect();
            begin("ready").id(subject).put("for", ready)
        }
        What::Enter(subject) => begin("enter").id(subject),
        What::Leave(subject) => begin("leave").id(subject),
        What::Function(label) => begin("function").text("label", label),
        What::Cpu(subject, used) => begin("cpu").id(subject).put("used", nanoseconds(used)),
        What::Late(by) => begin("late").put("by", nanoseconds(by)),
        What::Born(subject, site) => begin("born").id(subject).text("site", site),
        What::Died(subject) => begin("died").id(subject),
        What::Named(subject, label) => begin("named").id(subject).text("label", label),
        What::Armed(subject, due) => begin("armed").id(subject).put("due", nanoseconds(due)),
        What::Disarmed(subject) => begin("disarmed").id(subject),
        What::Pending(subject) => begin("pending").id(subject),
        What::Closing(subject) => begin("closing").id(subject),
        What::Called(name, subject, result, took) => {
            let line = begin("called").text("call", name).id(subject).put("result", result);
            let line = if result < 0 { line.put("errno", errno_name(result.saturating_neg())) } else { line };
            line.put("took", nanoseconds(took))
        }
        What::Begun(subject, thread, when) => {
            begin("begun").id(subject).put("thread", thread).put("when", nanoseconds(when))
        }
        What::Worked(subject, thread, took) => {
            begin("worked").id(subject).put("thread", thread).put("took", nanoseconds(took))
        }
        What::Output(stream, text) => begin("output").put("stream", stream).text("text", text),
        What::Exception(text) => begin("exception").text("text", text),
        What::Stopped(why, before) => begin("stopped").text("why", why).id(before),
        What::Resumed => begin("resumed"),
        _ => begin("other"),
    };
    line.fields
}
