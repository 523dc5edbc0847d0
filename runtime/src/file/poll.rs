//! Looking at a file again and again: for what the system does not tell by itself.

use crate::error::Error;
use crate::event_loop::Loop;
use crate::file;
use crate::observer::{Description, Kind, Moment, SourceId};
use crate::pool::Work;
use crate::slab::{Key, Store};
use crate::timer::Timer;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often a file is looked at when it is to be looked at all the time.
const SHORTEST: Duration = Duration::from_millis(1);

/// The name of a file that is looked at again and again.
///
/// ```
/// use evloop::{FilePoll, Loop, Sight};
/// use std::cell::Cell;
/// use std::fs;
/// use std::rc::Rc;
/// use std::time::Duration;
///
/// let mut lp = Loop::new()?;
/// let path = std::env::temp_dir().join(format!("evloop-poll-{}", std::process::id()));
/// let look = |lp: &mut Loop, poll: FilePoll, sight: Sight<'_>| match sight.now {
///     // There is none yet, so that the next look has something to tell.
///     Err(_) => fs::write(poll.path(lp).unwrap(), "here").unwrap(),
///     Ok(file) => {
///         assert!(sight.before.is_none() && file.len() == 4);
///         poll.close(lp);
///     }
/// };
/// lp.poll_file(&path, Duration::from_millis(1), look);
///
/// // The next look at this one is no reason to stay alive. The first, which is under way, is.
/// let looks = Rc::new(Cell::new(0));
/// let count = Rc::clone(&looks);
/// let idle = lp.poll_file("/nowhere", Duration::from_secs(3600), move |_, poll, _| {
///     println!("{}: nothing there", poll.id());
///     count.set(count.get() + 1);
/// });
/// idle.set_ref(&mut lp, false);
/// lp.run()?;
/// assert_eq!(looks.get(), 1);
/// # fs::remove_file(&path).unwrap();
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FilePoll(Key);

/// What another look has shown.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Sight<'a> {
    /// What was known of the file when it was seen last; `None` if it never was, or was not there.
    pub before: Option<&'a Metadata>,
    /// What is known now, or why nothing is.
    pub now: Result<&'a Metadata, &'a Error>,
}

type Callback = Box<dyn FnMut(&mut Loop, FilePoll, Sight<'_>)>;

pub(crate) struct PollState {
    path: PathBuf,
    interval: Duration,
    timer: Option<Timer>,
    /// The look that is under way, and when it began.
    look: Option<Work>,
    begun: Duration,
    /// What the latest look has shown; `None` before the first.
    latest: Option<Result<Metadata, Error>>,
    callback: Option<Callback>,
}

/// All files of a loop that are looked at.
pub(crate) type FilePolls = Store<PollState>;

impl Loop {
    /// Looks at the file every `interval`, through the pool, and calls `callback` when something is not as it was: size,
    /// mode, owner, times, or the file itself; when there is none any more, or again. The first look says nothing unless it
    /// fails. A symbolic link's target is looked at.
    ///
    /// It costs a `stat` each time, sees neither what happened in between nor who did it, and works everywhere, also on
    /// network file systems, where [`Loop::watch_file`] hears nothing.
    ///
    /// ```
    /// use evloop::Loop;
    /// use std::time::Duration;
    ///
    /// let mut lp = Loop::new()?;
    /// lp.poll_file("/nowhere", Duration::from_secs(1), |lp, poll, sight| {
    ///     assert!(sight.before.is_none());
    ///     let error = sight.now.unwrap_err();
    ///     assert_eq!(error.to_string(), "/nowhere: stat: no such file or directory (ENOENT)");
    ///     poll.close(lp);
    /// });
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn poll_file(
        &mut self,
        path: impl AsRef<Path>,
        interval: Duration,
        callback: impl FnMut(&mut Loop, FilePoll, Sight<'_>) + 'static,
    ) -> FilePoll {
        let key = self.file_polls.insert(PollState {
            path: path.as_ref().to_owned(),
            interval: interval.max(SHORTEST),
            timer: None,
            look: None,
            begun: Duration::ZERO,
            latest: None,
            callback: Some(Box::new(callback)),
        });
        let timer = self.timer(move |lp, _| lp.look_at_file(key));
        if let Some(poll) = self.file_polls.get_mut(key) {
            poll.timer = Some(timer);
        }
        self.note_source(Moment::Born, Kind::FilePoll, key);
        self.look_at_file(key);
        FilePoll(key)
    }

    pub(crate) fn describe_file_poll(&self, key: Key) -> Option<Description> {
        let poll = self.file_polls.get(key)?;
        let timer = poll.timer.and_then(|timer| self.describe(timer.id()))?;
        let state = if poll.look.is_some() { "looking" } else { "waiting" };
        let about = Description::new(FilePoll(key).id(), state, timer.referenced).about(poll.path.display());
        // It is the timer, or the job, that does.
        Some(Description { keeps_alive: false, due: timer.due, ..about })
    }

    fn look_at_file(&mut self, key: Key) {
        let Some(poll) = self.file_polls.get(key) else { return };
        let path = poll.path.clone();
        let look = self.file(move || file::metadata(&path), move |lp, answer| lp.saw_file(key, answer));
        let now = self.now();
        if let Some(poll) = self.file_polls.get_mut(key) {
            (poll.look, poll.begun) = (Some(look), now);
        }
    }

    fn saw_file(&mut self, key: Key, answer: Result<Metadata, Error>) {
        let Some(poll) = self.file_polls.get_mut(key) else { return };
        poll.look = None;
        let before = poll.latest.take();
        if is_news(before.as_ref(), &answer) {
            self.call_file_poll(key, before.as_ref(), &answer);
        }
        let now = self.now();
        let Some(poll) = self.file_polls.get_mut(key) else { return };
        poll.latest = Some(answer);
        // Looks keep the rhythm however long they take.
        let taken = now.saturating_sub(poll.begun).as_nanos() % poll.interval.as_nanos();
        let rest = poll.interval - Duration::from_nanos(u64::try_from(taken).unwrap_or(0));
        if let Some(timer) = poll.timer {
            timer.restart(self, rest);
        }
    }

    fn call_file_poll(
        &mut self,
        key: Key,
        before: Option<&Result<Metadata, Error>>,
        now: &Result<Metadata, Error>,
    ) {
        let poll = self.file_polls.get_mut(key);
        let Some(mut callback) = poll.and_then(|poll| poll.callback.take()) else { return };
        self.note_source(Moment::Enter, Kind::FilePoll, key);
        let before = before.and_then(|before| before.as_ref().ok());
        callback(self, FilePoll(key), Sight { before, now: now.as_ref() });
        self.note_source(Moment::Leave, Kind::FilePoll, key);
        if let Some(poll) = self.file_polls.get_mut(key) {
            poll.callback = Some(callback);
        }
    }
}

/// Whether a look has shown what the one before did not.
fn is_news(before: Option<&Result<Metadata, Error>>, now: &Result<Metadata, Error>) -> bool {
    match (before, now) {
        (None, Ok(_)) => false,
        (None, Err(_)) => true,
        (Some(Ok(before)), Ok(now)) => features(before) != features(now),
        (Some(Err(before)), Err(now)) => before.errno() != now.errno(),
        _ => true,
    }
}

/// What makes a difference. When it was read last does not.
fn features(file: &Metadata) -> impl PartialEq + use<> {
    let times = (file.mtime(), file.mtime_nsec(), file.ctime(), file.ctime_nsec(), file.created().ok());
    let owner = (file.uid(), file.gid());
    (file.dev(), file.ino(), file.mode(), owner, file.size(), times)
}

impl FilePoll {
    /// Looks no more. `false` when the handle is stale.
    pub fn close(self, lp: &mut Loop) -> bool {
        let Some(poll) = lp.file_polls.remove(self.0) else { return false };
        if let Some(timer) = poll.timer {
            timer.cancel(lp);
        }
        if let Some(look) = poll.look {
            look.cancel(lp);
        }
        lp.note_source(Moment::Died, Kind::FilePoll, self.0);
        true
    }

    /// Whether waiting for the next look keeps the loop alive (it does unless told otherwise). A look that is under way
    /// does. `false` when the handle is stale.
    pub fn set_ref(self, lp: &mut Loop, referenced: bool) -> bool {
        let timer = lp.file_polls.get(self.0).and_then(|poll| poll.timer);
        timer.is_some_and(|timer| timer.set_ref(lp, referenced))
    }

    /// The path that was given; `None` when the handle is stale.
    pub fn path(self, lp: &Loop) -> Option<&Path> {
        lp.file_polls.get(self.0).map(|poll| poll.path.as_path())
    }

    /// The name in logs and traces.
    pub fn id(self) -> SourceId {
        SourceId::new(Kind::FilePoll, self.0)
    }
}
