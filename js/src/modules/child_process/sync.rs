//! Children that are waited for. Nothing else happens meanwhile, so they have a loop to themselves.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use evloop::{Child, Conn, Event, ExitStatus, Loop, Sig};

use super::plan::{End, Plan, number, property};
use super::{errno, outcome};
use crate::modules::buffer;
use crate::raw::{Answer, Args, Js, Thrown, Value};

const ETIMEDOUT: i32 = if cfg!(target_os = "linux") { 110 } else { 60 };
const ENOBUFS: i32 = if cfg!(target_os = "linux") { 105 } else { 55 };

/// What has become of a child so far.
#[derive(Default)]
struct State {
    child: Option<Child>,
    streams: Vec<Option<Conn>>,
    outputs: Vec<Option<Vec<u8>>>,
    collected: usize,
    status: Option<ExitStatus>,
    /// Why it was killed: an errno, negative.
    error: i32,
}

/// What ends a child before its time.
#[derive(Clone, Copy)]
struct Limits {
    time: Option<Duration>,
    bytes: usize,
    signal: i32,
}

/// `spawnSync(plan)`: `[error, pid, code, signal, outputs]`. Besides what `spawn` takes, the plan has `timeout`, `maxBuffer`,
/// `killSignal`, and inputs in its `stdio`.
pub(super) fn spawn<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let options = args.get(0);
    let plan = match Plan::from_js(js, options)? {
        Ok(plan) => plan,
        Err(errno) => return failed(js, errno),
    };
    let limits = Limits {
        time: number(js, options, "timeout")?
            .filter(|&ms| ms > 0.0)
            .map(|ms| Duration::from_secs_f64(ms / 1000.0)),
        bytes: number(js, options, "maxBuffer")?
            .filter(|&bytes| bytes > 0.0)
            .map_or(usize::MAX, |bytes| bytes as usize),
        signal: number(js, options, "killSignal")?.filter(|&number| number > 0.0).unwrap_or(15.0) as i32,
    };
    let inputs = inputs(js, options)?;
    match run(plan, limits, inputs) {
        Ok((state, pid)) => answer(js, state, pid),
        Err(error) => failed(js, errno(&error)),
    }
}

/// The bytes for each of the child's descriptors that have any.
fn inputs(js: &mut Js<'_>, options: Value<'_>) -> Result<Vec<Vec<u8>>, Thrown> {
    let list = property(js, options, "stdio")?;
    let mut inputs = Vec::new();
    for index in 0..list.value().length(js)? {
        let entry = list.value().get_index(js, index)?;
        let input = property(js, entry.value(), "input")?;
        inputs.push(input.value().view_bytes(js).unwrap_or_default().to_vec());
    }
    Ok(inputs)
}

fn run(plan: Plan, limits: Limits, inputs: Vec<Vec<u8>>) -> evloop::Result<(State, u32)> {
    let mut lp = Loop::new()?;
    let state = Rc::new(RefCell::new(State::default()));
    let ended = state.clone();
    let child = lp.spawn(&plan.command, move |_, _, status| ended.borrow_mut().status = Some(status))?;
    let pid = child.pid(&lp).unwrap_or(0);
    drop(plan.command);
    for (index, end) in plan.ends.iter().enumerate() {
        let stream = match end {
            End::Pipe => child.stdio(&lp, index),
            _ => None,
        };
        let mut now = state.borrow_mut();
        now.streams.push(stream);
        now.outputs.push(stream.filter(|_| index > 0).map(|_| Vec::new()));
    }
    state.borrow_mut().child = Some(child);
    let streams = state.borrow().streams.clone();
    for (index, stream) in streams.into_iter().enumerate() {
        if let Some(stream) = stream {
            attend(&mut lp, &state, limits, stream, index, inputs.get(index).map_or(&[][..], Vec::as_slice));
        }
    }
    if let Some(time) = limits.time {
        let state = state.clone();
        let timer = lp.after(time, move |lp| kill(lp, &state, limits, -ETIMEDOUT));
        timer.set_ref(&mut lp, false);
    }
    while lp.alive() {
        lp.turn()?;
    }
    let state = state.take();
    Ok((state, pid))
}

/// Writes what the child shall read, and keeps what it writes.
fn attend(
    lp: &mut Loop,
    state: &Rc<RefCell<State>>,
    limits: Limits,
    stream: Conn,
    index: usize,
    input: &[u8],
) {
    let state = state.clone();
    stream.start(lp, move |lp, stream, event| match event {
        Event::Data(bytes) => {
            let mut now = state.borrow_mut();
            now.collected += bytes.len();
            let full = now.collected > limits.bytes;
            if let Some(Some(output)) = now.outputs.get_mut(index) {
                output.extend_from_slice(bytes);
            }
            drop(now);
            if full {
                kill(lp, &state, limits, -ENOBUFS);
            }
        }
        // The child may end without having read everything: that is its own affair.
        Event::End | Event::Error(_) => {
            stream.close(lp);
        }
        _ => {}
    });
    if !input.is_empty() {
        let _ = stream.write(lp, input);
    }
    if index == 0 || !input.is_empty() {
        stream.end(lp);
    }
}

/// Ends the child, and hears no more of it: others may hold the other ends of its pipes.
fn kill(lp: &mut Loop, state: &Rc<RefCell<State>>, limits: Limits, error: i32) {
    let mut now = state.borrow_mut();
    if now.error != 0 {
        return;
    }
    now.error = error;
    if let Some(child) = now.child
        && child.kill(lp, Sig::from_number(limits.signal)).is_err()
    {
        // What is no signal here must not let the child live.
        let _ = child.kill(lp, Sig::KILL);
    }
    for stream in now.streams.iter().flatten() {
        stream.close(lp);
    }
}

fn answer<'a>(js: &mut Js<'a>, state: State, pid: u32) -> Answer<'a> {
    let outputs = js.array()?;
    for (index, output) in state.outputs.iter().enumerate() {
        let output = match output {
            Some(bytes) => buffer::copy(js, bytes)?,
            None => js.null(),
        };
        outputs.value().set_index(js, index as u32, output)?;
    }
    let (code, signal) = state.status.map_or((0, 0), outcome);
    let answer = js.array()?;
    let fields = [js.int(state.error), js.int(pid as i32), js.int(code), js.int(signal), outputs];
    for (index, field) in fields.into_iter().enumerate() {
        answer.value().set_index(js, index as u32, field)?;
    }
    Ok(answer)
}

/// No child came to be.
fn failed<'a>(js: &mut Js<'a>, errno: i32) -> Answer<'a> {
    let answer = js.array()?;
    let fields = [js.int(errno), js.int(0), js.null(), js.null(), js.null()];
    for (index, field) in fields.into_iter().enumerate() {
        answer.value().set_index(js, index as u32, field)?;
    }
    Ok(answer)
}
