//! What there is below the token, and what is done when it is asked for.

use super::answer::Answer;
use super::files::FILES;
use super::guard::Refusal;
use super::hub::Hub;
use super::request::Request;
use evloop::Loop;
use evloop::recorder::{Break, Gate, Step};
use serde_json::Value;
use std::time::Duration;

/// How a request is answered.
pub(super) enum Reply {
    Answer(Answer),
    /// By all states from now on.
    Events,
}

/// The longest wait before a callback in slow motion, in milliseconds.
const SLOWEST: u64 = 60_000;

/// How many columns a time line may have. No screen has more.
const WIDEST: u64 = 4096;

/// Answers a request, whoever it comes from.
pub(super) fn reply(hub: &mut Hub, lp: &mut Loop, request: &Request) -> Reply {
    let answered = hub.guard.admit(request).map(str::to_owned).and_then(|name| {
        if let Some((_, content_type, text)) = FILES.iter().find(|(file, ..)| *file == name) {
            return Ok(Reply::Answer(get(request, || Ok(Answer::file(content_type, text)))));
        }
        // A link on another page may lead to the page here; what the page works with is for the page alone.
        hub.guard.is_own(request)?;
        Ok(Reply::Answer(match &*name {
            "events" if request.method == "GET" => return Ok(Reply::Events),
            "events" => get(request, || Ok(Answer::empty(200))),
            "state" => get(request, || state(hub, lp, request)),
            "timeline" => get(request, || timeline(hub, request)),
            "control" => post(request, || control(hub, lp, request)),
            _ => return Err(Refusal::NotFound),
        }))
    });
    answered.unwrap_or_else(|refusal| {
        Reply::Answer(match refusal {
            Refusal::NotFound => Answer::empty(404),
            Refusal::Forbidden(sentence) => Answer::sentence(403, sentence),
        })
    })
}

type Worded<T> = Result<T, String>;

fn get(request: &Request, make: impl FnOnce() -> Worded<Answer>) -> Answer {
    match &*request.method {
        "GET" | "HEAD" => make().unwrap_or_else(|sentence| Answer::sentence(400, &sentence)),
        _ => Answer::empty(405),
    }
}

fn post(request: &Request, make: impl FnOnce() -> Worded<Answer>) -> Answer {
    let json = request
        .content_type
        .split(';')
        .next()
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    match &*request.method {
        // A form of another page cannot send this type without asking first, and is not given leave.
        "POST" if !json => Answer::sentence(415, "A command is application/json."),
        "POST" => make().unwrap_or_else(|sentence| Answer::sentence(400, &sentence)),
        _ => Answer::empty(405),
    }
}

fn state(hub: &mut Hub, lp: &Loop, request: &Request) -> Worded<Answer> {
    let at = number(request, "at")?;
    hub.catch_up(lp.now(), true);
    Ok(Answer::json(at.map_or_else(|| hub.follower.state(), |at| hub.follower.state_at(at))))
}

fn timeline(hub: &mut Hub, request: &Request) -> Worded<Answer> {
    let from = number(request, "from")?.ok_or("from= is missing.")?;
    let to = number(request, "to")?.ok_or("to= is missing.")?;
    let width = number(request, "width")?.unwrap_or(1000);
    if from >= to {
        return Err("The time line must end after it has begun.".to_owned());
    }
    Ok(Answer::json(hub.follower.timeline(from, to, width.clamp(1, WIDEST) as usize)))
}

/// A number of the question; None if it is not there.
fn number(request: &Request, name: &str) -> Worded<Option<u64>> {
    let mut values =
        request.query.split('&').filter_map(|pair| pair.split_once('=')).filter(|(key, _)| *key == name);
    let value = values.next().map(|(_, value)| value.parse());
    value.transpose().map_err(|_| format!("{name}= must be a whole number."))
}

fn control(hub: &mut Hub, lp: &mut Loop, request: &Request) -> Worded<Answer> {
    let command: Value =
        serde_json::from_slice(&request.body).map_err(|error| format!("This is not JSON: {error}."))?;
    if hub.follower.is_over() {
        return Err("The program is over.".to_owned());
    }
    steer(hub.follower.gate(), &command)?;
    hub.commanded(lp);
    Ok(Answer::empty(204))
}

fn steer(gate: &Gate, command: &Value) -> Worded<()> {
    let word = |name: &str| command[name].as_str().unwrap_or_default();
    match word("do") {
        "pause" => gate.pause(),
        "resume" => gate.resume(),
        "step" => gate.step(match word("by") {
            "phase" => Step::Phase,
            "callback" => Step::Callback,
            "turn" => Step::Turn,
            _ => return Err("A step is by phase, callback or turn.".to_owned()),
        }),
        "break" => {
            let on = match word("on") {
                "timer" => Break::Timer,
                "io" => Break::Io,
                "exception" => Break::Exception,
                _ => return Err("A breakpoint is on timer, io or exception.".to_owned()),
            };
            gate.set_break(on, command["set"].as_bool().ok_or("A breakpoint is set to true or false.")?);
        }
        "slow" => match command["ms"].as_u64() {
            Some(ms) if ms <= SLOWEST => gate.set_slow(Duration::from_millis(ms)),
            _ => return Err(format!("Slow motion takes whole milliseconds, from 0 to {SLOWEST}.")),
        },
        _ => return Err("There are the commands pause, resume, step, break and slow.".to_owned()),
    }
    Ok(())
}
