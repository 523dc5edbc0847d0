//! The simulated backend: who is ready, and the clock that jumps.

use super::names;
use super::socket::Id;
use super::world::{Plan, State, World};
use crate::poller::{Event, Interest, Poller, Ready, Token, Wake};
use crate::{Error, Result};
use std::os::fd::{AsRawFd, BorrowedFd};
use std::sync::Arc;
use std::time::Duration;

/// The simulated backend.
pub struct Simulated(World);

impl Simulated {
    /// A poller that lives in `world`.
    pub fn new(world: World) -> Simulated {
        Simulated(world)
    }

    /// The socket of this world that the descriptor names, if it does.
    fn socket(&self, fd: BorrowedFd<'_>) -> Option<Id> {
        let (world, id) = names::find(fd.as_raw_fd())?;
        Arc::ptr_eq(&world.0, &self.0.0).then_some(id)
    }
}

impl Poller for Simulated {
    fn add(&mut self, fd: BorrowedFd<'_>, token: Token, interest: Interest) -> Result<()> {
        let socket = self.socket(fd);
        let mut state = self.0.lock();
        state.has_room("add", libc::ENOSPC)?;
        let before = match socket {
            Some(id) => state.watch(id, token, interest),
            None => state.registered.insert(fd.as_raw_fd(), (token, interest)),
        };
        let Some(before) = before else { return Ok(()) };
        // It was registered already, and the first stays.
        match socket {
            Some(id) => drop(state.watch(id, before.0, before.1)),
            None => drop(state.registered.insert(fd.as_raw_fd(), before)),
        }
        Err(Error::new("add", libc::EEXIST))
    }

    fn modify(&mut self, fd: BorrowedFd<'_>, token: Token, _old: Interest, new: Interest) -> Result<()> {
        let socket = self.socket(fd);
        let mut state = self.0.lock();
        state.has_room("modify", libc::ENOMEM)?;
        let entry = match socket {
            Some(id) => state.sockets.get_mut(&id).and_then(|socket| socket.watched.as_mut()),
            None => state.registered.get_mut(&fd.as_raw_fd()),
        };
        *entry.ok_or(Error::new("modify", libc::ENOENT))? = (token, new);
        Ok(())
    }

    fn remove(&mut self, fd: BorrowedFd<'_>, _old: Interest) -> Result<()> {
        let socket = self.socket(fd);
        let mut state = self.0.lock();
        let entry = match socket {
            Some(id) => state.sockets.get_mut(&id).and_then(|socket| socket.watched.take()),
            None => state.registered.remove(&fd.as_raw_fd()),
        };
        entry.map(drop).ok_or(Error::new("remove", libc::ENOENT))
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
            if deadline.is_none() && state.next().is_none() {
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

    fn renew(&mut self) -> Result<()> {
        let mut state = self.0.lock();
        state.registered.clear();
        state.sockets.values_mut().for_each(|socket| socket.watched = None);
        Ok(())
    }

    fn name(&self) -> &'static str {
        "simulated"
    }

    fn world(&self) -> Option<&World> {
        Some(&self.0)
    }
}

impl State {
    fn has_room(&mut self, call: &'static str, errno: libc::c_int) -> Result<()> {
        match self.dice.chance(self.network.watch_errors) {
            true => Err(Error::new(call, errno)),
            false => Ok(()),
        }
    }

    /// Notes who watches a socket, and says who did before.
    fn watch(&mut self, id: Id, token: Token, interest: Interest) -> Option<(Token, Interest)> {
        self.sockets.get_mut(&id)?.watched.replace((token, interest))
    }

    /// Lets happen what has come due, and adds whoever is ready to `events`; whether there was anybody.
    fn collect(&mut self, events: &mut Vec<Event>) -> bool {
        let before = events.len();
        if std::mem::take(&mut self.woken) {
            events.push(Event { token: Token::WAKE, ready: Ready::READ });
        }
        while let Some(plan) = self.due() {
            match plan {
                Plan::Ready(fd, ready) => match self.registered.get(&fd) {
                    Some(&(token, interest)) if ready.concerns(interest) => {
                        events.push(Event { token, ready })
                    }
                    _ => {}
                },
                other => self.carry_out(other),
            }
        }
        let mut ready = self.ready_sockets();
        if self.network.disorder && ready.len() > 1 {
            self.dice.shuffle(&mut ready);
            // Whoever is left out is told of next time.
            let count = 1 + self.dice.below(ready.len());
            ready.truncate(count);
        }
        events.append(&mut ready);
        events.len() > before
    }

    fn ready_sockets(&mut self) -> Vec<Event> {
        let State { sockets, dice, network, .. } = self;
        let mut events = Vec::new();
        for socket in sockets.values() {
            let Some((token, interest)) = socket.watched else { continue };
            let ready = socket.ready(sockets, network).within(interest);
            if !ready.is_empty() {
                events.push(Event { token, ready });
            } else if dice.chance(network.spurious) {
                let lie = if interest.read() { Ready::READ } else { Ready::WRITE };
                events.push(Event { token, ready: lie });
            }
        }
        events
    }
}

impl Wake for World {
    fn wake(&self) -> Result<()> {
        self.lock().woken = true;
        self.0.changed.notify_all();
        Ok(())
    }
}
