//! Failures on order: a plan says which system calls fail, and how. For tests; only with the cargo feature `fault`.
//!
//! ```
//! use evloop_ffi::{fault::Plan, io};
//!
//! let plan: Plan = "read:EIO@2,write:short=1".parse()?;
//! let (reader, writer) = io::pipe().unwrap();
//! let installed = plan.install();
//! assert_eq!(io::write(&writer, b"abc"), Ok(1));
//! assert_eq!(io::read(&reader, &mut [0; 8]), Ok(1));
//! assert_eq!(io::read(&reader, &mut [0; 8]).unwrap_err().name(), "EIO");
//! assert_eq!(installed.struck(), 2);
//! # Ok::<(), evloop_ffi::fault::BadPlan>(())
//! ```
//!
//! A plan is a list of rules, separated by commas: `CALL:ERRNO` fails every call of that name, `CALL:ERRNO@3` the third,
//! `CALL:ERRNO@3..9` the third to the ninth, `CALL:ERRNO@3..` all from the third on. `CALL:short=N` lets a read or write take
//! N bytes at most, and knows the same `@`. Calls have the names that errors have: a socket's `recv` is `read`, its `send`
//! and `sendmsg` are `write`. A call that shall fail is not made.
//!
//! A plan that is installed holds for its thread. The one in the environment variable `EVLOOP_FAULT` holds for all threads
//! that have none, which count together. What cannot fail (clocks), reports in a way of its own (getaddrinfo, the
//! standard library's pipe), runs in a signal handler or between fork and exec, does not look at plans.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::sync::{Mutex, OnceLock};

/// The environment variable with the plan of the whole process.
const VARIABLE: &str = "EVLOOP_FAULT";

/// The highest errno that is tried for a name.
const LAST_ERRNO: i32 = 200;

/// Which calls fail, and how.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    rules: Vec<Rule>,
    /// How often each call was asked for so far.
    counts: BTreeMap<&'static str, u64>,
    struck: u64,
}

#[derive(Clone, Debug)]
struct Rule {
    call: String,
    effect: Effect,
    /// Which calls of the name, counted from 1.
    which: RangeInclusive<u64>,
}

#[derive(Clone, Copy, Debug)]
enum Effect {
    Fail(i32),
    Short(usize),
}

impl Plan {
    /// A plan by which nothing fails: calls are counted only.
    pub fn new() -> Plan {
        Plan::default()
    }

    /// Lets calls of that name fail with `errno`, namely those `which`, counted from 1.
    pub fn fail(mut self, call: &str, errno: i32, which: RangeInclusive<u64>) -> Plan {
        self.rules.push(Rule { call: call.to_owned(), effect: Effect::Fail(errno), which });
        self
    }

    /// Lets reads or writes of that name take `length` bytes at most (at least one), namely those `which`.
    pub fn shorten(mut self, call: &str, length: usize, which: RangeInclusive<u64>) -> Plan {
        self.rules.push(Rule { call: call.to_owned(), effect: Effect::Short(length.max(1)), which });
        self
    }

    /// Puts the plan in force on this thread, in place of any other, until what is returned is dropped.
    pub fn install(self) -> Installed {
        PLAN.set(Some(self));
        Installed(())
    }

    /// Counts one call; the errno that it shall fail with.
    fn failure(&mut self, call: &'static str) -> Option<i32> {
        let count = self.counts.entry(call).or_insert(0);
        *count += 1;
        let number = *count;
        let errno = self.rules.iter().find_map(|rule| match rule.effect {
            Effect::Fail(errno) if rule.hits(call, number) => Some(errno),
            _ => None,
        });
        self.struck += u64::from(errno.is_some());
        errno
    }

    /// How much the coming call may take. It is counted afterwards, by `failure`.
    fn limit(&mut self, call: &'static str) -> Option<usize> {
        let number = self.counts.get(call).copied().unwrap_or(0) + 1;
        let length = self.rules.iter().find_map(|rule| match rule.effect {
            Effect::Short(length) if rule.hits(call, number) => Some(length),
            _ => None,
        });
        self.struck += u64::from(length.is_some());
        length
    }
}

impl Rule {
    fn hits(&self, call: &str, number: u64) -> bool {
        self.call == call && self.which.contains(&number)
    }
}

/// A plan in force. Dropping it ends it.
#[derive(Debug)]
pub struct Installed(());

impl Installed {
    /// How often each call was asked for since the plan was installed, those that failed included.
    pub fn counts(&self) -> BTreeMap<&'static str, u64> {
        PLAN.with_borrow(|plan| plan.as_ref().map(|plan| plan.counts.clone()).unwrap_or_default())
    }

    /// How many calls the plan has made fail or shortened.
    pub fn struck(&self) -> u64 {
        PLAN.with_borrow(|plan| plan.as_ref().map_or(0, |plan| plan.struck))
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        PLAN.set(None);
    }
}

/// A plan that cannot be understood; the rule at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPlan(String);

impl fmt::Display for BadPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not a rule like accept4:EMFILE@3..9 or write:short=1", self.0)
    }
}

impl std::error::Error for BadPlan {}

impl FromStr for Plan {
    type Err = BadPlan;

    fn from_str(text: &str) -> Result<Plan, BadPlan> {
        let rules = text.split(',').filter(|rule| !rule.trim().is_empty());
        let rules = rules.map(|rule| parse_rule(rule.trim()).ok_or_else(|| BadPlan(rule.trim().to_owned())));
        Ok(Plan { rules: rules.collect::<Result<_, _>>()?, ..Plan::default() })
    }
}

fn parse_rule(text: &str) -> Option<Rule> {
    let (call, rest) = text.split_once(':')?;
    let (what, which) = rest.split_once('@').map_or((rest, None), |(what, which)| (what, Some(which)));
    let effect = match what.strip_prefix("short=") {
        Some(length) => Effect::Short(length.parse().ok().filter(|&length| length > 0)?),
        None => Effect::Fail((1..=LAST_ERRNO).find(|&errno| crate::names::of(errno) == Some(what))?),
    };
    let number = |text: &str| text.parse().ok().filter(|&number: &u64| number > 0);
    let which = match which.map(|which| which.split_once("..").ok_or(which)) {
        None => 1..=u64::MAX,
        Some(Err(only)) => number(only)?..=number(only)?,
        Some(Ok((first, ""))) => number(first)?..=u64::MAX,
        Some(Ok((first, last))) => number(first)?..=number(last)?,
    };
    (!call.is_empty() && !which.is_empty()).then(|| Rule { call: call.to_owned(), effect, which })
}

thread_local!(static PLAN: RefCell<Option<Plan>> = const { RefCell::new(None) });

/// The plan in the environment.
///
/// # Panics
/// When it cannot be understood: a test that fails nothing would prove nothing.
fn of_the_process() -> Option<&'static Mutex<Plan>> {
    static SHARED: OnceLock<Option<Mutex<Plan>>> = OnceLock::new();
    let read = || {
        let text = std::env::var(VARIABLE).ok()?;
        Some(Mutex::new(text.parse().unwrap_or_else(|error| panic!("{VARIABLE}: {error}"))))
    };
    SHARED.get_or_init(read).as_ref()
}

/// Asks the plan in force, if there is any.
fn ask<T>(question: impl Fn(&mut Plan) -> Option<T>) -> Option<T> {
    // A thread that is ending has no plan of its own any more.
    let own = PLAN.try_with(|plan| plan.borrow_mut().as_mut().map(&question));
    match own {
        Ok(Some(answer)) => answer,
        _ => question(&mut of_the_process()?.lock().unwrap_or_else(|poisoned| poisoned.into_inner())),
    }
}

/// Counts one call; the errno that it shall fail with instead of being made.
pub(crate) fn failure(call: &'static str) -> Option<i32> {
    ask(|plan| plan.failure(call))
}

/// How many bytes the coming read or write may take.
pub(crate) fn limit(call: &'static str) -> Option<usize> {
    ask(|plan| plan.limit(call))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_hit_the_calls_that_they_name() {
        let mut plan: Plan = "a:EIO@2..3, b:EINTR@2,c:EPERM@2..,d:ENOSPC".parse().unwrap();
        let mut hits = |call| (1..=4).map(|_| plan.failure(call).is_some()).collect::<Vec<_>>();
        assert_eq!(hits("a"), [false, true, true, false]);
        assert_eq!(hits("b"), [false, true, false, false]);
        assert_eq!(hits("c"), [false, true, true, true]);
        assert_eq!(hits("d"), [true; 4]);
        assert_eq!(hits("e"), [false; 4]);
        assert_eq!(plan.struck, 10);
    }

    #[test]
    fn what_is_no_rule_is_named() {
        for bad in [
            "read",
            "read:",
            ":EIO",
            "read:ENONSENSE",
            "read:EIO@0",
            "read:EIO@x",
            "read:EIO@3..2",
            "write:short=0",
        ] {
            let error = format!("close:EIO,{bad}").parse::<Plan>().unwrap_err();
            assert_eq!(error, BadPlan(bad.to_owned()));
        }
        assert!("".parse::<Plan>().unwrap().rules.is_empty());
    }
}
