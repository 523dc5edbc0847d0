//! The report: a page that needs nothing but itself, its plots as files, and the numbers.

mod labels;
mod page;
mod palette;
mod plot;
mod scale;
mod style;

use crate::metric::{METRICS, Metric};
use crate::output;
use crate::results::Results;
use crate::scenario::Scenario;
use plot::{Plot, Series};
use std::path::Path;
use std::{fs, io};

/// A plot that is drawn.
struct Drawing {
    scenario: Scenario,
    metric: &'static Metric,
    svg: String,
}

/// Writes all of it into a folder that is there.
///
/// # Errors
/// When a file cannot be written.
pub fn write(results: &Results, is_paper: bool, folder: &Path) -> io::Result<()> {
    let drawings = draw(results)?;
    for drawing in &drawings {
        let name = format!("{}-{}.svg", drawing.scenario, drawing.metric.key);
        fs::write(folder.join(name), style::standalone(&drawing.svg))?;
    }
    fs::write(folder.join("report.html"), page::page(results, &drawings, is_paper))?;
    fs::write(folder.join("results.csv"), output::csv(results))?;
    fs::write(folder.join("results.json"), output::json(results))
}

/// A plot for each scenario and metric of which anything is known.
fn draw(results: &Results) -> io::Result<Vec<Drawing>> {
    let mut drawings = Vec::new();
    for scenario in results.scenarios() {
        for metric in METRICS {
            let plot = plot(results, scenario, metric);
            if !plot.series.is_empty() {
                drawings.push(Drawing { scenario, metric, svg: plot.draw()? });
            }
        }
    }
    Ok(drawings)
}

fn plot(results: &Results, scenario: Scenario, metric: &'static Metric) -> Plot {
    let concurrencies = results.concurrencies(scenario);
    let mut series: Vec<Series> = Vec::new();
    for (place, server) in results.servers().iter().enumerate() {
        let at = |concurrency: &usize| metric.of(results, &server.name, scenario, *concurrency);
        series.push(Series {
            name: server.name.clone(),
            place,
            points: concurrencies.iter().map(at).collect(),
        });
    }
    series.retain(|series| series.points.iter().any(Option::is_some));
    let better = if metric.more_is_better { "more is better" } else { "less is better" };
    let at_once = match concurrencies.as_slice() {
        [one] => format!(", {one} at once"),
        _ => String::new(),
    };
    Plot {
        title: format!("{} ({scenario}{at_once})", metric.title),
        unit: format!("{}; {better}", metric.unit(scenario)),
        concurrencies,
        series,
    }
}
