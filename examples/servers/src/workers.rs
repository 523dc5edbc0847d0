//! Workers: processes that are begun before anybody comes and live as long as the server. The parent serves nobody. It waits
//! for the end of any of them, and puts another in its place.

use crate::children::{Children, News};
use crate::doorstep;
use crate::limit::{Limit, REST};
use crate::setting::Setting;
use evloop::Result;
use evloop_ffi::process::Process;
use evloop_ffi::socket::Socket;
use std::thread;

/// Keeps `count` workers, each of which does `work` (it is given its place, from 0 on), until a signal asks for the end. What
/// keeps one from working is told on standard error.
///
/// `listener` is where all of them, or one of them, listen: it is announced when the workers are there.
pub fn keep(
    setting: &Setting,
    count: usize,
    listener: &Socket,
    work: impl Fn(usize) -> Result<()>,
) -> Result<()> {
    let name = setting.model.name;
    let limit = Limit::new(name);
    let mut children = Children::new()?;
    let mut places: Vec<Option<Process>> = vec![None; count];
    let mut announced = false;
    loop {
        for (place, worker) in places.iter_mut().enumerate().filter(|(_, worker)| worker.is_none()) {
            match children.begin(|| code_of(name, work(place))) {
                Ok(begun) => *worker = Some(begun),
                Err(error) => {
                    limit.tell("no process for another worker", error);
                    break;
                }
            }
        }
        if !announced {
            doorstep::announce(listener)?;
            announced = true;
        }
        let timeout = places.contains(&None).then_some(REST);
        let News::Ended(ended) = children.wait(None, timeout)? else { return Ok(()) };
        for place in places.iter_mut().filter(|place| place.is_some_and(|worker| ended.contains(&worker))) {
            log::warn!("{name}: worker {} has ended, another takes its place", place.map_or(0, Process::id));
            *place = None;
        }
        if !ended.is_empty() {
            // Those that cannot live must not be begun a thousand times a second.
            thread::sleep(REST);
        }
    }
}

/// With which code a worker ends.
fn code_of(name: &str, done: Result<()>) -> i32 {
    match done {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("evloop serve: {name}: a worker: {error}");
            1
        }
    }
}
