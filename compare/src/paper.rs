//! The tables of the paper, section 5: what it measured, and the same measured here.
//!
//! "Client-Server-Architekturen", seminar paper, 2012, doi 10.2313/NET-2012-04-1_3. Its servers are programs in Python and one in
//! Node (appendix A); ours are the models of the same design, and the loop twice: native, and with JavaScript on it.

use crate::load::Extent;
use crate::output::number;
use crate::plan::Case;
use crate::results::Results;
use crate::scenario::Scenario;
use crate::statistics::Spread;
use crate::subject::Subject;
use std::time::Duration;

/// How long the servers of table 2 wait.
pub const WAIT: Duration = Duration::from_millis(100);

/// One of the paper's tables.
#[derive(Debug)]
pub struct Table {
    /// Its number and what it is about.
    pub title: &'static str,
    scenario: Scenario,
    requests: u64,
    concurrency: usize,
    rows: &'static [Row],
}

/// One of its rows: what the paper calls the server, which of ours are of that design, and its figures.
#[derive(Debug)]
struct Row {
    paper_name: &'static str,
    models: &'static [&'static str],
    seconds: f64,
    per_second: f64,
    /// Only the second table tells it. For the iterative server it is the time of one request on the server, for the others
    /// that which a client waits.
    ms_per_request: Option<f64>,
}

/// Both of them.
pub const TABLES: [Table; 2] = [
    Table {
        title: "Table 1: HelloWorld, 1000 requests, 10 at a time",
        scenario: Scenario::Hello,
        requests: 1000,
        concurrency: 10,
        rows: &[
            row("iterative", &["iterative"], 1.1148, 897.928, None),
            row("parallel, processes", &["forking"], 4.4712, 220.562, None),
            row("parallel, threads", &["threaded"], 1.8856, 530.664, None),
            row("event loop (Node)", &["reactor", "javascript"], 1.3624, 743.41, None),
        ],
    },
    Table {
        title: "Table 2: the same with 100 ms of waiting, 100 requests, 5 at a time (at best 2 s)",
        scenario: Scenario::Wait,
        requests: 100,
        concurrency: 5,
        rows: &[
            row("iterative", &["iterative"], 10.461, 9.56, Some(104.606)),
            row("parallel, processes", &["forking"], 2.443, 40.94, Some(122.146)),
            row("parallel, threads", &["threaded"], 2.306, 43.373, Some(115.288)),
            row("event loop (Node)", &["reactor", "javascript"], 2.251, 44.443, Some(112.522)),
        ],
    },
];

const fn row(
    paper_name: &'static str,
    models: &'static [&'static str],
    seconds: f64,
    per_second: f64,
    ms_per_request: Option<f64>,
) -> Row {
    Row { paper_name, models, seconds, per_second, ms_per_request }
}

/// A line of a table as it is shown.
#[derive(Debug, PartialEq)]
pub struct Shown {
    /// What the paper calls the server; empty where the line above says it.
    pub paper_name: &'static str,
    /// The paper's seconds, requests a second, and milliseconds for a request.
    pub published: [String; 3],
    /// Our model.
    pub model: &'static str,
    /// The same, measured.
    pub measured: [String; 3],
    /// The least and the most seconds.
    pub range: String,
}

/// The paper's four designs.
///
/// # Errors
/// A sentence when one of them is no model any more.
pub(crate) fn servers() -> Result<Vec<Subject>, String> {
    let models = TABLES[0].rows.iter().flat_map(|row| row.models);
    models.map(|name| Subject::model(name)).collect()
}

/// What they are asked.
pub(crate) fn cases() -> Vec<Case> {
    let case = |table: &Table| Case {
        scenario: table.scenario,
        concurrency: table.concurrency,
        extent: Extent::Requests(table.requests),
    };
    TABLES.iter().map(case).collect()
}

impl Table {
    /// How long its requests took with that model.
    fn seconds(&self, results: &Results, model: &str) -> Option<Spread> {
        let runs = results.runs(model, self.scenario, self.concurrency);
        Spread::of(runs.filter_map(|sample| Some(sample.good()?.seconds)))
    }

    /// Its lines.
    pub fn lines(&self, results: &Results) -> Vec<Shown> {
        let mut lines = Vec::new();
        for row in self.rows {
            for (place, model) in row.models.iter().enumerate() {
                lines.push(self.line(results, row, model, place == 0));
            }
        }
        lines
    }

    fn line(&self, results: &Results, row: &Row, model: &'static str, is_first: bool) -> Shown {
        let none = || "–".to_owned();
        let empty = || [String::new(), String::new(), String::new()];
        let published = [
            format!("{:.3}", row.seconds),
            number(row.per_second),
            row.ms_per_request.map_or_else(String::new, |ms| format!("{ms:.1}")),
        ];
        let found = self.seconds(results, model);
        let requests = self.requests as f64;
        let measured = found.map(|spread| {
            let per_request = spread.median * self.concurrency as f64 / requests * 1000.0;
            let per_request =
                if row.ms_per_request.is_some() { format!("{per_request:.1}") } else { String::new() };
            [format!("{:.3}", spread.median), number(requests / spread.median), per_request]
        });
        Shown {
            paper_name: if is_first { row.paper_name } else { "" },
            published: if is_first { published } else { empty() },
            model,
            measured: measured.unwrap_or_else(|| [none(), none(), String::new()]),
            range: found.map_or_else(none, |spread| format!("{:.3} to {:.3}", spread.min, spread.max)),
        }
    }

    /// Whether the designs come out in the paper's order, in words; `None` if one of them was not measured. Those whose rounds
    /// overlap are not told apart.
    pub fn verdict(&self, results: &Results) -> Option<String> {
        let mut ours: Vec<(Spread, &str, f64)> = Vec::new();
        for row in self.rows {
            let model = row.models[0];
            ours.push((self.seconds(results, model)?, model, row.seconds));
        }
        ours.sort_by(|one, other| one.0.median.total_cmp(&other.0.median));
        Some(judge(&ours))
    }
}

/// Compares an order with the paper's: for each of ours, the fastest first, its seconds, its name, and the paper's seconds.
fn judge(ours: &[(Spread, &str, f64)]) -> String {
    let order = ours.iter().map(|(_, model, _)| *model).collect::<Vec<_>>().join(", ");
    // Pairs in which the paper has it the other way round.
    let mut swapped = Vec::new();
    for (place, slower) in ours.iter().enumerate() {
        swapped
            .extend(ours[..place].iter().filter(|faster| faster.2 > slower.2).map(|faster| (faster, slower)));
    }
    let overlap =
        |(faster, slower): &(&(Spread, &str, f64), &(Spread, &str, f64))| faster.0.max >= slower.0.min;
    let verdict = if swapped.is_empty() {
        "That is the paper's order.".to_owned()
    } else if swapped.iter().all(overlap) {
        let pairs = swapped.iter().map(|(faster, slower)| format!("{} and {}", faster.1, slower.1));
        format!(
            "That is the paper's order, as far as the rounds tell them apart: {} overlap.",
            pairs.collect::<Vec<_>>().join(", ")
        )
    } else {
        "That is not the paper's order.".to_owned()
    };
    format!("From the fastest on: {order}. {verdict}")
}

/// Both tables, for a terminal.
pub fn text(results: &Results) -> String {
    let mut text = String::new();
    for table in &TABLES {
        let rule = "-".repeat(104);
        text += &format!(
            "{}\n{:21}{:^28}   here, median of {} rounds\n",
            table.title,
            "",
            "the paper, 2012",
            rounds(results)
        );
        text += &format!(
            "{:20} {:>8} {:>9} {:>9}   {:11} {:>8} {:>9} {:>9}   {}\n{rule}\n",
            "", "t [s]", "req/s", "ms/req", "", "t [s]", "req/s", "ms/req", "t from to"
        );
        for line in table.lines(results) {
            let ([a, b, c], [d, e, f]) = (&line.published, &line.measured);
            let (name, model, range) = (line.paper_name, line.model, &line.range);
            let row = format!("{name:20} {a:>8} {b:>9} {c:>9}   {model:11} {d:>8} {e:>9} {f:>9}   {range}");
            text += &format!("{}\n", row.trim_end());
        }
        text += &format!(
            "{}\n\n",
            table.verdict(results).unwrap_or_else(|| "Not all of them were measured.".to_owned())
        );
    }
    for (who, count, failure) in results.failures() {
        text += &format!("went wrong in {count} of the runs and left out: {who}: {failure}\n");
    }
    text
}

fn rounds(results: &Results) -> usize {
    results.samples.iter().map(|sample| sample.round).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_judged_by_more_than_medians() {
        let one = |model, numbers: [f64; 3], paper| (Spread::of(numbers).unwrap(), model, paper);
        let a = one("a", [1.0, 1.1, 1.2], 10.0);
        assert!(judge(&[a, one("b", [2.0; 3], 20.0)]).ends_with("a, b. That is the paper's order."));
        assert!(judge(&[a, one("b", [2.0; 3], 9.0)]).ends_with("not the paper's order."));
        let verdict = judge(&[a, one("b", [1.15, 2.0, 2.0], 9.0)]);
        assert!(verdict.ends_with("as far as the rounds tell them apart: a and b overlap."), "{verdict}");
    }

    #[test]
    fn the_papers_own_figures_agree_with_each_other() {
        for table in &TABLES {
            for row in table.rows {
                let per_second = table.requests as f64 / row.seconds;
                assert!((per_second / row.per_second - 1.0f64).abs() < 0.02, "{row:?}");
            }
        }
    }
}
