//! `evloop top`: what a program that is being viewed does, on a terminal, each second anew.
//!
//! It asks the page's server, as a page would. `top/ask.rs` does that, `top/report.rs` puts the answer into lines,
//! `top/screen.rs` shows them.

mod ask;
mod report;
mod screen;

use crate::server::notice;
use ask::Address;
use evloop::{Backend, Loop, Sig};
use report::Size;
use screen::Screen;
use serde_json::Value;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

/// How often the program is asked: rates are per second, and can be read.
const EVERY: Duration = Duration::from_secs(1);

/// Whom to watch, and how.
#[derive(Clone, Debug, Default)]
pub struct TopOptions {
    /// The address of a page, or the number of a process; empty for the only program that is being viewed.
    pub target: String,
    /// One report, of one second, and no screen.
    pub once: bool,
}

/// Why there is nothing to watch (any more).
#[derive(Debug)]
pub struct TopError(String);

impl fmt::Display for TopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TopError {}

impl From<evloop::Error> for TopError {
    fn from(error: evloop::Error) -> TopError {
        TopError(error.to_string())
    }
}

/// Watches a program until it ends, or somebody presses Ctrl-C. Where standard output is no terminal, one report is printed.
///
/// # Errors
/// When there is no such program, or it does not answer, in a sentence.
pub fn top(options: &TopOptions) -> Result<(), TopError> {
    let address = find(&options.target)?;
    let screen = if options.once { None } else { Screen::open() };
    let watch = Rc::new(RefCell::new(Watch { address, screen, before: None, result: Ok(()) }));
    let mut lp = Loop::builder().backend(Backend::Poll).build()?;
    for sig in [Sig::INT, Sig::TERM, Sig::HUP] {
        lp.signal(sig, |lp, _| lp.stop())?.set_ref(&mut lp, false);
    }
    let asking = Rc::clone(&watch);
    lp.immediate(move |lp| look(&asking, lp));
    lp.run()?;
    let mut watch = watch.borrow_mut();
    watch.screen = None;
    std::mem::replace(&mut watch.result, Ok(()))
}

struct Watch {
    address: Address,
    /// None: one report is to be printed.
    screen: Option<Screen>,
    before: Option<Value>,
    result: Result<(), TopError>,
}

/// Asks for the state, and shows what has become of it since the last time.
fn look(watch: &Rc<RefCell<Watch>>, lp: &mut Loop) {
    let heard = Rc::clone(watch);
    let address = watch.borrow().address.clone();
    let host = address.host();
    let asked = ask::state(lp, &address, move |lp, answer| {
        let mut watch = heard.borrow_mut();
        let state = match answer {
            Ok(state) => state,
            // A program that has been there may go.
            Err(_) if watch.before.is_some() => return lp.stop(),
            Err(sentence) => {
                watch.result = Err(TopError(format!("{host}: {sentence}")));
                return lp.stop();
            }
        };
        let over = state["run"] == "ended";
        let before = watch.before.replace(state);
        let state = watch.before.as_ref().unwrap_or(&Value::Null);
        match (&watch.screen, &before) {
            (Some(screen), _) => screen.show(&report::lines(state, before.as_ref(), screen.size())),
            // A rate needs two looks, unless there will not be a second one.
            (None, None) if !over => {}
            (None, _) => {
                screen::print(&report::lines(state, before.as_ref(), Size::UNLIMITED));
                return lp.stop();
            }
        }
        if over {
            return lp.stop();
        }
        drop(watch);
        lp.after(EVERY, move |lp| look(&heard, lp));
    });
    if let Err(error) = asked {
        watch.borrow_mut().result = Err(error.into());
        lp.stop();
    }
}

/// The address that is meant.
fn find(target: &str) -> Result<Address, TopError> {
    if target.contains("://") {
        return Address::parse(target).ok_or_else(|| {
            TopError(format!("{target:?} is no address of a page: http://127.0.0.1:PORT/TOKEN/"))
        });
    }
    let mut pages = notice::pages().map_err(|error| TopError(error.to_string()))?;
    if !target.is_empty() {
        let pid: u32 = target
            .parse()
            .map_err(|_| TopError(format!("{target:?} is neither an address nor the number of a process")))?;
        pages.retain(|page| page.pid == pid);
        if pages.is_empty() {
            return Err(TopError(format!("process {pid} shows no page: start it by evloop run --view FILE")));
        }
    }
    match &*pages {
        [] => Err(TopError("no program shows a page: start one by evloop run --view FILE".to_owned())),
        [page] => Address::parse(&page.url)
            .ok_or_else(|| TopError(format!("the notice of process {} has no address", page.pid))),
        pages => {
            let list: String = pages
                .iter()
                .map(|page| format!("\n{:>8}  {}", page.pid, screen::plain(&page.program)))
                .collect();
            Err(TopError(format!("there are several programs; say which one, by its number:{list}")))
        }
    }
}
