//! What was measured, as a table for people and as JSON for programs.

use crate::run::Outcome;
use crate::{Model, Result, Work};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

/// What came of one model.
pub struct Row<'a> {
    /// Which.
    pub model: &'a Model,
    /// Its figures, or why there are none.
    pub result: Result<Outcome>,
}

const HEAD: [&str; 11] = [
    "model",
    "section",
    "time ms",
    "CPU ms",
    "user ms",
    "system ms",
    "calls",
    "a message",
    "in vain",
    "sleeps",
    "bytes",
];

type Line = [String; HEAD.len()];

/// A table, with words below it about what went wrong; for one model alone also its calls by name.
pub fn table(work: &Work, rows: &[Row<'_>]) -> String {
    let Work { clients, rounds, bytes, pause, .. } = work;
    let mut text = format!(
        "{clients} clients at once, each {rounds} messages of {bytes} bytes, with a pause of {} ms between them\n\n",
        pause.as_millis()
    );
    let mut lines: Vec<Line> = vec![HEAD.map(str::to_owned)];
    let mut words = String::new();
    for Row { model, result } in rows {
        match result {
            Ok(outcome) => {
                lines.push(cells(model, outcome, work));
                remarks(&mut words, model, outcome, work);
            }
            Err(error) => words += &format!("{}: {error}\n", model.name),
        }
    }
    if lines.len() > 1 {
        text += &align(&lines);
        text.push('\n');
    }
    if let [Row { result: Ok(outcome), .. }] = rows {
        let calls = outcome.figures.calls.iter().map(|(name, count)| format!("{name} {count}"));
        text += &format!("calls: {}\n", calls.collect::<Vec<_>>().join(", "));
    }
    text + &words
}

fn cells(model: &Model, outcome: &Outcome, work: &Work) -> Line {
    let figures = &outcome.figures;
    [
        model.name.to_owned(),
        model.section.to_owned(),
        milliseconds(outcome.report.time),
        milliseconds(figures.user + figures.system),
        milliseconds(figures.user),
        milliseconds(figures.system),
        figures.all_calls().to_string(),
        format!("{:.2}", figures.all_calls() as f64 / work.messages().max(1) as f64),
        figures.in_vain.to_string(),
        figures.sleeps.to_string(),
        outcome.report.verified.to_string(),
    ]
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}

/// The first two columns begin at the left, numbers end at the right.
fn align(lines: &[Line]) -> String {
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..HEAD.len()).map(width).collect();
    let mut text = String::new();
    for line in lines {
        let cells = line.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
            0 | 1 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    text
}

/// What is worth a word: clients that were lost, and why.
fn remarks(words: &mut String, model: &Model, outcome: &Outcome, work: &Work) {
    let tally = &outcome.figures.tally;
    let name = model.name;
    for (reason, count) in &tally.reasons {
        *words += &format!("{name}: {count} {} not served: {reason}\n", clients(*count));
    }
    for (reason, count) in &outcome.report.lost {
        *words += &format!("{name}: {count} {} lost the connection: {reason}\n", clients(*count));
    }
    if outcome.report.corrupt > 0 {
        *words += &format!("{name}: {} bytes came back wrong\n", outcome.report.corrupt);
    }
    if !outcome.is_whole(work) {
        *words += &format!(
            "{name}: {} of {} {} had all back\n",
            outcome.report.done,
            work.clients,
            clients(work.clients)
        );
    }
}

fn clients(count: usize) -> &'static str {
    if count == 1 { "client" } else { "clients" }
}

/// One object: the work, and an array of what came of each model. Times are in microseconds.
pub fn json(work: &Work, rows: &[Row<'_>]) -> String {
    let objects: Vec<String> = rows.iter().map(object).collect();
    let queue = work.queue.map_or("null".to_owned(), |queue| queue.to_string());
    format!(
        "{{\"clients\":{},\"rounds\":{},\"bytes\":{},\"pause_us\":{},\"queue\":{queue},\"models\":[\n{}\n]}}\n",
        work.clients,
        work.rounds,
        work.bytes,
        work.pause.as_micros(),
        objects.join(",\n")
    )
}

fn object(row: &Row<'_>) -> String {
    let mut text = format!("{{\"name\":{},\"section\":{}", quoted(row.model.name), quoted(row.model.section));
    match &row.result {
        Ok(outcome) => {
            let (figures, report) = (&outcome.figures, &outcome.report);
            let tally = &figures.tally;
            let numbers: [(&str, u64); 13] = [
                ("time_us", report.time.as_micros() as u64),
                ("user_us", figures.user.as_micros() as u64),
                ("system_us", figures.system.as_micros() as u64),
                ("calls_in_all", figures.all_calls()),
                ("in_vain", figures.in_vain),
                ("sleeps", figures.sleeps),
                ("preemptions", figures.preemptions),
                ("received", figures.received),
                ("sent", figures.sent),
                ("verified", report.verified),
                ("corrupt", report.corrupt),
                ("done", report.done as u64),
                ("turned_away", tally.turned_away as u64),
            ];
            for (name, number) in numbers {
                // Writing to a string does not fail.
                let _ = write!(text, ",\"{name}\":{number}");
            }
            let calls = figures.calls.iter().map(|(name, count)| format!("{}:{count}", quoted(name)));
            let _ = write!(text, ",\"calls\":{{{}}}", calls.collect::<Vec<_>>().join(","));
            let _ = write!(text, ",\"reasons\":{},\"lost\":{}", counts(&tally.reasons), counts(&report.lost));
        }
        Err(crate::Error::Absent(why)) => drop(write!(text, ",\"absent\":{}", quoted(why))),
        Err(error) => drop(write!(text, ",\"failed\":{}", quoted(&error.to_string()))),
    }
    text + "}"
}

fn counts(map: &BTreeMap<String, usize>) -> String {
    let pairs = map.iter().map(|(text, count)| format!("{}:{count}", quoted(text)));
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
}

/// Text as JSON has it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter < ' ' => drop(write!(quoted, "\\u{:04x}", letter as u32)),
            letter => quoted.push(letter),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_quoted() {
        assert_eq!(quoted("a \"b\" \\ \n"), "\"a \\\"b\\\" \\\\ \\u000a\"");
    }

    #[test]
    fn numbers_end_at_the_right() {
        let line = |name: &str, number: &str| {
            let mut line: Line = Default::default();
            (line[0], line[10]) = (name.to_owned(), number.to_owned());
            line
        };
        let text = align(&[line("a", "10"), line("long", "5")]);
        let lines: Vec<_> = text.lines().collect();
        assert!(lines[0].starts_with("a ") && lines[0].ends_with(" 10"), "{text}");
        assert_eq!(lines[0].len(), lines[1].len(), "{text}");
    }
}
