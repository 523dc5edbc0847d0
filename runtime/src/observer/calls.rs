//! System calls, as observers are told of them: what each gave back, and how long it took.
//!
//! The calls that streams make most are told on a way of their own (`stream/plain.rs`), so that loops which nobody watches do
//! not pay for it.

use crate::event_loop::Loop;
use crate::observer::{Call, Moment, SourceId};
use evloop_ffi::datagram::{DatagramSocket, Received};
use evloop_ffi::poller::Poller;
use evloop_ffi::rights;
use evloop_ffi::socket::Socket;
use evloop_ffi::{Error, Result};
use std::os::fd::{AsFd, AsRawFd};
use std::time::Duration;

/// The call that takes a connection.
pub(crate) const ACCEPT: &str = if cfg!(target_vendor = "apple") { "accept" } else { "accept4" };

/// What a call gives back when it has not failed, as the number that the kernel gave.
pub(crate) trait Answer {
    fn number(&self) -> i64;
}

impl Answer for () {
    fn number(&self) -> i64 {
        0
    }
}

impl Answer for usize {
    fn number(&self) -> i64 {
        *self as i64
    }
}

/// Of `connect`, whether it stands.
impl Answer for bool {
    fn number(&self) -> i64 {
        if *self { 0 } else { -i64::from(Error::in_progress("connect").errno) }
    }
}

impl Answer for Socket {
    fn number(&self) -> i64 {
        i64::from(self.as_fd().as_raw_fd())
    }
}

impl Answer for DatagramSocket {
    fn number(&self) -> i64 {
        self.socket().number()
    }
}

impl Answer for rights::Received {
    fn number(&self) -> i64 {
        self.count.number()
    }
}

/// Of one datagram its length; of several, how many they are.
impl Answer for Vec<Received> {
    fn number(&self) -> i64 {
        match &self[..] {
            [one] => one.count.number(),
            several => several.len().number(),
        }
    }
}

fn result_of<T: Answer>(outcome: &Result<T>) -> i64 {
    match outcome {
        Ok(answer) => answer.number(),
        Err(error) => -i64::from(error.errno),
    }
}

impl Loop {
    /// Tells of a call that began then and has just ended.
    #[inline]
    pub(crate) fn after_call<T: Answer>(
        &self,
        begun: Option<Duration>,
        name: &'static str,
        source: SourceId,
        outcome: &Result<T>,
    ) {
        if let Some(begun) = begun {
            self.tell_call(begun, name, source, result_of(outcome));
        }
    }

    #[cold]
    fn tell_call(&self, begun: Duration, name: &'static str, source: SourceId, result: i64) {
        let now = self.clock_now();
        let took = now.saturating_sub(begun);
        self.tell_observer_at(now, Moment::Called(Call { name, source, result, took }));
    }

    /// To write down calls that make a source, until it has a name under which they can be told.
    pub(crate) fn calls(&self) -> Calls<'_> {
        Calls { poller: self.audience.taken().then_some(&*self.poller), made: Vec::new() }
    }

    /// Tells of the calls that made a source.
    pub(crate) fn tell_calls(&self, source: SourceId, made: Vec<Made>) {
        for Made { name, result, took } in made {
            self.note(Moment::Called(Call { name, source, result, took }));
        }
    }
}

/// A call that was made for a source without a name.
pub(crate) struct Made {
    name: &'static str,
    result: i64,
    took: Duration,
}

/// Writes down calls, if anybody wants to know of them.
pub(crate) struct Calls<'a> {
    poller: Option<&'a dyn Poller>,
    made: Vec<Made>,
}

impl Calls<'_> {
    /// Makes a call.
    pub(crate) fn make<T: Answer>(
        &mut self,
        name: &'static str,
        call: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let Some(poller) = self.poller else { return call() };
        let begun = poller.now();
        let outcome = call();
        let took = poller.now().saturating_sub(begun);
        self.made.push(Made { name, result: result_of(&outcome), took });
        outcome
    }

    pub(crate) fn made(self) -> Vec<Made> {
        self.made
    }
}
