//! What can be waited for: the sources with a descriptor, and what they have in common.

use crate::datagram::{DatagramNews, DatagramState};
use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::listener::ListenerState;
use crate::observer::{Kind, Moment, SourceId};
use crate::slab::Key;
use crate::stream::{Stream, StreamNews};
use crate::watch::WatchState;
use evloop_ffi::poller::{Interest, Poller, Ready, Token};
use std::mem;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

/// A thing with a descriptor. Streams are many and live in the slab itself; the others are boxed, so that a slot
/// is no larger than a stream.
pub(crate) enum Source {
    Stream(Stream),
    Listener(Box<ListenerState>),
    Watch(Box<WatchState>),
    Datagram(Box<DatagramState>),
}

/// What the loop knows of every source.
pub(crate) struct Registration {
    /// What the poller was told.
    pub(crate) registered: Interest,
    /// Whether the source waits in `Loop::dirty`.
    dirty: bool,
    /// Whether the source may keep the loop alive.
    pub(crate) referenced: bool,
    /// Whether it does now: counted in `Loop::active`.
    pub(crate) counted: bool,
    /// Whether others may have a descriptor of the same open file.
    pub(crate) shared: bool,
}

impl Registration {
    pub(crate) const fn new() -> Registration {
        let registered = Interest::NONE;
        Registration { registered, dirty: false, referenced: true, counted: false, shared: false }
    }

    /// Whether the source keeps the loop alive now.
    pub(crate) fn is_counted(&self) -> bool {
        self.counted
    }

    /// Takes a descriptor off the poller, just before it is closed or given away.
    pub(crate) fn leave(&mut self, poller: &mut dyn Poller, fd: BorrowedFd<'_>) {
        let registered = mem::replace(&mut self.registered, Interest::NONE);
        match (registered.is_none(), self.shared) {
            (true, _) => {}
            // Nobody else can hold a duplicate of a socket that we made and never lent out.
            (false, false) => poller.forget(fd, registered),
            // Others keep the open file alive, and the registration with it, unless the kernel is told. It has nothing to say
            // against that, but that somebody closed the descriptor behind our back.
            (false, true) => drop(poller.remove(fd, registered)),
        }
    }
}

/// What a method met and a callback must hear.
pub(crate) enum Pending {
    Stream(Key, StreamNews),
    Listener(Key, Error),
    Watch(Key, Ready),
    Datagram(Key, DatagramNews),
}

/// What the closing phase has to do.
pub(crate) enum Farewell {
    Stream(Key),
    Datagram(Key),
    Listener(Key, Box<dyn FnOnce(&mut Loop)>),
}

impl Pending {
    fn key(&self) -> Key {
        match self {
            Pending::Stream(key, _)
            | Pending::Listener(key, _)
            | Pending::Watch(key, _)
            | Pending::Datagram(key, _) => *key,
        }
    }
}

impl Farewell {
    fn key(&self) -> Key {
        match self {
            Farewell::Stream(key) | Farewell::Datagram(key) | Farewell::Listener(key, _) => *key,
        }
    }
}

impl Source {
    pub(crate) fn registration(&self) -> &Registration {
        match self {
            Source::Stream(stream) => &stream.registration,
            Source::Listener(listener) => &listener.registration,
            Source::Watch(watch) => &watch.registration,
            Source::Datagram(socket) => &socket.registration,
        }
    }

    fn registration_mut(&mut self) -> &mut Registration {
        match self {
            Source::Stream(stream) => &mut stream.registration,
            Source::Listener(listener) => &mut listener.registration,
            Source::Watch(watch) => &mut watch.registration,
            Source::Datagram(socket) => &mut socket.registration,
        }
    }

    /// What it would like to be told of now.
    pub(crate) fn wanted(&self) -> Interest {
        match self {
            Source::Stream(stream) => stream.wanted(),
            Source::Listener(listener) => listener.wanted(),
            Source::Watch(watch) => watch.interest,
            Source::Datagram(socket) => socket.wanted(),
        }
    }

    /// Whether there is anything it waits for.
    fn active(&self) -> bool {
        match self {
            Source::Stream(stream) => stream.active(),
            Source::Listener(listener) => !listener.paused,
            Source::Watch(watch) => !watch.interest.is_none(),
            Source::Datagram(socket) => !socket.wanted().is_none(),
        }
    }

    pub(crate) fn fd(&self) -> Option<BorrowedFd<'_>> {
        match self {
            Source::Stream(stream) => stream.socket.as_ref().map(AsFd::as_fd),
            Source::Listener(listener) => Some(listener.socket.as_fd()),
            Source::Watch(watch) => Some(watch.fd.as_fd()),
            Source::Datagram(socket) => socket.socket.as_ref().map(AsFd::as_fd),
        }
    }

    pub(crate) fn kind(&self) -> Kind {
        match self {
            Source::Stream(_) => Kind::Conn,
            Source::Listener(_) => Kind::Listener,
            Source::Watch(_) => Kind::Watch,
            Source::Datagram(socket) => socket.kind,
        }
    }
}

impl Loop {
    /// Takes a source in.
    pub(crate) fn adopt(&mut self, source: Source) -> Key {
        let kind = source.kind();
        let key = self.sources.insert(source);
        self.note_source(Moment::Born, kind, key);
        self.refresh(key);
        key
    }

    /// Takes a source out; its descriptor must be off the poller.
    pub(crate) fn bury(&mut self, key: Key) -> Option<Source> {
        let source = self.take_out(key)?;
        self.note_source(Moment::Died, source.kind(), key);
        Some(source)
    }

    /// The same for one that has a last word to hear, and dies after it.
    pub(crate) fn take_out(&mut self, key: Key) -> Option<Source> {
        let mut source = self.sources.remove(key)?;
        if mem::take(&mut source.registration_mut().counted) {
            self.active -= 1;
        }
        Some(source)
    }

    /// Called after every change of a source's state: notes what the poller must be told before the next sleep,
    /// and whether the source keeps the loop alive. Changes that undo each other within a turn cost no call.
    pub(crate) fn refresh(&mut self, key: Key) {
        let Some(source) = self.sources.get_mut(key) else { return };
        let (wanted, active) = (source.wanted(), source.active());
        let registration = source.registration_mut();
        if wanted != registration.registered && !registration.dirty {
            registration.dirty = true;
            self.dirty.push(key);
        }
        let counted = active && registration.referenced;
        if counted != registration.counted {
            registration.counted = counted;
            self.active = if counted { self.active + 1 } else { self.active - 1 };
        }
    }

    /// Another descriptor of a source's open file.
    pub(crate) fn share_source(&mut self, key: Key) -> Result<OwnedFd> {
        let source = self.sources.get_mut(key);
        let copy = source.as_ref().and_then(|source| source.fd()).map(evloop_ffi::descriptor::duplicate);
        let copy = copy.unwrap_or(Err(evloop_ffi::Error::stale("fcntl")))?;
        if let Some(source) = source {
            source.registration_mut().shared = true;
        }
        Ok(copy)
    }

    /// Whether a source may keep the loop alive.
    pub(crate) fn set_source_ref(&mut self, key: Key, referenced: bool) -> bool {
        let Some(source) = self.sources.get_mut(key) else { return false };
        source.registration_mut().referenced = referenced;
        self.refresh(key);
        true
    }

    /// Tells the poller what has changed since the last sleep.
    pub(crate) fn apply_interests(&mut self) {
        let mut dirty = mem::take(&mut self.dirty);
        for key in dirty.drain(..) {
            if let Err(error) = self.apply_interest(key) {
                self.interest_failed(key, error.into());
            }
        }
        // The allocation is kept, and so is whoever became dirty meanwhile.
        dirty.append(&mut self.dirty);
        self.dirty = dirty;
    }

    /// The poller has forgotten everybody: all register anew before the next sleep.
    pub(crate) fn register_anew(&mut self) {
        self.dirty.clear();
        for key in self.sources.keys().collect::<Vec<_>>() {
            if let Some(source) = self.sources.get_mut(key) {
                let registration = source.registration_mut();
                (registration.registered, registration.dirty) = (Interest::NONE, false);
            }
            self.refresh(key);
        }
    }

    pub(crate) fn apply_interest(&mut self, key: Key) -> evloop_ffi::Result<()> {
        let begun = self.before_call();
        let Some(source) = self.sources.get_mut(key) else { return Ok(()) };
        let new = source.wanted();
        let old = mem::replace(&mut source.registration_mut().registered, new);
        source.registration_mut().dirty = false;
        let id = SourceId::new(source.kind(), key);
        let (Some(fd), token) = (source.fd(), Token(key.to_token())) else { return Ok(()) };
        if old == new {
            return Ok(());
        }
        let outcome = match (old.is_none(), new.is_none()) {
            (true, _) => self.poller.add(fd, token, new),
            (_, true) => self.poller.remove(fd, old),
            _ => self.poller.modify(fd, token, old, new),
        };
        if let Some(call) = self.poller.registers_by(old, new) {
            self.after_call(begun, call, id, &outcome);
        }
        outcome
    }

    /// The poller would not take a source (no memory, or somebody closed its descriptor behind our back): that
    /// source hears of it, and nobody else suffers.
    fn interest_failed(&mut self, key: Key, error: Error) {
        log::warn!("{key} cannot be watched: {error}");
        let Some(source) = self.sources.get_mut(key) else { return };
        source.registration_mut().registered = Interest::NONE;
        match source {
            Source::Stream(_) => self.fail_stream_later(key, error),
            Source::Listener(listener) => {
                listener.resting = true;
                self.tell_later(Pending::Listener(key, error));
            }
            Source::Datagram(_) => self.tell_later(Pending::Datagram(key, DatagramNews::Broken(error))),
            Source::Watch(watch) => {
                // Asking for something again tries again.
                watch.interest = Interest::NONE;
                self.tell_later(Pending::Watch(key, Ready::ERROR));
                self.refresh(key);
            }
        }
    }

    /// For the pending phase.
    pub(crate) fn tell_later(&mut self, pending: Pending) {
        self.note_about(Moment::Pending, pending.key());
        self.pending.push(pending);
    }

    /// For the closing phase.
    pub(crate) fn bid_farewell(&mut self, farewell: Farewell) {
        match &farewell {
            // It is out of the store already.
            Farewell::Listener(key, _) => self.note_source(Moment::Closing, Kind::Listener, *key),
            other => self.note_about(Moment::Closing, other.key()),
        }
        self.closing.push(farewell);
    }

    /// Drops what owns the descriptor of a source, which is off the poller.
    pub(crate) fn close_for(&self, owner: impl Sized, source: SourceId) {
        let begun = self.before_call();
        drop(owner);
        self.after_call(begun, "close", source, &Ok(()));
    }

    pub(crate) fn tell_pending(&mut self, pending: Pending) {
        match pending {
            Pending::Stream(key, news) => self.tell_stream_news(key, news),
            Pending::Listener(key, error) => self.tell_listener_error(key, error),
            Pending::Watch(key, ready) => self.call_watch(key, ready),
            Pending::Datagram(key, news) => self.tell_datagram_news(key, news),
        }
    }

    pub(crate) fn say_farewell(&mut self, farewell: Farewell) {
        match farewell {
            Farewell::Stream(key) => self.bury_stream(key),
            Farewell::Datagram(key) => self.bury_datagram(key),
            Farewell::Listener(key, callback) => {
                self.note_source(Moment::Enter, Kind::Listener, key);
                callback(self);
                self.note_source(Moment::Leave, Kind::Listener, key);
                self.note_source(Moment::Died, Kind::Listener, key);
            }
        }
    }
}
