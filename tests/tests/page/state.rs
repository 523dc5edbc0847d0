//! States for the page to show.

use serde_json::{Value, json};

/// Something that waits in a queue.
pub fn item(id: &str, label: &str) -> Value {
    json!({ "id": id, "label": label, "site": "hello.js:4:1", "by": "listener#0.1", "due": null, "since": 0 })
}

fn queue(items: &[Value]) -> Value {
    json!({ "count": items.len(), "items": items })
}

pub fn descriptor(id: &str, written: u64) -> Value {
    json!({ "id": id, "kind": "connection", "fd": 9, "local": "127.0.0.1:9996", "peer": "127.0.0.1:50000", "state": "open",
            "interest": "r", "queued": 0, "read": 0, "written": written, "referenced": true, "site": "hello.js:3:31" })
}

/// A server with five clients, five seconds after its start: it sleeps until the first of five timers is due.
pub fn hello() -> Value {
    let timers: Vec<Value> = (0..5)
        .map(|number: u64| {
            let mut timer = item(&format!("timeout#{number}"), "onTimer hello.js:4:12");
            timer["due"] = json!(5_100_000_000 + number);
            timer["since"] = json!(5_000_000_000_u64);
            timer
        })
        .collect();
    let descriptors: Vec<Value> = (0..5).map(|number| descriptor(&format!("conn#{number}.1"), 0)).collect();
    json!({
        "program": "hello.js", "pid": 4711, "backend": "epoll", "at": 5_000_000_000_u64, "oldest": 0, "run": "asleep", "why": null,
        "turn": 7, "phase": "poll", "asleep_until": 5_100_000_000_u64, "stack": [], "next": null, "breaks": [], "slow_ms": 0,
        "queues": { "timers": queue(&timers), "pending": queue(&[]), "ready": queue(&[]), "check": queue(&[]),
                    "closing": queue(&[]), "ticks": queue(&[]), "microtasks": queue(&[]) },
        "descriptors": { "count": descriptors.len(), "items": descriptors },
        "pool": { "size": 4, "threads": 1, "running": 1, "queued": 0, "jobs": [
            { "id": "work#1.1", "label": "open hello.js", "site": null, "thread": 0, "from": 4_000_000_000_u64, "to": null }] },
        "calls": [
            { "at": 4_900_000_000_u64, "call": "accept4", "id": "listener#0.1", "result": 9, "errno": null, "took": 8_000 },
            { "at": 4_900_010_000_u64, "call": "accept4", "id": "listener#0.1", "result": -11, "errno": "EAGAIN", "took": 900 }],
        "lateness": { "count": 3, "p50": 90_000, "p99": 400_000, "max": 400_000, "buckets": [
            { "upto": 100_000, "count": 2 }, { "upto": 1_000_000, "count": 1 }] },
        "hot": [{ "label": "onTimer hello.js:4:12", "calls": 3, "wall": 240_000, "cpu": 230_000, "longest": 110_000 }],
        "counters": { "turns": 7, "callbacks": 8, "events": 5, "read": 0, "written": 33, "lost": 0 },
        "exceptions": [] })
}

/// The same a little later, paused before a callback.
pub fn paused() -> Value {
    let mut state = hello();
    // What happens later has a later time: the page goes by that.
    state["at"] = json!(5_003_000_000_u64);
    state["run"] = json!("paused");
    state["why"] = json!("breakpoint: next timer");
    state["phase"] = json!("timers");
    state["next"] = json!({ "id": "timeout#0", "label": "onTimer hello.js:4:12", "site": "hello.js:4:1",
                            "cause": "it was due 3 ms ago", "since": 5_000_000_000_u64 });
    state
}

/// A server with ten thousand connections and all queues full, at its `turn`.
pub fn heavy(turn: u64) -> Value {
    let mut state = hello();
    for name in ["timers", "pending", "ready", "check", "closing", "ticks", "microtasks"] {
        let items: Vec<Value> = (turn..turn + 100)
            .map(|number| item(&format!("conn#{number}.1"), "onData busy.js:12:9"))
            .collect();
        state["queues"][name] = json!({ "count": 70_000, "items": items });
    }
    let descriptors: Vec<Value> =
        (0..1000).map(|number| descriptor(&format!("conn#{number}.1"), turn)).collect();
    state["descriptors"] = json!({ "count": 10_000, "items": descriptors });
    state["turn"] = json!(turn);
    state["at"] = json!(5_000_000_000 + turn * 100_000_000);
    state["run"] = json!("running");
    state["asleep_until"] = json!(null);
    state
}

/// What each lane did: a span, or how busy it was.
pub fn timeline() -> Value {
    let lane = |name: &str, spans: Value, busy: Value| json!({ "name": name, "spans": spans, "busy": busy });
    json!({ "from": 0, "to": 5_000_000_000_u64, "lanes": [
        lane("timers", json!([[4_800_000_000_u64, 4_810_000_000_u64, null, null]]), json!(null)),
        lane("poll", json!([]), json!([0.0, 0.25, 1.0, 0.5])),
        lane("callbacks", json!([[0, 5_000_000_000_u64, "onTimer hello.js:4:12", "timeout#0"]]), json!(null))] })
}
