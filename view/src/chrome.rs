//! A trace in the Trace Event Format of Chrome, as a JSON object, which ui.perfetto.dev and chrome://tracing open.
//!
//! Tracks (as the format has it, threads of the process): the loop's turns, with the waits of timers as asynchronous spans; one
//! for each phase, with the callbacks in it; ticks; promise jobs; threads of the pool. Arrows lead from where something was asked
//! for to where it is called. `chrome/tracer.rs` makes events of facts, `chrome/event.rs` makes JSON of events.

mod event;
mod tracer;

use crate::record::Record;
use serde_json::json;
use std::io::{self, Write};
use tracer::Tracer;

pub(crate) fn write(record: &Record, out: &mut dyn Write) -> io::Result<()> {
    let mut tracer = Tracer::new(record);
    record.facts().iter().for_each(|fact| tracer.apply(fact));
    let (events, words) = tracer.finish(record.end());
    let host = record.host();
    out.write_all(b"{\"traceEvents\":[\n")?;
    for (place, event) in event::head(host, &events).into_iter().enumerate() {
        out.write_all(if place == 0 { b"" } else { b",\n" })?;
        write!(out, "{event}")?;
    }
    for event in &events {
        write!(out, ",\n{}", event.to_json(host.pid, &words))?;
    }
    let about = json!({
        "program": host.program, "backend": host.backend, "facts": record.facts().len(), "lost": record.lost(),
        "written by": concat!("evloop ", env!("CARGO_PKG_VERSION")),
    });
    write!(out, "\n],\"displayTimeUnit\":\"ms\",\"otherData\":{about}}}\n")
}
