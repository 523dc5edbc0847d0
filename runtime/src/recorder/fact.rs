//! Facts: what a recorder writes down, and the four words that each takes in the ring.

use super::labels::Label;
use crate::observer::{Kind, Phase, SourceId};
use std::time::Duration;

/// Something that happened, and when on the loop's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// When, in whole nanoseconds.
    pub at: Duration,
    /// What.
    pub what: What,
}

/// Whom a fact is about: a source of the loop, or something of a guest's, which lives on the loop and has sources of
/// its own that the loop does not know: a script's timeouts, say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subject {
    /// What it is: the label of `conn`, `timer`, `timeout`, ….
    pub kind: Label,
    /// Its number among those of its kind; of a source, [`SourceId::number`].
    pub number: u64,
}

impl From<SourceId> for Subject {
    fn from(id: SourceId) -> Subject {
        Subject { kind: Label::of_kind(id.kind), number: id.number }
    }
}

impl Subject {
    /// The source, if it is one of the loop's.
    ///
    /// ```
    /// use evloop::recorder::{Fact, Label, Subject, What};
    /// use evloop::Kind;
    /// use std::time::Duration;
    ///
    /// let conn = Subject { kind: Label::of_kind(Kind::Conn), number: 7 };
    /// let fact = Fact { at: Duration::from_millis(1), what: What::Enter(conn) };
    /// let What::Enter(subject) = fact.what else { unreachable!() };
    /// assert_eq!(subject.source().map(|id| id.kind), Some(Kind::Conn));
    /// assert_eq!(Subject::NOBODY.source(), None);
    /// ```
    pub fn source(self) -> Option<SourceId> {
        let kind = *Kind::ALL.get((self.kind.0 as usize).wrapping_sub(1))?;
        Some(SourceId { kind, number: self.number })
    }
}

/// What happened. Those that are also a [`Moment`](crate::Moment) mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// A turn begins.
    Turn(u64),
    /// A phase begins.
    Phase(Phase),
    /// The loop is going to sleep, for so long at most.
    Sleep(Option<Duration>),
    /// It has woken up, and so many events are there.
    Wake(u64),
    /// A source is ready: bit 0 to be read, bit 1 to be written, bit 2 an error waits, bit 3 the other end is gone.
    Ready(Subject, u8),
    /// A callback begins.
    Enter(Subject),
    /// It has returned.
    Leave(Subject),
    /// The function that the innermost callback calls, when it is known only now.
    Function(Label),
    /// How much processor time a callback used that has just returned; only for those that took long enough for the question.
    Cpu(Subject, Duration),
    /// The timer that is entered next was due so long ago.
    Late(Duration),
    /// Something came into being, at this place of a program ([`Label::NONE`] if that is not known).
    Born(Subject, Label),
    /// It is over.
    Died(Subject),
    /// What it is going to call, or what it is.
    Named(Subject, Label),
    /// A timer is set to this moment.
    Armed(Subject, Duration),
    /// A timer is not going to fire any more, or fires now.
    Disarmed(Subject),
    /// Waits for the pending phase.
    Pending(Subject),
    /// Waits for the closing phase.
    Closing(Subject),
    /// A system call with this name, for whom, what it gave back (or the errno, negative; no more than 32 bits are
    /// kept), and how long it took (no more than four seconds are kept). `at` is its end.
    Called(Label, Subject, i32, Duration),
    /// A job of the pool was begun on this thread at this moment. Told when it is done, next to `Worked`.
    Begun(Subject, u16, Duration),
    /// A job of the pool was done on this thread, and took so long. `at` is when the loop heard of it.
    Worked(Subject, u16, Duration),
    /// A program wrote this to its standard output or standard error (1, 2), shortened.
    Output(u8, Label),
    /// An exception that nobody caught, in words.
    Exception(Label),
    /// The loop stands still at a gate, for this reason, before this callback (or before nobody's).
    Stopped(Label, Subject),
    /// It goes on.
    Resumed,
}

impl Subject {
    /// Nobody.
    pub const NOBODY: Subject = Subject { kind: Label::NONE, number: 0 };
}

/// A fact as the ring has it: the tag in the highest byte of the first word, above the time; of the second word a kind in
/// the highest 16 bits, a small number in the next 16 and a label in the lowest 32; a subject's number; and a value.
pub(super) type Words = [u64; 4];

const TIME: u64 = (1 << 56) - 1;
/// For `Sleep` without an end.
const FOREVER: u64 = u64::MAX;

#[inline]
fn nanoseconds(time: Duration) -> u64 {
    time.as_secs().saturating_mul(1_000_000_000).saturating_add(u64::from(time.subsec_nanos()))
}

impl Fact {
    #[inline(always)]
    pub(super) fn to_words(self) -> Words {
        let nobody = Subject::NOBODY;
        let none = Label::NONE;
        let (tag, subject, small, label, value) = match self.what {
            What::Turn(number) => (1, nobody, 0, none, number),
            What::Phase(phase) => (2, nobody, phase as u16, none, 0),
            What::Sleep(limit) => (3, nobody, 0, none, limit.map_or(FOREVER, nanoseconds)),
            What::Wake(count) => (4, nobody, 0, none, count),
            What::Ready(subject, bits) => (5, subject, u16::from(bits), none, 0),
            What::Enter(subject) => (6, subject, 0, none, 0),
            What::Leave(subject) => (7, subject, 0, none, 0),
            What::Function(label) => (8, nobody, 0, label, 0),
            What::Cpu(subject, time) => (9, subject, 0, none, nanoseconds(time)),
            What::Late(by) => (10, nobody, 0, none, nanoseconds(by)),
            What::Born(subject, site) => (11, subject, 0, site, 0),
            What::Died(subject) => (12, subject, 0, none, 0),
            What::Named(subject, label) => (13, subject, 0, label, 0),
            What::Armed(subject, at) => (14, subject, 0, none, nanoseconds(at)),
            What::Disarmed(subject) => (15, subject, 0, none, 0),
            What::Pending(subject) => (16, subject, 0, none, 0),
            What::Closing(subject) => (17, subject, 0, none, 0),
            What::Called(call, subject, result, took) => {
                let took = nanoseconds(took).min(u64::from(u32::MAX));
                (18, subject, 0, call, u64::from(result as u32) << 32 | took)
            }
            What::Worked(subject, thread, took) => (19, subject, thread, none, nanoseconds(took)),
            What::Output(stream, text) => (20, nobody, u16::from(stream), text, 0),
            What::Exception(text) => (21, nobody, 0, text, 0),
            What::Stopped(why, before) => (22, before, 0, why, 0),
            What::Resumed => (23, nobody, 0, none, 0),
            What::Begun(subject, thread, at) => (24, subject, thread, none, nanoseconds(at)),
        };
        let kind = u64::from(subject.kind.0) & 0xffff;
        [
            tag << 56 | nanoseconds(self.at) & TIME,
            kind << 48 | u64::from(small) << 32 | u64::from(label.0),
            subject.number,
            value,
        ]
    }

    /// None for words that are no fact: the reader was overtaken by the writer, and looks again.
    pub(super) fn from_words(words: Words) -> Option<Fact> {
        let subject = Subject { kind: Label((words[1] >> 48) as u32), number: words[2] };
        let small = (words[1] >> 32) as u16;
        let label = Label(words[1] as u32);
        let value = words[3];
        let time = Duration::from_nanos(value);
        let what = match words[0] >> 56 {
            1 => What::Turn(value),
            2 => What::Phase(*Phase::ALL.get(usize::from(small))?),
            3 => What::Sleep((value != FOREVER).then_some(time)),
            4 => What::Wake(value),
            5 => What::Ready(subject, small as u8),
            6 => What::Enter(subject),
            7 => What::Leave(subject),
            8 => What::Function(label),
            9 => What::Cpu(subject, time),
            10 => What::Late(time),
            11 => What::Born(subject, label),
            12 => What::Died(subject),
            13 => What::Named(subject, label),
            14 => What::Armed(subject, time),
            15 => What::Disarmed(subject),
            16 => What::Pending(subject),
            17 => What::Closing(subject),
            18 => {
                What::Called(label, subject, (value >> 32) as i32, Duration::from_nanos(value & 0xffff_ffff))
            }
            19 => What::Worked(subject, small, time),
            20 => What::Output(small as u8, label),
            21 => What::Exception(label),
            22 => What::Stopped(label, subject),
            23 => What::Resumed,
            24 => What::Begun(subject, small, time),
            _ => return None,
        };
        Some(Fact { at: Duration::from_nanos(words[0] & TIME), what })
    }
}
