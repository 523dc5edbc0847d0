//! The world: its clock, and what is going to happen in it.

use super::dice::Dice;
use super::network::Network;
use super::socket::{Id, Socket};
use crate::poller::{Interest, Ready, Token};
use crate::{Error, Result};
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

/// What happens around a simulated loop: time, and a network. A handle that a test keeps; its clones are the same world.
///
/// A world is made for one loop. Everything in it follows from its seed and from what the loop does, so what another
/// thread does to the loop (jobs of the pool, posts) is as unforeseeable here as elsewhere.
#[derive(Clone, Default)]
pub struct World(pub(super) Arc<Shared>);

#[derive(Default)]
pub(super) struct Shared {
    state: Mutex<State>,
    pub(super) changed: Condvar,
    /// What the names of sockets are duplicates of.
    pub(super) name: OnceLock<OwnedFd>,
}

#[derive(Default)]
pub(crate) struct State {
    pub(super) now: Duration,
    pub(super) woken: bool,
    pub(super) sleeps: u64,
    /// Descriptors that are not of this world, of which [`World::ready_at`] says when they are ready.
    pub(super) registered: BTreeMap<RawFd, (Token, Interest)>,
    // By time, then by the order in which they were planned.
    planned: BTreeMap<(Duration, u64), Plan>,
    plans: u64,
    pub(super) network: Network,
    pub(super) dice: Dice,
    /// In the order of their making, so that nothing depends on the numbers of descriptors.
    pub(super) sockets: BTreeMap<Id, Socket>,
    pub(super) made: Id,
    /// How many ports the network has given out.
    pub(super) ports: u16,
}

/// What is going to happen.
pub(super) enum Plan {
    /// A descriptor becomes ready, because a test wants it so.
    Ready(RawFd, Ready),
    /// A client knocks once more, since its last knock was lost or nobody had room.
    KnockAgain { client: Id, attempt: u32 },
    /// A client's knock arrives.
    Knock { client: Id, attempt: u32 },
    /// The answer to a knock arrives: the client is connected.
    Answer { client: Id, server: Id },
    /// The last word of the handshake arrives: the connection may be accepted.
    Enqueue { listener: Id, server: Id },
    /// The answer to a knock arrives: there will be no connection.
    Refuse { client: Id, errno: libc::c_int },
    /// Bytes of a connection arrive.
    Arrival(Id),
    /// A connection breaks.
    Break(Id, libc::c_int),
    /// A datagram arrives.
    Datagram { from: SocketAddr, sender: Id, to: SocketAddr, bytes: Box<[u8]> },
    /// Word arrives that nobody receives what a connected socket has sent.
    Unreachable(Id),
}

impl World {
    /// A world at time zero in which nothing is going to happen, with a perfect network.
    pub fn new() -> World {
        World::default()
    }

    /// A world whose dice begin with `seed`. The network is perfect until [`World::set_network`] says otherwise.
    pub fn with_seed(seed: u64) -> World {
        let world = World::new();
        world.lock().dice = Dice::new(seed);
        world
    }

    /// Changes the network, from now on: what is under way arrives as it would have.
    pub fn set_network(&self, network: Network) {
        self.lock().network = network;
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

    /// Sets the clock back, as no clock should be, and some have been: to see that a loop bears it.
    ///
    /// ```
    /// use evloop_ffi::poller::World;
    /// use std::time::Duration;
    ///
    /// let world = World::new();
    /// world.pass(Duration::from_secs(1));
    /// world.turn_back(Duration::from_nanos(1));
    /// assert_eq!(world.now(), Duration::from_nanos(999_999_999));
    /// ```
    pub fn turn_back(&self, time: Duration) {
        let mut state = self.lock();
        state.now = state.now.saturating_sub(time);
    }

    /// How often the loop would have slept.
    pub fn sleeps(&self) -> u64 {
        self.lock().sleeps
    }

    /// How many sockets somebody holds: none, if a program that has ended has closed all.
    pub fn open_sockets(&self) -> usize {
        self.lock().open_sockets()
    }

    /// Plans that a descriptor of somebody else's becomes ready, once, at the time given. The descriptor is only a name
    /// here. An event that comes when nobody asks for it is lost.
    pub fn ready_at(&self, at: Duration, fd: impl AsFd, ready: Ready) {
        self.lock().plan_at(at, Plan::Ready(fd.as_fd().as_raw_fd(), ready));
        self.0.changed.notify_all();
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// A descriptor that is nothing but a name.
    pub(super) fn new_name(&self, call: &'static str) -> Result<OwnedFd> {
        let original = match self.0.name.get() {
            Some(original) => original,
            None => {
                let opened =
                    std::fs::File::open("/dev/null").map_err(|error| Error::from_io(call, &error))?;
                self.0.name.get_or_init(|| opened.into())
            }
        };
        original.try_clone().map_err(|error| Error::from_io(call, &error))
    }
}

impl State {
    pub(super) fn plan(&mut self, after: Duration, plan: Plan) {
        self.plan_at(self.now.saturating_add(after), plan);
    }

    pub(super) fn plan_at(&mut self, at: Duration, plan: Plan) {
        self.plans += 1;
        self.planned.insert((at, self.plans), plan);
    }

    /// The next moment at which something is planned.
    pub(super) fn next(&self) -> Option<Duration> {
        self.planned.first_key_value().map(|((at, _), _)| *at)
    }

    /// The next plan that has come due.
    pub(super) fn due(&mut self) -> Option<Plan> {
        let first = self.planned.first_entry()?;
        (first.key().0 <= self.now).then(|| first.remove())
    }

    /// Lets happen in the network what a plan says.
    pub(super) fn carry_out(&mut self, plan: Plan) {
        match plan {
            Plan::Ready(..) => {}
            Plan::KnockAgain { client, attempt } => self.knock(client, attempt),
            Plan::Knock { client, attempt } => self.answer_knock(client, attempt),
            Plan::Answer { client, server } => self.finish_client(client, server),
            Plan::Enqueue { listener, server } => self.enqueue(listener, server),
            Plan::Refuse { client, errno } => self.refuse(client, errno),
            Plan::Arrival(id) => self.settle(id),
            Plan::Break(id, errno) => self.break_stream(id, errno),
            Plan::Datagram { from, sender, to, bytes } => self.deliver(from, sender, to, &bytes),
            Plan::Unreachable(id) => self.tell_unreachable(id),
        }
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("World").field("now", &state.now).field("sockets", &state.sockets.len()).finish()
    }
}
