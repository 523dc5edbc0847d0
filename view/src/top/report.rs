//! The report: two states, a second apart, in lines.

use super::screen::plain;
use serde_json::Value;
use std::collections::BTreeMap;

/// A line of the report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) heading: bool,
}

/// How much there is room for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl Size {
    /// For what is not shown on a screen.
    pub(super) const UNLIMITED: Size = Size { columns: usize::MAX, rows: usize::MAX };
}

/// So many handles are listed: those with the most bytes waiting.
const HANDLES: usize = 5;

/// The report on a state, with rates since the one before.
pub(super) fn lines(state: &Value, before: Option<&Value>, size: Size) -> Vec<Line> {
    let handles = handles(state);
    let mut lines = vec![title(state)];
    lines.extend(rates(state, before));
    lines.push(Line::default());
    // On a small screen the callbacks give way, of which there may be many; at least three are shown.
    let room = size.rows.saturating_sub(lines.len() + handles.len() + 2).max(3);
    lines.extend(callbacks(state).into_iter().take(room + 1));
    lines.push(Line::default());
    lines.extend(handles);
    lines.truncate(size.rows);
    for line in &mut lines {
        // One column is left free: some terminals break a line that is full.
        if line.text.chars().count() >= size.columns {
            line.text = line.text.chars().take(size.columns.saturating_sub(2)).chain(['…']).collect();
        }
    }
    lines
}

fn heading(text: String) -> Line {
    Line { text, heading: true }
}

fn body(text: String) -> Line {
    Line { text, heading: false }
}

fn text(value: &Value) -> String {
    plain(value.as_str().unwrap_or("?"))
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}

/// Of a longer name the end is shown: that is the file's.
const LONGEST_NAME: usize = 32;

fn title(state: &Value) -> Line {
    let mut name = text(&state["program"]);
    let length = name.chars().count();
    if length > LONGEST_NAME {
        name = std::iter::once('…').chain(name.chars().skip(length - LONGEST_NAME + 1)).collect();
    }
    let why = state["why"].as_str().map_or(String::new(), |why| format!(" ({})", plain(why)));
    heading(format!(
        "{name}  process {}  {}{why}  turn {}  up {}  {}",
        number(&state["pid"]),
        text(&state["run"]),
        number(&state["turn"]),
        long(number(&state["uptime"])),
        text(&state["backend"]),
    ))
}

fn rates(state: &Value, before: Option<&Value>) -> Vec<Line> {
    let before = before.unwrap_or(&Value::Null);
    let span = number(&state["uptime"]).saturating_sub(number(&before["uptime"])).max(1) as f64 / 1e9;
    let since = |name: &str| {
        number(&state["counters"][name]).saturating_sub(number(&before["counters"][name])) as f64
    };
    let rate = |name: &str| (since(name) / span).round() as u64;
    let (late, pool) = (&state["lateness"], &state["pool"]);
    vec![
        body(format!(
            "turns {}/s   callbacks {}/s   events {}/s   asleep {:.0} %   facts lost {}",
            rate("turns"),
            rate("callbacks"),
            rate("events"),
            (since("asleep") / 1e7 / span).min(100.0),
            number(&state["counters"]["lost"]),
        )),
        body(format!(
            "in {}/s   out {}/s   pool: {} of {} threads, {} busy, {} jobs wait",
            bytes(rate("read")),
            bytes(rate("written")),
            number(&pool["threads"]),
            number(&pool["size"]),
            number(&pool["running"]),
            number(&pool["queued"]),
        )),
        body(format!(
            "timers late: half up to {}, 99 % up to {}, worst {}",
            short(number(&late["p50"])),
            short(number(&late["p99"])),
            short(number(&late["max"])),
        )),
    ]
}

/// The hottest callbacks, under a heading.
fn callbacks(state: &Value) -> Vec<Line> {
    let mut lines =
        vec![heading(format!("{:>10}{:>11}{:>11}{:>11}  CALLBACK", "CALLS", "WALL", "CPU", "LONGEST"))];
    for row in state["hot"].as_array().into_iter().flatten() {
        lines.push(body(format!(
            "{:>10}{:>11}{:>11}{:>11}  {}",
            number(&row["calls"]),
            short(number(&row["wall"])),
            short(number(&row["cpu"])),
            short(number(&row["longest"])),
            text(&row["label"]),
        )));
    }
    lines
}

/// Open handles by kind, and those with the most bytes waiting.
fn handles(state: &Value) -> Vec<Line> {
    let items: Vec<&Value> = state["descriptors"]["items"].as_array().into_iter().flatten().collect();
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    for item in &items {
        *kinds.entry(text(&item["kind"])).or_default() += 1;
    }
    let count = number(&state["descriptors"]["count"]);
    let mut kinds: Vec<String> = kinds.into_iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    if count > items.len() as u64 {
        kinds.push(format!("others {}", count - items.len() as u64));
    }
    kinds.push(format!("timers armed {}", number(&state["queues"]["timers"]["count"])));
    let mut lines = vec![heading(format!("HANDLES {count}: {}", kinds.join(", ")))];
    let mut waiting: Vec<&&Value> = items.iter().filter(|item| number(&item["queued"]) > 0).collect();
    waiting.sort_by_key(|item| std::cmp::Reverse(number(&item["queued"])));
    for item in waiting.into_iter().take(HANDLES) {
        let place = item["site"].as_str().map_or(String::new(), |site| format!("  made at {}", plain(site)));
        lines.push(body(format!(
            "{:>10} wait  {}  {}  to {}{place}",
            bytes(number(&item["queued"])),
            text(&item["id"]),
            text(&item["state"]),
            text(&item["peer"]),
        )));
    }
    lines
}

/// Nanoseconds as people read short times.
fn short(nanoseconds: u64) -> String {
    scaled(nanoseconds, &["ns", "µs", "ms", "s"])
}

fn bytes(count: u64) -> String {
    scaled(count, &["B", "kB", "MB", "GB"])
}

/// A number in the largest of units, each a thousand times the one before, of which there is one.
fn scaled(number: u64, units: &[&str]) -> String {
    let most = units.len() as u32 - 1;
    let step = (number.max(1).ilog10() / 3).min(most);
    if step == 0 {
        return format!("{number} {}", units[0]);
    }
    format!("{:.1} {}", number as f64 / 1000f64.powi(step as i32), units[step as usize])
}

/// Nanoseconds as people read long times.
fn long(nanoseconds: u64) -> String {
    let seconds = nanoseconds / 1_000_000_000;
    match (seconds / 3600, seconds / 60) {
        (0, 0) => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min {} s", seconds % 60),
        (hours, minutes) => format!("{hours} h {} min", minutes % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn state(uptime: u64, turns: u64) -> Value {
        json!({
            "program": "a\u{1b}[2Jb.js", "pid": 7, "backend": "epoll", "run": "asleep", "uptime": uptime, "turn": turns,
            "counters": { "turns": turns, "callbacks": 2 * turns, "read": 0, "written": 5000 * turns, "asleep": uptime / 4 },
            "lateness": { "p50": 1_500, "p99": 2_000_000, "max": 3_000_000_000u64 },
            "hot": [{ "label": "tick a.js:3:1", "calls": 9, "wall": 1000, "cpu": 900, "longest": 500 }],
            "descriptors": { "count": 3, "items": [
                { "id": "conn#1.1", "kind": "conn", "queued": 10, "state": "open", "peer": "127.0.0.1:9" },
                { "id": "conn#2.1", "kind": "conn", "queued": 2_000_000, "state": "open", "peer": null, "site": "a.js:1:1" },
                { "id": "listener#3.1", "kind": "listener", "queued": 0 },
            ] },
        })
    }

    #[test]
    fn a_report_has_rates_callbacks_and_handles() {
        let (before, after) = (state(1_000_000_000, 10), state(3_000_000_000, 30));
        let text: Vec<String> =
            lines(&after, Some(&before), Size::UNLIMITED).into_iter().map(|line| line.text).collect();
        assert_eq!(text[0], "a[2Jb.js  process 7  asleep  turn 30  up 3 s  epoll");
        assert_eq!(text[1], "turns 10/s   callbacks 20/s   events 0/s   asleep 25 %   facts lost 0");
        assert_eq!(text[2], "in 0 B/s   out 50.0 kB/s   pool: 0 of 0 threads, 0 busy, 0 jobs wait");
        assert_eq!(text[3], "timers late: half up to 1.5 µs, 99 % up to 2.0 ms, worst 3.0 s");
        assert!(
            text.iter()
                .any(|line| line.split_whitespace().eq("9 1.0 µs 900 ns 500 ns tick a.js:3:1".split(' ')))
        );
        let handles =
            text.iter().position(|line| line == "HANDLES 3: conn 2, listener 1, timers armed 0").unwrap();
        assert!(
            text[handles + 1].contains("2.0 MB wait  conn#2.1")
                && text[handles + 1].ends_with("made at a.js:1:1")
        );
        assert!(text[handles + 2].contains("10 B wait  conn#1.1"));
    }

    #[test]
    fn a_report_fits_its_screen() {
        for (columns, rows) in [(80, 24), (20, 5), (2, 1), (1, 1)] {
            let lines = lines(&state(1, 1), None, Size { columns, rows });
            assert!(lines.len() <= rows, "{rows} rows");
            assert!(
                lines.iter().all(|line| line.text.chars().count() < columns.max(2)),
                "{columns} columns: {lines:?}"
            );
        }
    }
}
