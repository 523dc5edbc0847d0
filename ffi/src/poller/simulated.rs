//! A kernel that is not there: for tests that must neither sleep nor depend on luck.
//!
//! Its clock stands still while the loop works, and jumps when the loop would sleep. A [`World`] in the test's
//! hands says which descriptor becomes ready, and when.

use super::{Event, Interest, Poller, Ready, Token, Wake};
use crate::{Error, Result};
use std::collections::BTreeMap;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// What happens around a simulated loop; a handle that a test keeps.
#[derive(Clone, Default)]
pub struct World(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    now: Duration,
    woken: bool,
    registered: BTreeMap<RawFd, (Token, Interest)>,
    // By time, then by the order in which they were planned.
    planned: BTreeMap<(Duration, u64), (RawFd, Ready)>,
    plans: u64,
    sleeps: u64,
}

impl World {
    /// A world at time zero in which nothing is going to happen.
    pub fn new() -> World {
        World::default()
    }

    /// The time in this world.
    pub fn now(&self) -> Duration {
        self.lock().now
    }

    /// Lets time pass, as if a callback had been busy for so long.
    pub fn pass(&self, time: Duration) {
        let mut state = self.lock();
        state.now = state.now.saturating_add(time);
    }

    /// How often the loop would have slept.
    pub fn sleeps(&self) -> u64 {
        self.lock().sleeps
    }

    /// Plans that a descriptor becomes ready, once, at the time given. The descriptor is only a name here. An
    /// event that comes when nobody asks for it is lost.
    pub fn ready_at(&self, at: Duration, fd: impl AsFd, ready: Ready) {
        let mut state = self.lock();
        state.plans += 1;
        let key = (at, state.plans);
        state.planned.insert(key, (fd.as_fd().as_raw_fd(), ready));
        self.0.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl State {
    /// Moves what has come due to `events`; whether there was anything.
    fn collect(&mut self, events: &mut Vec<Event>) -> bool {
        let before = events.len();
        if std::mem::take(&mut self.woken) {
            events.push(Event { token: Token::WAKE, ready: Ready::READ });
        }
        while let Some(plan) = self.planned.first_entry() {
            if plan.key().0 > self.now {
                break;
            }
            let (fd, ready) = plan.remove();
            match self.registered.get(&fd) {
                Some(&(token, interest)) if ready.concerns(interest) => events.push(Event { token, ready }),
                _ => {}
            }
        }
        events.len() > before
    }

    /// The next moment at which something is planned.
    fn next(&self) -> Option<Duration> {
        self.planned.first_key_value().map(|((at, _), _)| *at)
    }
}

/// The simulated backend.
pub struct Simulated(World);

impl Simulated {
    /// A poller that lives in `world`.
    pub fn new(world: World) -> Simulated {
        Simulated(world)
    }
}

impl Poller for Simulated {
    fn add(&mut self, fd: BorrowedFd<'_>, token: Token, interest: Interest) -> Result<()> {
        let mut state = self.0.lock();
        if state.registered.contains_key(&fd.as_raw_fd()) {
            return Err(Error::new("add", libc::EEXIST));
        }
        state.registered.insert(fd.as_raw_fd(), (token, interest));
        Ok(())
    }

    fn modify(&mut self, fd: BorrowedFd<'_>, token: Token, _old: Interest, new: Interest) -> Result<()> {
        match self.0.lock().registered.get_mut(&fd.as_raw_fd()) {
            Some(entry) => *entry = (token, new),
            None => return Err(Error::new("modify", libc::ENOENT)),
        }
        Ok(())
    }

    fn remove(&mut self, fd: BorrowedFd<'_>, _old: Interest) -> Result<()> {
        match self.0.lock().registered.remove(&fd.as_raw_fd()) {
            Some(_) => Ok(()),
            None => Err(Error::new("remove", libc::ENOENT)),
        }
    }

    /// Jumps to the next thing planned or to the end of the timeout, whichever is first. With neither, it really
    /// waits: only another thread can bring something then.
    fn wait(&mut self, timeout: Option<Duration>, events: &mut Vec<Event>) -> Result<()> {
        let shared = &self.0.0;
        let mut state = self.0.lock();
        if state.collect(events) || timeout == Some(Duration::ZERO) {
            return Ok(());
        }
        state.sleeps += 1;
        let deadline = timeout.map(|timeout| state.now.saturating_add(timeout));
        loop {
            if let Some(target) = [deadline, state.next()].into_iter().flatten().min() {
                state.now = state.now.max(target);
            }
            if state.collect(events) || deadline.is_some_and(|deadline| state.now >= deadline) {
                return Ok(());
            }
            if state.next().is_none() {
                state = shared.changed.wait(state).unwrap_or_else(|poisoned| poisoned.into_inner());
            }
        }
    }

    fn now(&self) -> Duration {
        self.0.now()
    }

    fn waker(&self) -> Arc<dyn Wake> {
        Arc::new(self.0.clone())
    }

    fn name(&self) -> &'static str {
        "simulated"
    }
}

impl Wake for World {
    fn wake(&self) -> Result<()> {
        self.lock().woken = true;
        self.0.changed.notify_all();
        Ok(())
    }
}
