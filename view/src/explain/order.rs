//! Orders that surprise, and their rules.

use super::story::{Asked, Queue, SHORT, Story};
use super::{callback, capital, place};
use evloop::Phase;

/// So many are told.
const MOST: usize = 3;

/// What ran in another order than it was asked for, and why; what surprises most first.
pub(super) fn surprises(story: &Story) -> Vec<String> {
    let mut told = Vec::new();
    for pair in [
        (Queue::Timeout, Queue::Immediate),
        (Queue::Promise, Queue::Tick),
        (Queue::Tick, Queue::Promise),
        (Queue::Close, Queue::Immediate),
        (Queue::Immediate, Queue::Timeout),
        (Queue::Timeout, Queue::Promise),
        (Queue::Timeout, Queue::Tick),
    ] {
        let Some(found) = story.overtaken.get(&pair) else { continue };
        let (first, second) = (&found.first, &found.second);
        let short = first.queue != Queue::Timeout || first.delay <= 2 * SHORT;
        if short && told.len() < MOST {
            let said =
                format!("{} ran before {}: {}", name(story, second), name(story, first), rule(first, second));
            told.push(capital(&said));
        }
    }
    told
}

fn name(story: &Story, asked: &Asked) -> String {
    let what = match asked.queue {
        Queue::Tick => "the tick",
        Queue::Promise => "the promise job",
        Queue::Timeout => "the timer",
        Queue::Immediate => "the immediate",
        Queue::Close => "the farewell of what was closed",
    };
    let calls = callback(story, asked.label, "");
    let calls = if calls.is_empty() { calls } else { format!(" that calls {calls}") };
    match place(story, asked.site).filter(|site| Some(site) != place(story, asked.label).as_ref()) {
        Some(place) => format!("{what}{calls} (asked for at {place})"),
        None => format!("{what}{calls}"),
    }
}

fn rule(first: &Asked, second: &Asked) -> &'static str {
    match (first.queue, second.queue) {
        (Queue::Timeout, Queue::Immediate) if first.phase == Some(Phase::Poll) => {
            "both were asked for in the poll phase; the check phase, where immediates run, comes right after it, and timers are \
             looked at in the next turn only."
        }
        (Queue::Timeout, Queue::Immediate) => {
            "a timer of 0 waits 1 ms; that had not passed when the loop came to its timers phase, and the check phase, where \
             immediates run, comes in the same turn."
        }
        (Queue::Promise, Queue::Tick) => {
            "after each callback first all ticks run, and only then promise jobs, also where a promise was fulfilled before."
        }
        (Queue::Tick, Queue::Promise) => {
            "once promise jobs run, all of them do, the new ones too, before the next tick."
        }
        (Queue::Close, _) => {
            "the closing phase is the last of a turn: 'close' comes after all else that the turn has to do."
        }
        (Queue::Immediate, Queue::Timeout) => {
            "the timer was due when the turn began, and timers are its first phase; immediates run in the check phase, after poll."
        }
        _ => {
            "ticks and promise jobs run as soon as the callback is over, before the loop looks at its timers."
        }
    }
}
