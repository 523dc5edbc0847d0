//! The page: one file, without scripts, that fetches nothing.

mod notes;

use super::{Drawing, style};
use crate::load::Extent;
use crate::metric::{METRICS, metric};
use crate::output::number;
use crate::paper;
use crate::results::Results;
use crate::sample::Sample;
use crate::scenario::Scenario;
use crate::statistics::Spread;

/// The whole page.
pub(super) fn page(results: &Results, drawings: &[Drawing], is_paper: bool) -> String {
    let title = if is_paper { "The paper's comparison" } else { "Server designs, compared" };
    let machine = &results.machine;
    let mut body = format!(
        "<header><h1>{title}</h1>\n<p class=\"quiet\">{} · {} · {} processors · {} · evloop {}</p></header>\n",
        escape(&machine.date),
        escape(&machine.processor),
        machine.processors,
        escape(&machine.system),
        escape(&machine.evloop),
    );
    body += &notes::warnings(results);
    if is_paper {
        paper::TABLES.iter().for_each(|table| body += &paper_table(results, table));
    }
    for scenario in results.scenarios() {
        body += &section(results, drawings, scenario);
    }
    body += &servers(results);
    body += &notes::trust(results);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>{title}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<style>{}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        style::page()
    )
}

/// What a scenario is, its plots, and the same as tables.
fn section(results: &Results, drawings: &[Drawing], scenario: Scenario) -> String {
    let mut text = format!(
        "<section id=\"{scenario}\">\n<h2>{scenario}: {}</h2>\n<p>{}</p>\n<div class=\"plots\">\n",
        about(scenario),
        findings(results, scenario)
    );
    for drawing in drawings.iter().filter(|drawing| drawing.scenario == scenario) {
        text += &figure(drawing);
    }
    text += "</div>\n";
    if let Some(why) = results.calls_absent() {
        text += &format!("<p class=\"note\">Some or all system calls are missing: {}.</p>\n", escape(&why));
    }
    for concurrency in results.concurrencies(scenario) {
        text += &table(results, scenario, concurrency);
    }
    text + "</section>\n"
}

const fn about(scenario: Scenario) -> &'static str {
    match scenario {
        Scenario::Hello => "a connection, one line, and the end",
        Scenario::Wait => "the same after a wait",
        Scenario::Compute => "the same after a computation",
        Scenario::Echo => "connections that stay, and messages that come back",
    }
}

/// Who was first and last, with the most connections that all of them were asked to hold.
fn findings(results: &Results, scenario: Scenario) -> String {
    let Some(&concurrency) = results.concurrencies(scenario).last() else { return String::new() };
    let ranked = |key: &str| {
        let metric = metric(key)?;
        let of = |name: &str| Some(metric.of(results, name, scenario, concurrency)?.median);
        let mut all: Vec<(f64, &str)> = results
            .servers()
            .iter()
            .filter_map(|server| Some((of(&server.name)?, server.name.as_str())))
            .collect();
        all.sort_by(|one, other| one.0.total_cmp(&other.0));
        Some((*all.first()?, *all.last()?))
    };
    let connections = if concurrency == 1 {
        "one connection".to_owned()
    } else {
        format!("{concurrency} connections at once")
    };
    let Some((least, most)) = ranked("throughput") else {
        return format!("With {connections} there was no good run.");
    };
    let mut text = format!(
        "With {connections}, <b>{}</b> answered most: {} {} a second; <b>{}</b> least: {}.",
        escape(most.1),
        number(most.0),
        scenario.unit(),
        escape(least.1),
        number(least.0)
    );
    if let Some((thriftiest, _)) = ranked("cpu") {
        text += &format!(
            " The least processor time for each took <b>{}</b>: {} µs.",
            escape(thriftiest.1),
            number(thriftiest.0)
        );
    }
    text
}

fn figure(drawing: &Drawing) -> String {
    let label = escape(&format!("{} in the scenario {}", drawing.metric.title, drawing.scenario));
    let svg = drawing.svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{label}\" "), 1);
    format!("<figure>{svg}<figcaption>{}</figcaption></figure>\n", escape(drawing.metric.meaning))
}

/// The medians, and how far the runs were from them.
fn table(results: &Results, scenario: Scenario, concurrency: usize) -> String {
    let mut text = format!(
        "<div class=\"scroll\"><table>\n<caption>{scenario}, {concurrency} at once: medians, and from the least to the most of \
         {} rounds</caption>\n<tr><th scope=\"col\">server</th>",
        results.plan.rounds
    );
    for metric in METRICS {
        text += &format!(
            "<th scope=\"col\">{}<br><span class=\"quiet\">{}</span></th>",
            metric.title,
            metric.unit(scenario)
        );
    }
    text += "<th scope=\"col\" class=\"left\">remarks</th></tr>\n";
    for server in results.servers() {
        text += &format!("<tr><td>{}</td>", escape(&server.name));
        for metric in METRICS {
            let found = metric.of(results, &server.name, scenario, concurrency);
            text += &format!("<td>{}</td>", found.map_or("–".to_owned(), |spread| cell(&spread)));
        }
        text += &format!(
            "<td class=\"left\">{}</td></tr>\n",
            remarks(results, &server.name, scenario, concurrency)
        );
    }
    text + "</table></div>\n"
}

fn cell(spread: &Spread) -> String {
    if spread.count == 1 {
        return number(spread.median);
    }
    format!(
        "{}<br><small class=\"quiet\">{}–{}</small>",
        number(spread.median),
        number(spread.min),
        number(spread.max)
    )
}

fn remarks(results: &Results, server: &str, scenario: Scenario, concurrency: usize) -> String {
    let runs = || results.runs(server, scenario, concurrency);
    let mut said = Vec::new();
    if runs().any(Sample::is_limited_by_generator) {
        said.push("generator at its limit".to_owned());
    }
    let unserved = runs().filter_map(|sample| Some(sample.good()?.unserved)).max().unwrap_or(0);
    if unserved > 0 {
        said.push(format!("{unserved} connections never served"));
    }
    let failed = runs().filter(|sample| sample.failure.is_some()).count();
    if failed > 0 {
        said.push(format!("{failed} failed runs left out"));
    }
    said.join("; ")
}

fn paper_table(results: &Results, table: &paper::Table) -> String {
    let lines = table.lines(results);
    // Only one of the tables tells of a single request.
    let count = if lines.iter().any(|line| !line.published[2].is_empty()) { 3 } else { 2 };
    let heads: String = ["t [s]", "req/t [1/s]", "t/req [ms]"][..count]
        .iter()
        .map(|head| format!("<th>{head}</th>"))
        .collect();
    let mut text = format!(
        "<section><h2>{}</h2>\n<div class=\"scroll\"><table>\n<tr><th rowspan=\"2\">design</th>\
         <th colspan=\"{count}\" class=\"left\">the paper, 2012</th><th rowspan=\"2\" class=\"left\">model</th>\
         <th colspan=\"{}\" class=\"left\">here</th></tr>\n<tr>{heads}{heads}<th>t from to [s]</th></tr>\n",
        escape(table.title),
        count + 1
    );
    let cells =
        |cells: &[String]| cells[..count].iter().map(|cell| format!("<td>{cell}</td>")).collect::<String>();
    for line in &lines {
        text += &format!(
            "<tr><td>{}</td>{}<td class=\"left\">{}</td>{}<td>{}</td></tr>\n",
            line.paper_name,
            cells(&line.published),
            line.model,
            cells(&line.measured),
            line.range
        );
    }
    let verdict = table.verdict(results).unwrap_or_else(|| "Not all of them were measured.".to_owned());
    text + &format!("</table></div>\n<p>{}</p></section>\n", escape(&verdict))
}

fn servers(results: &Results) -> String {
    let mut text = "<section><h2>The servers</h2>\n<dl>\n".to_owned();
    for server in results.servers() {
        text += &format!("<dt>{}</dt><dd>{}</dd>\n", escape(&server.name), escape(&server.summary));
    }
    text + "</dl></section>\n"
}

/// How much was asked in each run, in words.
fn extent(results: &Results) -> String {
    match results.plan.cases.first().map(|case| case.extent) {
        Some(Extent::Span { warm_up, measured }) => format!(
            "each run was measured for {} s, after {} s of warming up",
            number(measured.as_secs_f64()),
            number(warm_up.as_secs_f64())
        ),
        Some(Extent::Requests(_)) | None => {
            let counts = results.plan.cases.iter().filter_map(|case| match case.extent {
                Extent::Requests(count) => Some(format!("{count} ({})", case.scenario)),
                Extent::Span { .. } => None,
            });
            format!("requests in each run: {}", counts.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Text as HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
