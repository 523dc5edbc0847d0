//! What the process uses, and what keeps it alive; and another program in its place.

use std::ffi::CString;

use evloop::{Kind, system};

use crate::raw::{Answer, Args, Js, Thrown, Value};

/// `memoryLimits()`: [what this process may have at most, or 0; what it could still get].
pub(super) fn memory_limits<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let (limit, attainable) = match system::memory() {
        Ok(memory) => (memory.limit.unwrap_or(0), memory.attainable().unwrap_or(memory.total)),
        Err(_) => (0, 0),
    };
    super::numbers(js, &[limit as f64, attainable as f64])
}

/// `threadResources()`: user and system time of this thread in microseconds.
pub(super) fn thread_resources<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let usage = match system::thread_usage() {
        Ok(usage) => usage,
        Err(error) => return Ok(js.int(-error.errno)),
    };
    super::numbers(js, &[usage.user.as_micros() as f64, usage.system.as_micros() as f64])
}

/// `activeResources()`: Node's names of what the loop holds, each as often as there is one. Timers are not among them.
pub(super) fn active_resources<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let metrics = js.with_loop(|lp| lp.metrics());
    let mut names = Vec::new();
    if let Some(metrics) = metrics {
        let mut add = |name: &'static str, count: usize| names.extend(std::iter::repeat_n(name, count));
        for (kind, name) in [
            (Kind::Conn, "TCPSocketWrap"),
            (Kind::Listener, "TCPServerWrap"),
            (Kind::Udp, "UDPWrap"),
            (Kind::Child, "ProcessWrap"),
            (Kind::Work, "FSReqCallback"),
            (Kind::FileWatch, "FSEventWrap"),
            (Kind::FilePoll, "StatWatcher"),
        ] {
            add(name, metrics.sources.get(&kind).copied().unwrap_or(0));
        }
    }
    js.strings(names.into_iter())
}

/// `replace(program, arguments, environment)`: comes back only if it fails, with a negative errno.
pub(super) fn replace<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let program = c_string(args.get(0).text(js));
    let (arguments, environment) = (c_strings(js, args.get(1))?, c_strings(js, args.get(2))?);
    let error = system::replace_process(&program, &arguments, &environment);
    Ok(js.int(-error.errno))
}

/// A string without NUL characters, which JavaScript has seen to.
fn c_string(text: Option<String>) -> CString {
    CString::new(text.unwrap_or_default()).unwrap_or_default()
}

fn c_strings(js: &mut Js<'_>, list: Value<'_>) -> Result<Vec<CString>, Thrown> {
    let mut strings = Vec::new();
    for index in 0..list.length(js)? {
        let item = list.get_index(js, index)?;
        strings.push(c_string(item.value().text(js)));
    }
    Ok(strings)
}
