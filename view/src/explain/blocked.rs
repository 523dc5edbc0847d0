//! What holds the loop, or held it, and what was late because of that.

use super::story::{LONG, Story};
use super::{callback, callback_of, capital, place, time};
use crate::model::Sort;
use std::time::Duration;

/// From so many ticks or promise jobs in one callback on, they are what keeps it busy.
const MANY: u64 = 100;
/// A callback that held the loop so long is told of; a shorter one only if somebody was late because of it.
const WORTH_TELLING: Duration = Duration::from_millis(50);

/// What the loop does not come out of. A loop that has answered with a survey meanwhile does not hang.
pub(super) fn hangs(story: &Story, answered: bool) -> Option<String> {
    let (outer, since) = story.model.outermost()?;
    let lasts = story.now.saturating_sub(since);
    if answered {
        return None;
    }
    let mut text = match story.drained {
        [ticks, jobs] if ticks.max(jobs) >= MANY => starves(story, ticks, jobs),
        _ => {
            let (label, site) = story.model.running();
            let who = callback_of(story, label, site, &story.words().id(outer).unwrap_or_default());
            format!(
                "It hangs: {who} has been running for {} and has not returned; nothing else can run meanwhile.",
                time(lasts)
            )
        }
    };
    for (label, site, due) in story.model.overdue(story.now.saturating_sub(LONG)).into_iter().take(3) {
        let late = time(story.now.saturating_sub(due));
        let who = callback_of(story, label, site, "a callback");
        text.push_str(&format!("\n  The timer that calls {who} is due since {late} and has not run."));
    }
    Some(text)
}

fn starves(story: &Story, ticks: u64, jobs: u64) -> String {
    let (what, how, count) = if ticks >= jobs {
        ("ticks make ticks", "process.nextTick", ticks)
    } else {
        ("promise jobs make promise jobs", "a promise", jobs)
    };
    let latest = story.latest.as_ref();
    let who = latest.map_or(String::new(), |left| format!(": {}", callback(story, left.label, "a callback")));
    let site = latest.and_then(|left| place(story, left.site));
    let site = site.map_or(String::new(), |site| format!(" at {site}"));
    format!(
        "It hangs, because {what}{who} asks for itself by {how}{site}, again and again ({count} times so far). All of them run \
         before the loop goes on, so it does not turn: no timer, no I/O."
    )
}

/// The callback that held the loop longest, and the timers that were late because of it.
pub(super) fn longest(story: &Story) -> Option<String> {
    let held = story.blocks.iter().max_by_key(|left| left.own)?;
    let program = story.model.sort_of(held.subject) == Sort::Program;
    let id = story.words().id(held.subject).unwrap_or_default();
    let who = match (program, story.words().known(held.label)) {
        (true, Some(name)) => format!("the program's top level, {name},"),
        _ => callback_of(story, held.label, held.site, &id),
    };
    let awake = story.awake().max(Duration::from_nanos(1));
    let share = (held.own.as_secs_f64() / awake.as_secs_f64() * 100.0).min(100.0);
    let mut text = format!(
        "{} held the loop for {}, {share:.0} % of the time that it was awake; nothing else could run meanwhile.",
        capital(&who),
        time(held.own)
    );
    let mut late: Vec<_> = story
        .lates
        .iter()
        .filter(|late| late.due >= held.from && late.due <= held.to && late.at >= held.to)
        .collect();
    late.sort_by_key(|late| (late.due, late.at));
    late.dedup_by_key(|late| late.site);
    if late.is_empty() && held.own < WORTH_TELLING {
        return None;
    }
    for late in late.iter().take(3) {
        text.push_str(&format!(
            "\n  Because of it, the timer that calls {} was {} late: it was due {} after that began.",
            callback_of(story, late.label, late.site, "a callback"),
            time(late.at.saturating_sub(late.due)),
            time(late.due.saturating_sub(held.from)),
        ));
    }
    Some(text)
}
