//! One queue: what is registered in it, and what has something to tell.
//!
//! Its descriptor is an epoll instance, which is ready when the queue is. It holds who is waited for, level-triggered, or by
//! edges with `EV_CLEAR`. Since epoll knows a descriptor once and a queue twice, for reading and for writing, the writers are
//! in an instance of their own, which is in the first.

use super::adversary::Adversary;
use super::descriptor::{self, Fd, control};
use super::knote::{Knote, Source};
use super::vnode::Vnodes;
use super::*;
use std::collections::BTreeMap;
use std::os::fd::RawFd;

/// The names by which the outer instance knows the others; registrations have low numbers.
const WRITERS: u64 = u64::MAX;
const VNODES: u64 = u64::MAX - 1;

const KNOWN: [i16; 5] = [EVFILT_READ, EVFILT_WRITE, EVFILT_VNODE, EVFILT_PROC, EVFILT_TIMER];

/// Those whose ident is a descriptor.
const OF_DESCRIPTORS: [i16; 3] = [EVFILT_READ, EVFILT_WRITE, EVFILT_VNODE];

/// The bits of one direction.
const READING: u32 = (libc::EPOLLIN | libc::EPOLLRDHUP) as u32;
const WRITING: u32 = libc::EPOLLOUT as u32;

pub(super) struct Queue {
    /// The queue's descriptor, which is closed by whoever has made it.
    outer: RawFd,
    /// The instance of those who wait to write.
    writers: Fd,
    /// Absent until somebody waits for a file's changes.
    vnodes: Option<Vnodes>,
    knotes: BTreeMap<u64, Knote>,
    /// The names of the registrations: one for each filter and ident.
    names: BTreeMap<(i16, usize), u64>,
    last_name: u64,
    adversary: Option<Adversary>,
}

impl Queue {
    pub(super) fn new() -> Result<Queue, Errno> {
        let (outer, writers) = (Fd::epoll()?, Fd::epoll()?);
        control(outer.number(), libc::EPOLL_CTL_ADD, writers.number(), READING, WRITERS)?;
        Ok(Queue {
            outer: outer.into_number(),
            writers,
            vnodes: None,
            knotes: BTreeMap::new(),
            names: BTreeMap::new(),
            last_name: 0,
            adversary: Adversary::of_this_thread(),
        })
    }

    pub(super) fn number(&self) -> RawFd {
        self.outer
    }

    /// Makes one change.
    pub(super) fn change(&mut self, change: &kevent) -> Result<(), Errno> {
        if !KNOWN.contains(&change.filter) {
            return Err(libc::EINVAL);
        }
        if OF_DESCRIPTORS.contains(&change.filter) && !descriptor::is_open(change.ident as RawFd) {
            return Err(libc::EBADF);
        }
        let (known, add) = (self.names.get(&(change.filter, change.ident)), change.flags & EV_ADD != 0);
        let name = match known.copied() {
            Some(name) if add => self.renew(name, change)?,
            Some(name) => self.rename(name, change),
            None if add => self.attach(change)?,
            None => return Err(libc::ENOENT),
        };
        match change.flags {
            flags if flags & EV_DELETE != 0 => self.detach(name),
            flags if flags & EV_DISABLE != 0 => self.unwatch(name),
            flags if flags & (EV_ENABLE | EV_ADD) != 0 => return self.watch(name),
            _ => {}
        }
        Ok(())
    }

    /// Registers what is not registered. It is not watched yet.
    fn attach(&mut self, change: &kevent) -> Result<u64, Errno> {
        if let Some(adversary) = &mut self.adversary {
            adversary.may_refuse(change)?;
        }
        let knote = Knote::new(change)?;
        self.last_name += 1;
        let name = self.last_name;
        if change.filter == EVFILT_VNODE {
            self.vnodes()?.add(name, change.ident as RawFd)?;
        }
        self.knotes.insert(name, knote);
        self.names.insert((change.filter, change.ident), name);
        // What cannot be watched is not registered.
        self.watch(name).inspect_err(|_| self.detach(name))?;
        Ok(name)
    }

    /// Registers anew: the later wishes count.
    fn renew(&mut self, name: u64, change: &kevent) -> Result<u64, Errno> {
        self.unwatch(name);
        if let Some(knote) = self.knotes.get_mut(&name) {
            knote.renew(change)?;
        }
        Ok(name)
    }

    /// Every change brings a new udata, wanted or not.
    fn rename(&mut self, name: u64, change: &kevent) -> u64 {
        if let Some(knote) = self.knotes.get_mut(&name) {
            knote.event.udata = change.udata;
        }
        name
    }

    fn detach(&mut self, name: u64) {
        self.unwatch(name);
        let Some(knote) = self.knotes.remove(&name) else { return };
        self.names.remove(&(knote.event.filter, knote.event.ident));
        if let Some(vnodes) = &mut self.vnodes {
            vnodes.remove(name);
            if vnodes.is_empty() {
                self.vnodes = None;
            }
        }
    }

    /// The descriptor is about to be closed: what was registered of it goes, though duplicates live on.
    pub(super) fn descriptor_closed(&mut self, fd: RawFd) {
        for filter in OF_DESCRIPTORS {
            if let Some(&name) = self.names.get(&(filter, fd as usize)) {
                self.detach(name);
            }
        }
    }

    fn vnodes(&mut self) -> Result<&mut Vnodes, Errno> {
        if self.vnodes.is_none() {
            let vnodes = Vnodes::new()?;
            control(self.outer, libc::EPOLL_CTL_ADD, vnodes.number(), READING, VNODES)?;
            self.vnodes = Some(vnodes);
        }
        Ok(self.vnodes.as_mut().expect("it was made just now"))
    }

    /// Begins to wait for it, if nobody does.
    fn watch(&mut self, name: u64) -> Result<(), Errno> {
        let Some(knote) = self.knotes.get(&name).filter(|knote| !knote.watched) else { return Ok(()) };
        let edges = if knote.event.flags & EV_CLEAR != 0 { libc::EPOLLET as u32 } else { 0 };
        let bits = if knote.is_writer() { WRITING } else { READING };
        let (epoll, fd) = (self.epoll_of(knote), knote.watched_descriptor());
        match control(epoll, libc::EPOLL_CTL_ADD, fd, bits | edges, name) {
            Err(libc::EPERM) => self.watch_file(name),
            Err(errno) => Err(errno),
            Ok(()) => {
                self.mark(name, true);
                Ok(())
            }
        }
    }

    /// epoll does not take regular files and directories. A counter that is never zero stands for one.
    fn watch_file(&mut self, name: u64) -> Result<(), Errno> {
        let Some(knote) = self.knotes.get_mut(&name) else { return Ok(()) };
        if !matches!(knote.source, Source::Descriptor) {
            return Err(libc::EPERM);
        }
        knote.source = Source::File(Fd::counter(1)?);
        self.watch(name)
    }

    fn unwatch(&mut self, name: u64) {
        let Some(knote) = self.knotes.get(&name).filter(|knote| knote.watched) else { return };
        // It fails when the descriptor was closed in a way that nobody noticed: then it is not watched anyway.
        let _ = control(self.epoll_of(knote), libc::EPOLL_CTL_DEL, knote.watched_descriptor(), 0, 0);
        self.mark(name, false);
    }

    fn epoll_of(&self, knote: &Knote) -> RawFd {
        if knote.is_writer() { self.writers.number() } else { self.outer }
    }

    fn mark(&mut self, name: u64, watched: bool) {
        if let Some(knote) = self.knotes.get_mut(&name) {
            knote.watched = watched;
        }
    }

    /// What has happened: as much as there is room for, without waiting.
    pub(super) fn collect(&mut self, events: &mut [kevent]) -> Result<usize, Errno> {
        let Some(mut adversary) = self.adversary.take() else { return self.gather(events) };
        let room = adversary.room(events.len());
        let told = self.gather(&mut events[..room]);
        let told = told.map(|told| adversary.spoil(&mut self.knotes, events, told));
        self.adversary = Some(adversary);
        told
    }

    /// The last word before a sleep.
    pub(super) fn before_sleep(&mut self) -> Result<(), Errno> {
        self.adversary.as_mut().map_or(Ok(()), Adversary::may_interrupt)
    }

    fn gather(&mut self, events: &mut [kevent]) -> Result<usize, Errno> {
        for (name, happened) in self.vnodes.as_mut().map(Vnodes::read).unwrap_or_default() {
            if let Some(knote) = self.knotes.get_mut(&name) {
                knote.file_changed(happened);
            }
        }
        let ready = descriptor::ready(self.outer, events.len())?;
        let has_writers = ready.iter().any(|&(name, _)| name == WRITERS);
        let mut told = self.tell_all(ready, events, 0);
        // Their instance had a place of its own in what was ready, so that there is room for one of them at least.
        if has_writers {
            let ready = descriptor::ready(self.writers.number(), events.len() - told)?;
            told = self.tell_all(ready, events, told);
        }
        Ok(told)
    }

    fn tell_all(&mut self, ready: Vec<(u64, u32)>, events: &mut [kevent], mut told: usize) -> usize {
        for (name, bits) in ready {
            if let Some(event) = self.tell(name, bits) {
                events[told] = event;
                told += 1;
            }
        }
        told
    }

    /// What one registration has to tell.
    fn tell(&mut self, name: u64, bits: u32) -> Option<kevent> {
        let knote = self.knotes.get_mut(&name)?;
        let Some(event) = knote.tell(bits) else {
            if matches!(knote.source, Source::File(_)) {
                // The end was reached. Its counter would be ready for ever.
                self.unwatch(name);
            }
            return None;
        };
        if event.flags & EV_ONESHOT != 0 {
            self.detach(name);
        } else if event.flags & EV_DISPATCH != 0 {
            self.unwatch(name);
        }
        Some(event)
    }
}
