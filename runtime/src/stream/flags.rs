//! The yes-or-no part of a stream's state: a word of bits, because there are many streams.

use std::ops::BitOr;

/// What is true of a stream.
#[derive(Clone, Copy, Default)]
pub(crate) struct Flags(u16);

impl Flags {
    /// `connect` is under way.
    pub(crate) const CONNECTING: Flags = Flags(1);
    /// There is a callback, so reading makes sense.
    pub(crate) const STARTED: Flags = Flags(2);
    pub(crate) const PAUSED: Flags = Flags(4);
    /// The peer's end of stream was read, …
    pub(crate) const READ_ENDED: Flags = Flags(8);
    /// … and told.
    pub(crate) const END_TOLD: Flags = Flags(16);
    /// `end` was called: no more writes.
    pub(crate) const ENDED: Flags = Flags(32);
    /// Our end of stream was sent and told.
    pub(crate) const FINISH_TOLD: Flags = Flags(64);
    /// A writer was told `Full` and waits for `Drain`.
    pub(crate) const FULL: Flags = Flags(128);
    /// Broken; the error is told or on its way.
    pub(crate) const FAILED: Flags = Flags(256);
    /// Closed by us; only the farewell is left.
    pub(crate) const CLOSING: Flags = Flags(512);
    /// Our end of stream was sent.
    pub(crate) const FIN_SENT: Flags = Flags(1024);

    /// No socket, but a pipe, a terminal or a device: read and written by the plain calls.
    pub(crate) const PLAIN: Flags = Flags(2048);
    /// Descriptors that come with the bytes are taken.
    pub(crate) const TAKES_DESCRIPTORS: Flags = Flags(4096);

    /// States in which nothing is read or asked of the kernel.
    pub(crate) const DEAD: Flags = Flags(256 | 512);

    #[inline]
    pub(crate) fn any(self, other: Flags) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn bits(self) -> u16 {
        self.0
    }

    #[inline]
    pub(crate) fn set(&mut self, other: Flags) {
        self.0 |= other.0;
    }

    /// Whether there is a callback to read for, and nothing against it.
    #[inline]
    pub(crate) fn may_read(self) -> bool {
        self.0 & (Flags::STARTED.0 | Flags::AGAINST_READING) == Flags::STARTED.0
    }

    /// Whether, besides, reading is nothing but `recv`: that of nearly all streams.
    #[inline]
    pub(crate) fn may_receive(self) -> bool {
        const AGAINST: u16 = Flags::AGAINST_READING | Flags::PLAIN.0 | Flags::TAKES_DESCRIPTORS.0;
        self.0 & (Flags::STARTED.0 | AGAINST) == Flags::STARTED.0
    }

    /// Whether writing is nothing but `send`, unless bytes wait that must not be overtaken: that of nearly all streams.
    #[inline]
    pub(crate) fn may_send(self) -> bool {
        const AGAINST: u16 = Flags::CONNECTING.0
            | Flags::ENDED.0
            | Flags::FULL.0
            | Flags::FAILED.0
            | Flags::CLOSING.0
            | Flags::PLAIN.0;
        self.0 & AGAINST == 0
    }

    const AGAINST_READING: u16 =
        Flags::PAUSED.0 | Flags::READ_ENDED.0 | Flags::CONNECTING.0 | Flags::FAILED.0 | Flags::CLOSING.0;

    pub(crate) fn clear(&mut self, other: Flags) {
        self.0 &= !other.0;
    }
}

impl BitOr for Flags {
    type Output = Flags;

    fn bitor(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }
}
