//! The results as text, CSV and JSON.

use crate::metric::{METRICS, metric};
use crate::results::Results;
use crate::sample::Sample;
use crate::scenario::Scenario;
use serde_json::json;
use std::fmt::Write;

/// The columns of the table on the terminal.
const SHOWN: [&str; 7] = ["throughput", "p50", "p99", "cpu", "memory", "switches", "calls"];
const HEADS: [&str; 7] = ["a second", "p50 ms", "p99 ms", "CPU µs", "MiB", "switches", "calls"];

/// Tables of medians, for a terminal.
pub fn text(results: &Results) -> String {
    let mut text = String::new();
    for case in &results.plan.cases {
        text += &table(results, case.scenario, case.concurrency);
    }
    for (who, count, failure) in results.failures() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "went wrong in {count} of the runs and left out: {who}: {failure}");
    }
    text
}

fn table(results: &Results, scenario: Scenario, concurrency: usize) -> String {
    let widest =
        results.servers().iter().map(|server| server.name.chars().count()).max().unwrap_or(0).max(12);
    let mut text = format!("{scenario}, {concurrency} at once\n{:widest$}", "");
    HEADS.iter().for_each(|head| text += &format!(" {head:>9}"));
    text.push('\n');
    for server in results.servers() {
        text += &format!("{:widest$}", server.name);
        for key in SHOWN {
            let found =
                metric(key).and_then(|metric| metric.of(results, &server.name, scenario, concurrency));
            text += &format!(" {:>9}", found.map_or("–".to_owned(), |spread| number(spread.median)));
        }
        if results.runs(&server.name, scenario, concurrency).any(Sample::is_limited_by_generator) {
            text += "  generator at its limit";
        }
        text.push('\n');
    }
    text.push('\n');
    text
}

/// With three digits, or all that are before the point; thousands apart.
pub fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 1000.0 => thousands(value.round() as i64),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        0.0 => "0".to_owned(),
        _ => format!("{value:.3}"),
    }
}

fn thousands(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = if value < 0 { "-".to_owned() } else { String::new() };
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Each run as a row.
pub fn csv(results: &Results) -> String {
    let head = [
        "server",
        "scenario",
        "concurrency",
        "round",
        "seconds",
        "replies",
        "per_second",
        "mean_us",
        "p50_us",
        "p90_us",
        "p99_us",
        "p999_us",
        "max_us",
        "cpu_us_per_reply",
        "memory_bytes",
        "switches_per_reply",
        "generator_share",
        "others_cpus",
        "cut_off",
        "unserved",
        "failure",
    ];
    let mut text = head.join(",") + "\n";
    for sample in &results.samples {
        text += &row(sample);
        text.push('\n');
    }
    text
}

fn row(sample: &Sample) -> String {
    let outcome = sample.outcome.clone().unwrap_or_default();
    let (latency, usage) = (outcome.latency, sample.usage);
    let optional = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    let mut cells = vec![quoted(&sample.server), sample.scenario.to_owned()];
    cells.extend([sample.concurrency.to_string(), sample.round.to_string()]);
    if sample.outcome.is_some() {
        cells.extend([
            outcome.seconds.to_string(),
            outcome.replies.to_string(),
            outcome.per_second().to_string(),
        ]);
        let latencies = [
            latency.mean_us,
            latency.p50_us,
            latency.p90_us,
            latency.p99_us,
            latency.p999_us,
            latency.max_us,
        ];
        cells.extend(latencies.map(|value| value.to_string()));
    } else {
        cells.extend(vec![String::new(); 9]);
    }
    cells.push(optional(usage.cpu_us_per_reply));
    cells.push(usage.memory_bytes.map_or(String::new(), |bytes| bytes.to_string()));
    cells.push(optional(usage.switches_per_reply));
    cells.push(optional(sample.outcome.as_ref().map(|outcome| outcome.generator_share())));
    cells.push(optional(usage.others_cpus));
    cells.extend([outcome.cut_off.to_string(), outcome.unserved.to_string()]);
    cells.push(quoted(sample.failure.as_deref().unwrap_or_default()));
    cells.join(",")
}

/// A cell of CSV, RFC 4180.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// Everything: the machine, each run, the summary, what the columns mean.
pub fn json(results: &Results) -> String {
    let servers: Vec<_> = results
        .servers()
        .iter()
        .map(|server| json!({ "name": server.name, "summary": server.summary }))
        .collect();
    let metrics: Vec<_> = METRICS
        .iter()
        .map(|metric| json!({ "key": metric.key, "title": metric.title, "meaning": metric.meaning }))
        .collect();
    let value = json!({
        "machine": results.machine,
        "complete": results.is_complete,
        "elapsed_seconds": results.elapsed.as_secs_f64(),
        "rounds": results.plan.rounds,
        "wait_ms": results.plan.work.wait.as_millis() as u64,
        "servers": servers,
        "metrics": metrics,
        "summary": results.summary(),
        "generator_ceilings": results.ceilings(),
        "runs": results.samples,
        "system_calls": results.call_counts,
    });
    format!("{value:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits() {
        let shown = [0.0, 0.01234, 1.234, 12.34, 123.4, 1234.4, 1234567.0].map(number);
        assert_eq!(shown, ["0", "0.012", "1.23", "12.3", "123", "1,234", "1,234,567"]);
    }

    #[test]
    fn cells_are_quoted_where_they_must() {
        assert_eq!(quoted("a b"), "a b");
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
    }
}
