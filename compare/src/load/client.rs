//! What both kinds of clients have in common: a poller, a clock, and the account of what was answered when.

use super::outcome::{Failure, Latencies};
use super::{Extent, Job, Outcome};
use evloop_ffi::poller::{Event, Interest, Poller, Token};
use evloop_ffi::socket::Socket;
use evloop_ffi::{Error, Result, system};
use std::os::fd::AsFd;
use std::time::Duration;

/// After so many failures (or ten for each connection, if that is more) there is nothing left to learn.
const FAILURES_MAX: u64 = 1000;
/// How long one sleep may be: so often somebody looks at the clock at least.
const NAP: Duration = Duration::from_millis(50);

/// What was answered when. Nothing is asked for before [`Account::start`], and nothing measured after [`Account::stop`].
pub(super) struct Account {
    extent: Extent,
    patience: Duration,
    failures_max: u64,
    latencies: Latencies,
    outcome: Outcome,
    begun: u64,
    /// When measuring begins, and ends.
    from: Duration,
    until: Duration,
    last_answer: Duration,
    cpu_before: Option<Duration>,
}

impl Account {
    /// Opens it.
    pub(super) fn open(job: &Job) -> Account {
        Account {
            extent: job.extent,
            patience: job.patience,
            failures_max: FAILURES_MAX.max(10 * job.concurrency as u64),
            latencies: Latencies::new(),
            outcome: Outcome::default(),
            begun: 0,
            from: Duration::MAX,
            until: Duration::ZERO,
            last_answer: system::monotonic(),
            cpu_before: None,
        }
    }

    /// From now on there are requests.
    pub(super) fn start(&mut self) {
        let now = system::monotonic();
        let (warm_up, measured) = match self.extent {
            Extent::Requests(_) => (Duration::ZERO, Duration::MAX),
            Extent::Span { warm_up, measured } => (warm_up, measured),
        };
        self.from = now + warm_up;
        self.until = self.from.checked_add(measured).unwrap_or(Duration::MAX);
        self.last_answer = now;
    }

    /// Takes one more request to be made; `false` if none is wanted.
    pub(super) fn take(&mut self) -> bool {
        let wanted = match self.extent {
            _ if self.until.is_zero() => false,
            Extent::Requests(most) => self.begun < most,
            Extent::Span { .. } => true,
        };
        self.begun += u64::from(wanted);
        wanted
    }

    /// Whether all is done, or hopeless. Notices when the warm-up is over.
    pub(super) fn is_over(&mut self, now: Duration) -> bool {
        if self.cpu_before.is_none() && now >= self.from {
            self.cpu_before = Some(system::thread_time());
        }
        let enough = match self.extent {
            Extent::Requests(most) => self.outcome.all_replies + self.outcome.failures.total() >= most,
            Extent::Span { .. } => now >= self.until,
        };
        enough || self.is_hopeless(now)
    }

    /// Whether nothing is answered any more, or so much fails that nothing is left to learn.
    pub(super) fn is_hopeless(&self, now: Duration) -> bool {
        self.outcome.failures.total() >= self.failures_max || now > self.last_answer + self.patience
    }

    /// A good reply to a request that began then.
    pub(super) fn answered(&mut self, began: Duration, now: Duration) {
        self.last_answer = now;
        self.outcome.all_replies += 1;
        if now >= self.from && now < self.until {
            self.outcome.replies += 1;
            self.latencies.add(now.saturating_sub(began));
        }
    }

    /// A request that came to nothing.
    pub(super) fn failed(&mut self, failure: Failure) {
        self.outcome.failures.count(failure);
    }

    /// Measures no more. `under_way` says when the requests began that have no reply yet.
    ///
    /// One that has waited longer than the median reply took counts with the time that it has waited so far: otherwise a server
    /// would look the quicker the fewer clients it serves. It is a failure only when we gave up.
    pub(super) fn stop(&mut self, now: Duration, under_way: impl Iterator<Item = Duration>) {
        let used = self.cpu_before.map_or(Duration::ZERO, |before| system::thread_time() - before);
        self.outcome.generator_cpu_s = used.as_secs_f64();
        self.outcome.seconds = now.min(self.until).saturating_sub(self.from).as_secs_f64();
        let median = self.latencies.median();
        let gave_up = self.is_hopeless(now);
        for began in under_way {
            let waited = now.saturating_sub(began);
            if gave_up {
                self.outcome.failures.unanswered += 1;
            } else {
                self.outcome.cut_off += 1;
                if waited > median {
                    self.latencies.add(waited);
                }
            }
        }
        (self.from, self.until) = (Duration::MAX, Duration::ZERO);
    }

    /// Closes it: what came of it, with those connections that nobody served, and those messages that did not come back.
    pub(super) fn close(mut self, unserved: u64, lost: u64) -> Outcome {
        self.outcome.unserved = unserved;
        self.outcome.failures.unanswered += lost;
        self.outcome.latency = self.latencies.summary();
        self.outcome
    }
}

/// The poller of this system that costs least.
pub(super) fn poller() -> Result<Box<dyn Poller>> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    return Ok(Box::new(evloop_ffi::poller::Epoll::new()?));
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    return Ok(Box::new(evloop_ffi::poller::Poll::new()?));
}

/// Sleeps until something is ready, or a nap is over.
pub(super) fn wait(poller: &mut dyn Poller, events: &mut Vec<Event>) -> Result<()> {
    events.clear();
    poller.wait(Some(NAP), events)
}

/// Begins a connection, watched for `interest`; `None` when it is refused at once, as happens on the same machine.
pub(super) fn connect(
    poller: &mut dyn Poller,
    job: &Job,
    number: usize,
    interest: Interest,
) -> Result<Option<Socket>> {
    let socket = Socket::stream_for(None, &job.address)?;
    match socket.connect(&job.address) {
        Err(error) if error.refused() => return Ok(None),
        other => other?,
    };
    poller.add(socket.as_fd(), Token(number as u64), interest)?;
    Ok(Some(socket))
}

/// What an error means for a request; `None` if it has only to wait.
pub(super) fn judge(error: &Error) -> Option<Failure> {
    if error.would_block() || error.interrupted() || error.not_connected() {
        None
    } else if error.refused() {
        Some(Failure::Refused)
    } else {
        Some(Failure::Reset)
    }
}
