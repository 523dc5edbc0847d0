//! What a recorder shares with other threads, and how they read it.

use super::fact::Fact;
use super::gate::Gate;
use super::labels::{Label, Texts};
use super::ring::Ring;
use crate::observer::{Description, Kind};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What the loop's thread shares with others.
pub(super) struct Shared {
    pub(super) ring: Ring,
    pub(super) texts: Texts,
    pub(super) gate: Gate,
    /// Somebody wants to know about the sources.
    pub(super) survey_wanted: AtomicBool,
    pub(super) survey: Mutex<Option<Survey>>,
    readers: AtomicUsize,
}

impl Shared {
    pub(super) fn new(facts: usize) -> Shared {
        Shared {
            ring: Ring::new(facts),
            texts: Texts::new(),
            gate: Gate::new(),
            survey_wanted: AtomicBool::new(false),
            survey: Mutex::default(),
            readers: AtomicUsize::new(0),
        }
    }
}

/// The sources that have something to tell of themselves, at one moment.
///
/// ```
/// use evloop::recorder::{Recorder, Survey};
/// use evloop::{Kind, Loop};
/// use std::time::Duration;
///
/// let mut lp = Loop::new()?;
/// let recorder = Recorder::new(1000);
/// lp.observe(recorder.clone());
/// let reader = recorder.reader();
/// reader.ask_survey();
/// lp.after(Duration::from_millis(1), move |_| {
///     let Survey { sources, counts, pool, .. } = reader.survey().unwrap();
///     assert_eq!((sources[0].id.kind, sources[0].state), (Kind::Timer, "armed"));
///     assert_eq!((counts[&Kind::Timer], pool.threads), (1, 0));
/// });
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// When, on the loop's clock.
    pub at: Duration,
    /// What they say, in no particular order: of each kind at most 200.
    pub sources: Vec<Description>,
    /// How many there are, by kind.
    pub counts: BTreeMap<Kind, usize>,
    /// What the pool was busy with.
    pub pool: crate::PoolLoad,
}

/// Reads what a [`Recorder`](super::Recorder) writes, from any thread.
///
/// ```
/// use evloop::recorder::{Reader, Recorder, What};
/// use evloop::{Loop, Phase};
/// use std::thread;
///
/// let mut lp = Loop::new()?;
/// let recorder = Recorder::new(1000);
/// lp.observe(recorder.clone());
/// let mut reader: Reader = recorder.reader();
/// let viewer = thread::spawn(move || {
///     let mut facts = Vec::new();
///     while !facts.iter().any(|fact: &evloop::recorder::Fact| matches!(fact.what, What::Phase(Phase::Check))) {
///         reader.read(&mut facts);
///         thread::yield_now();
///     }
///     (facts.len() as u64, reader.written())
/// });
/// lp.immediate(|_| ());
/// lp.run()?;
/// let (read, written) = viewer.join().unwrap();
/// assert!(read <= written);
/// # Ok::<(), evloop::Error>(())
/// ```
pub struct Reader {
    shared: Arc<Shared>,
    next: u64,
}

impl Reader {
    pub(super) fn new(shared: &Arc<Shared>) -> Reader {
        shared.readers.fetch_add(1, Ordering::Relaxed);
        Reader { shared: Arc::clone(shared), next: 0 }
    }

    /// Appends the facts that came since the last time, and says how many were written over before they could be read.
    pub fn read(&mut self, facts: &mut Vec<Fact>) -> u64 {
        let (next, lost) = self.shared.ring.read(self.next, usize::MAX >> 1, facts);
        self.next = next;
        lost
    }

    /// How many facts there have been.
    pub fn written(&self) -> u64 {
        self.shared.ring.written()
    }

    /// The text of a label; empty for [`Label::NONE`].
    ///
    /// ```
    /// use evloop::recorder::Recorder;
    ///
    /// let recorder = Recorder::new(1000);
    /// let label = recorder.label("onData echo.js:14:5");
    /// let reader = recorder.reader();
    /// assert_eq!(&*reader.text(label), "onData echo.js:14:5");
    /// assert_eq!(reader.gate().stopped(), None);
    /// ```
    pub fn text(&self, label: Label) -> Arc<str> {
        self.shared.texts.get(label)
    }

    /// The loop's gate.
    pub fn gate(&self) -> &Gate {
        &self.shared.gate
    }

    /// Asks for a survey of the sources. The loop makes one before it sleeps, or while it sleeps (and goes on doing so, without
    /// a turn), and while it stands still at the gate; only a callback that takes long makes the survey wait.
    pub fn ask_survey(&self) {
        if !self.shared.survey_wanted.swap(true, Ordering::SeqCst) {
            self.shared.gate.ask();
        }
    }

    /// The newest survey.
    pub fn survey(&self) -> Option<Survey> {
        self.shared.survey.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Another reader, which has read as much as this one.
impl Clone for Reader {
    fn clone(&self) -> Reader {
        let mut other = Reader::new(&self.shared);
        other.next = self.next;
        other
    }
}

/// Without any reader, there is nobody who could open the gate.
impl Drop for Reader {
    fn drop(&mut self) {
        if self.shared.readers.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.shared.gate.let_go(false);
        }
    }
}
