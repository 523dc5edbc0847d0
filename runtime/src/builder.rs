//! Choosing what a loop stands on.

use crate::error::{Error, Result};
use crate::event_loop::{Haste, Loop};
use crate::pool;
use crate::virtual_time::poller::Virtual;
use crate::virtual_time::{VirtualClock, VirtualTime};
use evloop_ffi::poller::{self, Poller, World};
use std::fmt;
use std::rc::Rc;
use std::str::FromStr;

/// The environment variable by which a user chooses the backend of a loop whose program did not.
const VARIABLE: &str = "EVLOOP_BACKEND";

/// Which poller a loop uses. All behave alike; what differs nevertheless is written down in `docs/platforms.md`.
///
/// ```
/// use evloop::{Backend, Loop};
///
/// let backend: Backend = "poll".parse()?;
/// let lp = Loop::builder().backend(backend).build()?;
/// assert_eq!(lp.backend(), "poll");
/// assert_eq!("epol".parse::<Backend>().unwrap_err().code(), "UNKNOWN_BACKEND");
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Backend {
    /// The best of this system: epoll, level-triggered, or kqueue.
    #[default]
    Native,
    /// epoll, level-triggered (`epoll`). Linux.
    EpollLevel,
    /// epoll, edge-triggered (`epoll-edge`). Linux.
    EpollEdge,
    /// poll(2) (`poll`). Everywhere.
    Poll,
    /// select(2) (`select`), for descriptors below 1024 only. Everywhere.
    Select,
    /// kqueue (`kqueue`). The BSDs and macOS.
    Kqueue,
    /// No kernel at all, but a [`World`] whose clock jumps when the loop would sleep, and whose network follows from a
    /// seed (`simulated`, which by that name is a world of its own). For tests of programs, see `docs/simulation.md`.
    ///
    /// ```
    /// use evloop::{Backend, Event, Loop, Network, World};
    ///
    /// // Bytes come in pieces, late, and in buffers of a few thousand; only the connection itself holds.
    /// let world = World::with_seed(42);
    /// let holds = Network { breaks: 0.0, refusals: 0.0, accept_errors: 0.0, watch_errors: 0.0, ..Network::rough() };
    /// world.set_network(holds);
    /// let mut lp = Loop::builder().backend(Backend::Simulated(world.clone())).build()?;
    /// let server = lp.listen(([10, 0, 0, 1], 80), |lp, conn| {
    ///     conn.start(lp, |lp, conn, event| match event {
    ///         Event::Data(bytes) => drop(conn.write(lp, bytes)),
    ///         Event::End => drop(conn.end(lp)),
    ///         _ => {}
    ///     });
    /// })?;
    /// server.set_ref(&mut lp, false);
    /// let mut missing = 50_000;
    /// let client = lp.connect(([10, 0, 0, 1], 80), move |_, _, event| match event {
    ///     Event::Data(bytes) => missing -= bytes.len(),
    ///     Event::Closed => assert_eq!(missing, 0),
    ///     _ => {}
    /// })?;
    /// let _ = client.write(&mut lp, &[7; 50_000]);
    /// client.end(&mut lp);
    /// lp.run()?;
    /// assert_eq!(world.open_sockets(), 0);
    /// println!("the echo took {:?}, in no time", world.now());
    /// # Ok::<(), evloop::Error>(())
    /// ```
    Simulated(World),
}

impl Backend {
    /// What [`Backend::Native`] is here.
    const OF_THIS_SYSTEM: Backend = if cfg!(any(target_os = "linux", target_os = "android")) {
        Backend::EpollLevel
    } else {
        Backend::Kqueue
    };

    /// All kernels' backends that this system has, the native one first.
    ///
    /// ```
    /// use evloop::{Backend, Loop};
    ///
    /// for backend in Backend::available() {
    ///     assert!(backend.is_available());
    ///     let lp = Loop::builder().backend(backend.clone()).build()?;
    ///     assert_eq!(lp.backend(), backend.name());
    /// }
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn available() -> Vec<Backend> {
        let all = [Backend::EpollLevel, Backend::Kqueue, Backend::EpollEdge, Backend::Poll, Backend::Select];
        all.into_iter().filter(Backend::is_available).collect()
    }

    /// Whether this system has it.
    pub fn is_available(&self) -> bool {
        match self {
            Backend::EpollLevel | Backend::EpollEdge => cfg!(any(target_os = "linux", target_os = "android")),
            Backend::Kqueue => cfg!(any(
                target_os = "freebsd",
                target_os = "netbsd",
                target_os = "openbsd",
                target_os = "dragonfly",
                target_vendor = "apple",
                all(target_os = "linux", feature = "user-kqueue")
            )),
            Backend::Native | Backend::Poll | Backend::Select | Backend::Simulated(_) => true,
        }
    }

    /// The name by which it is chosen: `"epoll"`, `"epoll-edge"`, `"poll"`, …
    pub fn name(&self) -> &'static str {
        match self {
            Backend::Native => "native",
            Backend::EpollLevel => "epoll",
            Backend::EpollEdge => "epoll-edge",
            Backend::Poll => "poll",
            Backend::Select => "select",
            Backend::Kqueue => "kqueue",
            Backend::Simulated(_) => "simulated",
        }
    }

    /// What the user asks for in the environment.
    fn from_environment() -> Result<Backend> {
        match std::env::var_os(VARIABLE) {
            Some(name) if !name.is_empty() => name
                .to_string_lossy()
                .parse()
                .map_err(|error: Error| error.about(format_args!("{VARIABLE}={}", name.display()))),
            _ => Ok(Backend::Native),
        }
    }

    fn open(self) -> Result<Box<dyn Poller>> {
        Ok(match self {
            Backend::Native => Backend::OF_THIS_SYSTEM.open()?,
            #[cfg(any(target_os = "linux", target_os = "android"))]
            Backend::EpollLevel => Box::new(poller::Epoll::new()?),
            #[cfg(any(target_os = "linux", target_os = "android"))]
            Backend::EpollEdge => Box::new(poller::EpollEdge::new()?),
            #[cfg(any(
                target_os = "freebsd",
                target_os = "netbsd",
                target_os = "openbsd",
                target_os = "dragonfly",
                target_vendor = "apple",
                all(target_os = "linux", feature = "user-kqueue")
            ))]
            Backend::Kqueue => Box::new(poller::Kqueue::new()?),
            Backend::Poll => Box::new(poller::Poll::new()?),
            Backend::Select => Box::new(poller::Select::new()?),
            Backend::Simulated(world) => Box::new(poller::Simulated::new(world)),
            #[allow(unreachable_patterns, reason = "tests of the kqueue in user space have them all")]
            absent => return Err(Error::unavailable_backend(absent.name())),
        })
    }
}

impl FromStr for Backend {
    type Err = Error;

    /// By the name that [`Backend::name`] tells.
    ///
    /// # Errors
    /// `UNKNOWN_BACKEND` for any other. Whether this system has it, is not asked here.
    fn from_str(name: &str) -> Result<Backend> {
        Ok(match name {
            "native" => Backend::Native,
            "epoll" => Backend::EpollLevel,
            "epoll-edge" => Backend::EpollEdge,
            "poll" => Backend::Poll,
            "select" => Backend::Select,
            "kqueue" => Backend::Kqueue,
            "simulated" => Backend::Simulated(World::new()),
            other => return Err(Error::unknown_backend(other)),
        })
    }
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Makes a [`Loop`] to measure.
///
/// ```
/// use evloop::{Backend, Builder};
///
/// // The same as `Loop::builder()`.
/// let mut lp = Builder::default().backend(Backend::Poll).pool(2).metrics(true).build()?;
/// lp.turn()?;
/// assert_eq!((lp.backend(), lp.pool_load().size), ("poll", 2));
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Default)]
pub struct Builder {
    backend: Option<Backend>,
    pool: Option<usize>,
    metrics: bool,
    clock: Option<VirtualClock>,
    repeatable: bool,
}

impl Builder {
    /// Chooses the poller. Without a choice it is what the environment variable `EVLOOP_BACKEND` names, and
    /// [`Backend::Native`] when there is none.
    pub fn backend(mut self, backend: Backend) -> Builder {
        self.backend = Some(backend);
        self
    }

    /// Chooses how many threads the pool may have, from 1 to 1024. Without a choice it is what the environment variable
    /// `EVLOOP_POOL` says, and 4 when there is none.
    ///
    /// ```
    /// use evloop::Loop;
    ///
    /// let lp = Loop::builder().pool(16).build()?;
    /// assert_eq!(lp.pool_load().size, 16);
    /// let error = Loop::builder().pool(0).build().err().unwrap();
    /// assert_eq!(error.to_string(), "pool of 0: pool: there may be 1 to 1024 threads (BAD_POOL_SIZE)");
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn pool(mut self, threads: usize) -> Builder {
        self.pool = Some(threads);
        self
    }

    /// Measures from the beginning what the loop does with its time (off), see [`Loop::measure`].
    pub fn metrics(mut self, on: bool) -> Builder {
        self.metrics = on;
        self
    }

    /// Gives the loop a clock that moves on by itself when the loop would sleep, so that its timers need not be waited for: see
    /// [`VirtualClock`]. A clock serves one loop. A simulated world has such a clock already.
    ///
    /// ```
    /// use evloop::{Backend, Loop, VirtualClock};
    ///
    /// let builder = Loop::builder().virtual_time(VirtualClock::new());
    /// let error = builder.backend("simulated".parse::<Backend>()?).build().err().unwrap();
    /// assert_eq!(error.code(), "TWO_CLOCKS");
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn virtual_time(mut self, clock: VirtualClock) -> Builder {
        self.clock = Some(clock);
        self
    }

    /// Leaves as little as possible to chance (off): jobs of the pool are done one after the other, while the loop waits for
    /// them, and each result is told at the same place in every run. (What takes longer than five seconds is told when it is done.)
    /// With [`Builder::virtual_time`], and without other programs, two runs are the same to the last callback.
    ///
    /// ```
    /// use evloop::Loop;
    ///
    /// let mut lp = Loop::builder().repeatable(true).build()?;
    /// lp.work(|| "job", |_, word| println!("behind the immediates of the turn that handed it over: {}", word.unwrap()));
    /// lp.immediate(|_| println!("immediate"));
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn repeatable(mut self, on: bool) -> Builder {
        self.repeatable = on;
        self
    }

    /// Builds the loop.
    ///
    /// # Errors
    /// When the system has no descriptors or memory left for the poller; `UNAVAILABLE_BACKEND` when it has no such
    /// poller at all; `UNKNOWN_BACKEND` when nobody has what `EVLOOP_BACKEND` names; `BAD_POOL_SIZE` when there can be
    /// no pool of the size that was chosen, or that `EVLOOP_POOL` says; `TWO_CLOCKS` for virtual time in a simulated world.
    pub fn build(self) -> Result<Loop> {
        let backend = match self.backend {
            Some(backend) => backend,
            None => Backend::from_environment()?,
        };
        let pool = pool::size(self.pool)?;
        let mut poller = backend.open()?;
        let time = self.clock.map(|clock| Rc::new(VirtualTime::new(clock)));
        if let Some(time) = &time {
            if poller.world().is_some() {
                return Err(Error::two_clocks(poller.name()));
            }
            poller = Box::new(Virtual::new(poller, Rc::clone(time)));
        }
        let mut lp = Loop::with_poller(poller, pool);
        lp.haste.set(Haste::VIRTUAL, time.is_some());
        lp.virtual_time = time;
        if self.repeatable {
            lp.haste.set(Haste::STEADY, true);
            lp.jobs.leave_nothing_to_chance();
        }
        if self.metrics {
            lp.measure(true);
        }
        Ok(lp)
    }
}
