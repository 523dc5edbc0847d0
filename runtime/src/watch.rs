//! Watching any descriptor: the door for everything that the loop has no source for.

use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::observer::{Kind, Moment, SourceId};
use crate::slab::Key;
use crate::source::{Registration, Source};
use evloop_ffi::poller::{Interest, Ready};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

/// The name of a watched descriptor.
/// A descriptor that rests until somebody wants to hear of it, and is given back in the end:
///
/// ```
/// use evloop::{Interest, Loop, Watch};
/// use std::os::unix::net::UnixStream;
///
/// let mut lp = Loop::new()?;
/// let (here, _there) = UnixStream::pair().unwrap();
/// let watch: Watch = lp.watch(here, Interest::NONE, |lp, watch, ready| {
///     assert!(ready.write());
///     watch.set_interest(lp, Interest::NONE);
/// })?;
/// assert!(watch.fd(&lp).is_some());
/// assert!(!lp.alive());
///
/// watch.set_interest(&mut lp, Interest::WRITE);
/// lp.turn()?; // calls back once
/// assert!(!lp.alive());
/// println!("{} rests", watch.id());
///
/// // It listens, but what the other side may say is nothing to wait for.
/// watch.set_interest(&mut lp, Interest::READ);
/// watch.set_ref(&mut lp, false);
/// assert!(!lp.alive());
/// let here = UnixStream::from(watch.close(&mut lp).unwrap());
/// assert!(watch.close(&mut lp).is_none());
/// # drop(here);
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Watch(Key);

type Callback = Box<dyn FnMut(&mut Loop, Watch, Ready)>;

pub(crate) struct WatchState {
    pub(crate) fd: OwnedFd,
    pub(crate) interest: Interest,
    pub(crate) registration: Registration,
    callback: Option<Callback>,
}

impl Loop {
    /// Calls `callback` on every turn on which the descriptor is ready for what `interest` asks for. The loop owns
    /// the descriptor and lends it by [`Watch::fd`]. It should be non-blocking, because readiness is a hint.
    /// ```
    /// use evloop::{Interest, Loop};
    /// use std::io::{Read, Write};
    /// use std::os::unix::net::UnixStream;
    ///
    /// let mut lp = Loop::new()?;
    /// let (here, mut there) = UnixStream::pair().unwrap();
    /// here.set_nonblocking(true).unwrap();
    /// let mut reader = here.try_clone().unwrap();
    /// lp.watch(here, Interest::READ, move |lp, watch, _ready| {
    ///     let mut buffer = [0; 16];
    ///     let Ok(count) = reader.read(&mut buffer) else { return };
    ///     assert_eq!(&buffer[..count], b"hello");
    ///     watch.close(lp);
    /// })?;
    /// there.write_all(b"hello").unwrap();
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// `EPERM` for what cannot be waited for (regular files under epoll), `ENOSPC` or `ENOMEM` when the poller is
    /// full.
    pub fn watch(
        &mut self,
        fd: impl Into<OwnedFd>,
        interest: Interest,
        callback: impl FnMut(&mut Loop, Watch, Ready) + 'static,
    ) -> Result<Watch> {
        let state = WatchState {
            fd: fd.into(),
            interest,
            registration: Registration::new(),
            callback: Some(Box::new(callback)),
        };
        let key = self.adopt(Source::Watch(Box::new(state)));
        // At once, unlike other sources, since here the user can have chosen a descriptor that will not do.
        if let Err(error) = self.apply_interest(key) {
            self.bury(key);
            return Err(Error::from(error).about("watch"));
        }
        Ok(Watch(key))
    }

    fn watch_mut(&mut self, key: Key) -> Option<&mut WatchState> {
        match self.sources.get_mut(key) {
            Some(Source::Watch(watch)) => Some(watch),
            _ => None,
        }
    }

    /// The poll phase's word. What nobody asks for any more is not told.
    #[inline(never)]
    pub(crate) fn watch_ready(&mut self, key: Key, ready: Ready) {
        let Some(watch) = self.watch_mut(key) else { return };
        let ready = ready.within(watch.interest);
        if !ready.is_empty() {
            self.call_watch(key, ready);
        }
    }

    pub(crate) fn call_watch(&mut self, key: Key, ready: Ready) {
        let Some(mut callback) = self.watch_mut(key).and_then(|watch| watch.callback.take()) else { return };
        self.note_source(Moment::Enter, Kind::Watch, key);
        callback(self, Watch(key), ready);
        self.note_source(Moment::Leave, Kind::Watch, key);
        if let Some(watch) = self.watch_mut(key) {
            watch.callback = Some(callback);
        }
    }
}

impl Watch {
    /// The one with the number of this name.
    pub(crate) fn named(id: SourceId) -> Watch {
        Watch(Key::from_token(id.number))
    }

    /// The descriptor, to read from or write to; `None` when the handle is stale.
    pub fn fd(self, lp: &Loop) -> Option<BorrowedFd<'_>> {
        match lp.sources.get(self.0) {
            Some(Source::Watch(watch)) => Some(watch.fd.as_fd()),
            _ => None,
        }
    }

    /// Changes what is asked for. With [`Interest::NONE`] the watch rests, and does not keep the loop alive.
    /// `false` when the handle is stale.
    pub fn set_interest(self, lp: &mut Loop, interest: Interest) -> bool {
        let Some(watch) = lp.watch_mut(self.0) else { return false };
        watch.interest = interest;
        lp.refresh(self.0);
        true
    }

    /// Whether the watch keeps the loop alive (it does unless told otherwise). `false` when the handle is stale.
    pub fn set_ref(self, lp: &mut Loop, referenced: bool) -> bool {
        lp.watch_mut(self.0).is_some() && lp.set_source_ref(self.0, referenced)
    }

    /// Ceases to watch, and gives the descriptor back; `None` when the handle is stale. Inside its own callback,
    /// too.
    pub fn close(self, lp: &mut Loop) -> Option<OwnedFd> {
        lp.watch_mut(self.0)?;
        let Some(Source::Watch(watch)) = lp.bury(self.0) else { return None };
        let registered = watch.registration.registered;
        if !registered.is_none() {
            // There may be duplicates of this descriptor, so the kernel must be told. It has nothing to say unless
            // somebody closed the descriptor behind our back.
            let _ = lp.poller.remove(watch.fd.as_fd(), registered);
        }
        Some(watch.fd)
    }

    /// The name in logs and traces.
    pub fn id(self) -> SourceId {
        SourceId::new(Kind::Watch, self.0)
    }
}
