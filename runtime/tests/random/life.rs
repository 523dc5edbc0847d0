//! One connection of a random program: what it has done and heard, and whether that may be.

use super::ledger::Reader;
use super::{Scene, Stage};
use evloop::{Conn, Event, Flow, Loop};
use std::cell::RefCell;
use std::rc::Rc;

/// Errors of a connection that never stood (or had ended and broken before anybody looked), that broke, and that the
/// poller would not watch.
const NEVER_STOOD: &[&str] =
    &["ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "ENOENT", "EAGAIN", "EMFILE", "ECONNRESET", "EPIPE"];
const BROKE: &[&str] = &["ECONNRESET", "EPIPE", "ETIMEDOUT"];
const POLLER: &[&str] = &["ENOSPC", "ENOMEM"];

/// What befell a connection so far.
#[derive(Default)]
pub struct Life {
    /// The direction that it writes.
    key: u64,
    client: bool,
    /// Over a Unix socket.
    unix: bool,
    reader: Reader,
    connected: bool,
    told_end: bool,
    told_finish: bool,
    told_error: bool,
    /// A write was answered with `Full`.
    full: bool,
    /// We have called `end`, `close` or `reset`.
    ended: bool,
    closed: bool,
    /// The farewell was heard.
    over: bool,
    /// How often the callback was replaced.
    callbacks: u32,
}

pub type Shared = Rc<RefCell<Life>>;

impl Life {
    pub fn new(stage: &mut Stage, client: bool, unix: bool) -> Shared {
        stage.born += 1;
        Rc::new(RefCell::new(Life { key: stage.dice.next(), client, unix, ..Life::default() }))
    }

    /// The number of a callback that is about to be put in place of the one before, which must not be called any more.
    pub fn next_callback(&mut self) -> u32 {
        self.callbacks += 1;
        self.callbacks
    }

    pub fn check_callback(&self, number: u32) {
        assert_eq!(number, self.callbacks, "a callback that was replaced is called");
    }

    /// A stream on which both have said their last word must have closed by itself.
    pub fn check_closed_by_itself(&self) {
        assert!(self.over || !(self.told_end && self.told_finish), "both have ended, and the stream is open");
    }

    /// Checks an event against what came before.
    pub fn hear(&mut self, lp: &Loop, conn: Conn, event: &Event<'_>, stage: &mut Stage) {
        assert!(!self.over, "{event:?} after the farewell");
        assert!(!self.told_error || matches!(event, Event::Closed), "{event:?} after an error");
        assert!(!self.closed || matches!(event, Event::Closed), "{event:?} after a close");
        assert!(
            self.connected
                || !self.client
                || matches!(event, Event::Connected | Event::Error(_) | Event::Closed)
        );
        match event {
            Event::Connected => {
                assert!(self.client && !std::mem::replace(&mut self.connected, true), "connected twice");
                let stands = conn.peer_addr(lp).map_or_else(|error| error.code() == "EAFNOSUPPORT", |_| true);
                assert!(stands, "connected to nobody");
            }
            Event::Data(bytes) => {
                assert!(!self.told_end && !bytes.is_empty(), "data after the end, or none");
                self.reader.read(bytes);
                stage
                    .trace
                    .add(bytes.iter().fold(0, |sum: u64, &byte| sum.wrapping_mul(31) + u64::from(byte)));
                if let Some(key) = self.reader.known() {
                    stage.ledger.check_length(key, self.reader.count);
                }
            }
            Event::End => {
                assert!(!std::mem::replace(&mut self.told_end, true), "two ends");
                if let Some(key) = self.reader.known() {
                    stage.ledger.check_end(key, self.reader.count);
                }
            }
            Event::Drain => {
                assert!(std::mem::take(&mut self.full) && conn.queued(lp) == 0, "a drain too many")
            }
            Event::Finish => {
                assert!(self.ended && !std::mem::replace(&mut self.told_finish, true), "a finish too many");
                assert_eq!(conn.bytes_written(lp), stage.ledger.direction(self.key).written);
            }
            Event::Error(error) => {
                let codes = if self.client && !self.connected { NEVER_STOOD } else { BROKE };
                let is_known = codes.contains(&error.code()) || POLLER.contains(&error.code());
                assert!(is_known, "{error} is nothing that may befall a connection");
                self.told_error = true;
                stage.ledger.direction(self.key).broken = self.unix && !self.told_finish;
            }
            Event::Closed => {
                let by_itself = self.told_error || (self.told_end && self.told_finish);
                assert!(self.closed || by_itself, "closed for no reason");
                assert!(!conn.is_open(lp));
                self.over = true;
                stage.over += 1;
            }
            other => panic!("an unknown event: {other:?}"),
        }
    }

    /// How many bytes it has read.
    pub fn received(&self) -> u64 {
        self.reader.count
    }

    /// Whether the connection takes writes, as far as the program can know.
    fn may_write(&self) -> bool {
        !self.ended && !self.closed && !self.told_error && !self.over
    }

    fn note_flow(&mut self, flow: Flow, length: usize, stage: &mut Stage) {
        match flow {
            Flow::Closed => return,
            Flow::Full => self.full = true,
            Flow::Open => {}
        }
        assert!(self.may_write(), "a write was taken after the end");
        stage.ledger.direction(self.key).written += length as u64;
    }
}

/// Writes: in one piece, or in several.
pub fn write(lp: &mut Loop, conn: Conn, life: &Shared, scene: &Scene) {
    let (mut life, mut stage) = (life.borrow_mut(), scene.borrow_mut());
    let mut length = stage.dice.length();
    if stage.ledger.direction(life.key).written == 0 {
        // The key.
        length = length.max(8);
    }
    let bytes = stage.ledger.write(life.key, length);
    let flow = if stage.dice.once_in(3) {
        let middle = stage.dice.below(length as u64 + 1) as usize;
        let (first, second) = bytes.split_at(middle);
        conn.write_all(lp, &[first, b"", second])
    } else {
        conn.write(lp, &bytes)
    };
    life.note_flow(flow, length, &mut stage);
}

/// Says that no more comes.
pub fn end(lp: &mut Loop, conn: Conn, life: &Shared, scene: &Scene) {
    let (mut life, mut stage) = (life.borrow_mut(), scene.borrow_mut());
    let done = conn.end(lp);
    assert!(!done || life.may_write(), "ended twice");
    if done {
        life.ended = true;
        stage.ledger.direction(life.key).ended = true;
    }
}

/// Closes, or resets.
pub fn close(lp: &mut Loop, conn: Conn, life: &Shared, scene: &Scene, reset: bool) {
    let (mut life, mut stage) = (life.borrow_mut(), scene.borrow_mut());
    let taken = conn.bytes_written(lp);
    let done = if reset { conn.reset(lp) } else { conn.close(lp) };
    assert!(!done || !life.closed, "closed twice");
    if done {
        life.closed = true;
        stage.ledger.direction(life.key).closed_after = Some(taken);
        assert!(
            !conn.is_open(lp) && conn.write(lp, b"x") == Flow::Closed && !conn.end(lp) && !conn.close(lp)
        );
    }
}
