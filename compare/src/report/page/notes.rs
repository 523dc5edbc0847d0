//! What a reader must know before believing the numbers.

use super::{escape, extent};
use crate::output::number;
use crate::results::Results;
use crate::sample::{GENERATOR_LIMIT, Sample};

/// From so many processors on that others used, they are mentioned at the top.
const DISTURBING: f64 = 0.2;

/// What is to be read first.
pub(super) fn warnings(results: &Results) -> String {
    let mut notes = Vec::new();
    if !results.is_complete {
        notes.push("<b>Not complete:</b> it was ended before all was measured.".to_owned());
    }
    let failures = results.failures();
    if !failures.is_empty() {
        let items: String = failures
            .iter()
            .map(|(who, count, failure)| {
                let times = if *count == 1 { "one run".to_owned() } else { format!("{count} runs") };
                format!("<li>{}, {times}: {}</li>", escape(who), escape(failure))
            })
            .collect();
        notes.push(format!("<b>Went wrong,</b> and enters no median:<ul>{items}</ul>"));
    }
    let limited = results.samples.iter().filter(|sample| Sample::is_limited_by_generator(sample)).count();
    if limited > 0 {
        notes.push(format!(
            "<b>In {limited} of {} runs the load generator was at its limit</b> (it used more than {:.0} % of its processor): \
             throughput and latency there are the generator's, and the server could have done more. Processor time for each reply \
             can still be compared.",
            results.samples.len(),
            GENERATOR_LIMIT * 100.0
        ));
    }
    if let Some(others) = results.disturbance().filter(|others| others.median > DISTURBING) {
        notes.push(format!(
            "<b>The machine was busy:</b> meanwhile other programs used {} processors in the median run ({} to {}). Throughput and \
             latency suffer from that; processor time for each reply less.",
            number(others.median),
            number(others.min),
            number(others.max)
        ));
    }
    notes.iter().map(|note| format!("<div class=\"note\">{note}</div>\n")).collect()
}

/// How it was measured, and the generator's own limit.
pub(super) fn trust(results: &Results) -> String {
    let machine = &results.machine;
    let memory =
        machine.memory_bytes.map(|bytes| format!("{} GiB", number(bytes as f64 / f64::from(1 << 30))));
    let facts = [
        ("when", format!("{}, for {} s", machine.date, number(results.elapsed.as_secs_f64()))),
        ("processors", format!("{} × {}", machine.processors, machine.processor)),
        ("memory", memory.unwrap_or_else(|| "unknown".to_owned())),
        ("system", machine.system.clone()),
        ("evloop", machine.evloop.clone()),
        ("placement", machine.placement()),
        (
            "load before",
            format!("{} programs wanted to run, on average of a minute", number(machine.load_before)),
        ),
        ("rounds", format!("{}; {}", results.plan.rounds, extent(results))),
    ];
    let facts: String =
        facts.iter().map(|(name, fact)| format!("<dt>{name}</dt><dd>{}</dd>\n", escape(fact))).collect();
    format!(
        "<section><h2>How far to trust this</h2>\n<p>For each run a server is started afresh, and asked by a load generator that \
         is a process of its own. Servers take turns, so that whatever the machine does besides happens to all of them. Every byte \
         that comes back is compared. Signs in the plots are medians of the rounds; thin lines lead from the least to the most.\
         </p>\n<dl>{facts}</dl>\n{}</section>\n",
        ceilings(results)
    )
}

fn ceilings(results: &Results) -> String {
    let rows: String = results
        .ceilings()
        .iter()
        .map(|ceiling| {
            format!(
                "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                ceiling.scenario,
                ceiling.concurrency,
                number(ceiling.per_second),
                number(ceiling.best_per_second)
            )
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "<h3>The load generator's own limit</h3>\n<p>What it could have dealt with had servers taken no time at all: replies by \
         the processor time that it used, in the run in which that was least. No server can be seen to be faster.</p>\n\
         <div class=\"scroll\"><table>\n<tr><th scope=\"col\">scenario</th><th scope=\"col\">at once</th>\
         <th scope=\"col\">limit, a second</th><th scope=\"col\">best server, a second</th></tr>\n{rows}</table></div>\n"
    )
}
