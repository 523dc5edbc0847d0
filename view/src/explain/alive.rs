//! Why a program lives on, or why it has ended.

use super::story::Story;
use super::{callback, callback_of, made_at};
use evloop::recorder::Survey;
use evloop::{Description, Kind};

/// So many handles are told of.
const MOST: usize = 8;
/// What a warning of ours and of Node's says of an `await` that nothing can end.
const UNSETTLED: &str = "unsettled top-level await at ";

/// Why it has ended.
pub(super) fn ended(story: &Story, code: i32) -> String {
    let complaint = story.complaints.iter().rev().map(|label| story.words().text(*label));
    let place = complaint.filter_map(|text| {
        let rest = text.split_once(UNSETTLED)?.1;
        let place = rest.lines().next()?.rsplit('/').next()?;
        Some(place.to_owned())
    });
    let last = match &story.last {
        Some(last) => format!(" The last callback was {}.", callback(story, last.label, "nobody's")),
        None => String::new(),
    };
    if let (13, Some(place)) = (code, place.into_iter().next()) {
        return format!(
            "It ended with code 13, because the top-level `await` at {place} waits for a promise that nothing can settle any \
             more: no source was left that keeps the loop alive.{last}"
        );
    }
    let mut text = format!("It ended with code {code}, after {} turns", story.model.turns());
    if !story.emptied && story.has_program {
        match story.exception.filter(|_| code != 0) {
            Some(exception) => text.push_str(&format!(
                ", by an exception that nobody caught: {}.",
                story.words().text(exception)
            )),
            None => text.push_str(", by itself (process.exit), whatever was left to do."),
        }
        return text + &last;
    }
    let unref = story.model.armed();
    if unref.is_empty() {
        text.push_str(": nothing was left to wait for.");
        return text + &last;
    }
    text.push_str(": what was left does not keep it alive (unref).");
    for (label, site) in unref.into_iter().take(3) {
        let who = callback_of(story, label, site, "a callback");
        text.push_str(&format!("\n  A timer that would call {who}."));
    }
    text
}

/// What keeps it alive.
pub(super) fn lives(story: &Story, survey: Option<&Survey>) -> String {
    let Some(survey) = survey else {
        return "It lives on, and is too busy to say what keeps it alive.".to_owned();
    };
    let mut lines = Vec::new();
    let timers = survey.sources.iter().any(|source| source.keeps_alive && source.id.kind == Kind::Timer);
    for source in survey.sources.iter().filter(|source| source.keeps_alive) {
        if let Some(line) = handle(story, source) {
            lines.push(line);
        }
    }
    if timers {
        for (subject, label, site) in story.model.guest_timers() {
            let calls = callback_of(story, label, site, "a callback");
            let repeats = &*story.words().text(subject.kind) == "interval";
            let kind = if repeats { "An interval" } else { "A timer" };
            let end = if repeats { "it repeats until clearInterval is called" } else { "it fires once" };
            lines.push(format!("{kind} that calls {calls}: {end}."));
        }
    }
    let count = lines.len();
    let more = count.saturating_sub(MOST);
    lines.truncate(MOST);
    let mut text = match count {
        0 => return "It lives on, though nothing keeps its loop alive: it is about to end.".to_owned(),
        1 => "It lives on, because one thing keeps its loop alive:".to_owned(),
        count => format!("It lives on, because {count} things keep its loop alive:"),
    };
    for line in lines {
        text.push_str("\n  ");
        text.push_str(&line);
    }
    if more > 0 {
        text.push_str(&format!("\n  … and {more} more."));
    }
    text
}

/// A source that keeps the loop alive; None for what is told otherwise.
fn handle(story: &Story, source: &Description) -> Option<String> {
    let made = made_at(story, story.model.site(source.id.into()));
    let local = source.local.as_deref().unwrap_or("?");
    let peer = source.peer.as_deref().map_or(String::new(), |peer| format!(" to {peer}"));
    Some(match source.id.kind {
        Kind::Listener => {
            format!("A server that listens on {local}{made}: it waits for connections until it is closed.")
        }
        Kind::Conn if source.queued > 0 => {
            format!("A connection{peer}{made}: {} still wait to be sent.", bytes(source.queued))
        }
        Kind::Conn if source.interest.0 => {
            format!(
                "A connection{peer}{made}: it is {}, and waits for what the other end sends.",
                source.state
            )
        }
        Kind::Conn => format!("A connection{peer}{made}: it is {}, and is not read.", source.state),
        Kind::Timer if story.model.has_guest_timers() => return None,
        Kind::Timer => format!("A timer{made}."),
        Kind::Child => format!("A child process, {local}{made}: it has not ended."),
        Kind::Work => format!("A job of the pool{made}: it is not done."),
        Kind::Remote => format!("Another thread that may still have work for the loop{made}."),
        Kind::Signal => format!("Somebody who waits for the signal {local}{made}."),
        Kind::Udp | Kind::UnixDatagram => {
            format!("A socket on {local}{made}: it waits for datagrams until it is closed.")
        }
        Kind::FileWatch | Kind::FilePoll => format!("Somebody who watches {local}{made}."),
        Kind::Watch if local == "the end of a child" => format!("A child process{made}: it has not ended."),
        Kind::Watch => format!("A descriptor that is watched, {local}{made}."),
        kind => format!("Something of the kind {kind}{made}."),
    })
}

fn bytes(count: usize) -> String {
    match count {
        0..10_000 => format!("{count} bytes"),
        10_000..10_000_000 => format!("{} kB", count / 1000),
        _ => format!("{} MB", count / 1_000_000),
    }
}

/// Bytes that wait, and whoever does not take them.
pub(super) fn backpressure(story: &Story, survey: Option<&Survey>) -> Option<String> {
    let survey = survey?;
    let full = survey.sources.iter().filter(|source| source.id.kind == Kind::Conn && source.queued > 0);
    let full = full.max_by_key(|source| source.queued)?;
    let mut text = format!(
        "{} wait to be sent on the connection {}{}: its other end does not take them.",
        bytes(full.queued),
        full.id,
        made_at(story, story.model.site(full.id.into()))
    );
    let ends = |source: &&Description| {
        source.local.is_some() && source.local == full.peer && source.peer == full.local
    };
    if let Some(end) = survey.sources.iter().filter(|source| source.id.kind == Kind::Conn).find(ends) {
        let reads = if end.interest.0 {
            "reads"
        } else {
            "is not read: nobody listens to its 'data', nor resumes it"
        };
        text.push_str(&format!(
            "\n  That other end is a connection of this program, {}{}; it {reads}.",
            end.id,
            made_at(story, story.model.site(end.id.into()))
        ));
    }
    Some(text)
}
