//! The hub: follows the program's facts, and sends what has become of them to the pages that watch.

use super::follow::{Follower, News};
use super::guard::Guard;
use super::orders::{Order, Orders};
use evloop::{Conn, Loop, Sig, Timer};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::Duration;

/// How often facts are read while there are some: so often that none are lost, and no oftener.
const BUSY: Duration = Duration::from_millis(20);
/// The same while none come.
const QUIET: Duration = Duration::from_millis(100);
/// The same when somebody has just given a command, and waits for what comes of it.
const EAGER: Duration = Duration::from_millis(2);
/// For how long it is waited so.
const EAGER_FOR: Duration = Duration::from_millis(100);
/// How often a state is sent. People do not read faster.
const STATES_EVERY: Duration = Duration::from_millis(100);
/// A page that has read nothing for so long is not there any more.
const STUCK: Duration = Duration::from_secs(10);
/// A page that is loaded again is back within this time.
const GONE: Duration = Duration::from_secs(3);
/// How long the end of the program waits until its last state is with the pages.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// A page that hears of each state.
struct Watcher {
    conn: Conn,
    /// Which version of the state it has.
    version: u64,
    /// Since when it has not read all.
    stuck_since: Option<Duration>,
}

/// The end of the program.
struct End {
    since: Duration,
    /// The pages shall have time to look at it.
    stay: bool,
    done: SyncSender<()>,
}

pub(super) struct Hub {
    pub(super) guard: Guard,
    pub(super) follower: Follower,
    /// How many connections there are.
    pub(super) visitors: usize,
    orders: Arc<Orders>,
    /// Reads the facts.
    timer: Timer,
    pace: Duration,
    eager_until: Duration,
    watchers: Vec<Watcher>,
    /// When the last watcher went, if there has been one and there is none.
    gone_since: Option<Duration>,
    /// What they had set up has been taken back.
    released: bool,
    /// The program waits for the first of them.
    awaited: bool,
    /// The newest state that was made, as an event; its number, its time, and whether something has happened since.
    event: String,
    version: u64,
    made: Duration,
    stale: bool,
    /// The loop stands still now, or goes on: that is told at once.
    urgent: bool,
    /// What the program's end waits for.
    end: Option<End>,
}

impl Hub {
    /// Without visitors. `timer` is the one whose callback is [`Hub::tick`].
    pub(super) fn new(
        guard: Guard,
        follower: Follower,
        orders: Arc<Orders>,
        timer: Timer,
        awaited: bool,
    ) -> Hub {
        Hub {
            guard,
            follower,
            visitors: 0,
            orders,
            timer,
            pace: BUSY,
            eager_until: Duration::ZERO,
            watchers: Vec::new(),
            gone_since: None,
            released: false,
            awaited,
            event: String::new(),
            version: 0,
            made: Duration::ZERO,
            stale: true,
            urgent: false,
            end: None,
        }
    }

    /// A page watches from now on.
    pub(super) fn join(&mut self, lp: &mut Loop, conn: Conn) {
        self.watchers.push(Watcher { conn, version: 0, stuck_since: None });
        (self.gone_since, self.released) = (None, false);
        if std::mem::take(&mut self.awaited) {
            self.follower.gate().resume();
        }
        self.commanded(lp);
    }

    /// A connection is gone, which may have been a page's.
    pub(super) fn leave(&mut self, lp: &Loop, conn: Conn) {
        let before = self.watchers.len();
        self.watchers.retain(|watcher| watcher.conn != conn);
        if self.watchers.is_empty() && before > 0 {
            self.gone_since = Some(lp.now());
        }
    }

    /// Something is about to happen that somebody waits for.
    pub(super) fn commanded(&mut self, lp: &mut Loop) {
        self.eager_until = lp.now() + EAGER_FOR;
        self.timer.restart(lp, Duration::ZERO);
    }

    /// Looks what the program has done, and tells; then waits for a while.
    pub(super) fn tick(&mut self, lp: &mut Loop) {
        let now = lp.now();
        let news = self.catch_up(now, !self.watchers.is_empty());
        let due = now.saturating_sub(self.made) >= STATES_EVERY;
        if !self.watchers.is_empty() && (self.version == 0 || self.urgent || (self.stale && due)) {
            self.make(now);
        }
        self.send(lp, now);
        self.let_go(now);
        self.look_for_end(lp, now);
        self.pace = if now < self.eager_until {
            EAGER
        } else if news.took > BUSY {
            // More than can be followed: the ring runs over, and half of the time is enough for what is not the program.
            news.took.min(QUIET)
        } else if news.any || self.end.is_some() {
            BUSY
        } else {
            (self.pace * 2).clamp(BUSY, QUIET)
        };
        self.timer.restart(lp, self.pace);
    }

    /// Reads what the program has done up to now; `watched` if somebody wants to know.
    pub(super) fn catch_up(&mut self, now: Duration, watched: bool) -> News {
        let news = self.follower.advance(watched);
        self.stale |= news.any;
        // A step goes from one halt to the next.
        let stepped = news.any && news.paused && now < self.eager_until;
        self.urgent |= news.turned || stepped;
        news
    }

    fn make(&mut self, now: Duration) {
        self.event = format!("event: state\ndata: {}\n\n", self.follower.state());
        (self.version, self.made) = (self.version + 1, now);
        (self.stale, self.urgent) = (false, false);
    }

    /// Sends the newest state to all who have read the one before. Who has not will get a newer one, and this one never.
    fn send(&mut self, lp: &mut Loop, now: Duration) {
        for watcher in &mut self.watchers {
            if watcher.conn.queued(lp) > 0 {
                let since = *watcher.stuck_since.get_or_insert(now);
                if now.saturating_sub(since) >= STUCK {
                    watcher.conn.close(lp);
                }
                continue;
            }
            watcher.stuck_since = None;
            if watcher.version < self.version {
                watcher.version = self.version;
                let _ = watcher.conn.write(lp, self.event.as_bytes());
            }
        }
    }

    /// Whether there were pages, and are none any more.
    fn are_gone(&self, now: Duration) -> bool {
        self.gone_since.is_some_and(|since| now.saturating_sub(since) >= GONE)
    }

    /// A program that stands still for nobody goes on.
    fn let_go(&mut self, now: Duration) {
        if !self.released && self.are_gone(now) {
            self.released = true;
            self.follower.release();
        }
    }

    /// Does what the program's thread wants.
    pub(super) fn obey(&mut self, lp: &mut Loop) {
        for order in self.orders.take() {
            match order {
                Order::Stop => lp.stop(),
                Order::End { stay, done } => {
                    self.follower.end();
                    let now = lp.now();
                    self.make(now);
                    self.end = Some(End { since: now, stay, done });
                    if stay {
                        self.hear_signals(lp);
                    }
                    self.timer.restart(lp, Duration::ZERO);
                }
            }
        }
    }

    /// The program hears no signals any more, whatever it did with them.
    fn hear_signals(&mut self, lp: &mut Loop) {
        for sig in [Sig::INT, Sig::TERM, Sig::HUP] {
            let orders = Arc::clone(&self.orders);
            let heard = lp.signal(sig, move |_, _| orders.hurry());
            if let Err(error) = heard {
                log::warn!("the view does not hear {sig}: {error}");
            }
        }
    }

    fn look_for_end(&mut self, lp: &Loop, now: Duration) {
        let Some(end) = &self.end else { return };
        let told = self
            .watchers
            .iter()
            .all(|watcher| watcher.version == self.version && watcher.conn.queued(lp) == 0);
        let over = if self.orders.is_hurried() {
            true
        } else if end.stay {
            self.are_gone(now)
        } else {
            told || now.saturating_sub(end.since) >= LAST_WORDS
        };
        if over {
            // Whoever waits has room for one word; and if nobody waits any more, nobody needs it.
            let _ = end.done.try_send(());
            self.end = None;
        }
    }
}
