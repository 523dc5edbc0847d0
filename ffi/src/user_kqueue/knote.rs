//! One registration: what is waited for, by what, and what it tells. (The BSDs call it a knote.)

use super::descriptor::Fd;
use super::vnode::FileState;
use super::*;
use std::os::fd::RawFd;
use std::time::Duration;

/// The flags that a registration keeps.
const KEPT: u16 = EV_CLEAR | EV_ONESHOT | EV_DISPATCH;

/// What of a file can be waited for.
const NOTES: u32 =
    NOTE_DELETE | NOTE_WRITE | NOTE_EXTEND | NOTE_ATTRIB | NOTE_LINK | NOTE_RENAME | NOTE_REVOKE;

pub(super) struct Knote {
    /// What was asked for.
    pub(super) event: kevent,
    pub(super) source: Source,
    /// Whether an epoll instance has it: it is enabled.
    pub(super) watched: bool,
    /// How often the adversary may still keep the end to itself.
    pub(super) patience: u32,
}

/// What is watched.
pub(super) enum Source {
    /// The ident itself.
    Descriptor,
    /// A counter that stands for a regular file.
    File(Fd),
    Timer(Fd),
    Process(Fd),
    /// A counter that is raised when there are notes.
    Vnode {
        counter: Fd,
        notes: u32,
        file: FileState,
    },
}

impl Knote {
    pub(super) fn new(change: &kevent) -> Result<Knote, Errno> {
        let source = match change.filter {
            EVFILT_TIMER => Source::Timer(timer(change)?),
            EVFILT_PROC if change.fflags == NOTE_EXIT => Source::Process(Fd::process(change.ident)?),
            EVFILT_VNODE if change.fflags & !NOTES == 0 => Source::Vnode {
                counter: Fd::counter(0)?,
                notes: 0,
                file: FileState::of(change.ident as RawFd)?,
            },
            EVFILT_READ | EVFILT_WRITE => Source::Descriptor,
            _ => return Err(libc::EINVAL),
        };
        Ok(Knote { event: kept(change), source, watched: false, patience: 3 })
    }

    /// The later wishes count.
    pub(super) fn renew(&mut self, change: &kevent) -> Result<(), Errno> {
        self.event = kept(change);
        if let Source::Timer(running) = &mut self.source {
            *running = timer(change)?;
        }
        Ok(())
    }

    pub(super) fn is_writer(&self) -> bool {
        self.event.filter == EVFILT_WRITE && matches!(self.source, Source::Descriptor)
    }

    /// The descriptor that epoll is given.
    pub(super) fn watched_descriptor(&self) -> RawFd {
        match &self.source {
            Source::Descriptor => self.event.ident as RawFd,
            Source::File(fd) | Source::Timer(fd) | Source::Process(fd) => fd.number(),
            Source::Vnode { counter, .. } => counter.number(),
        }
    }

    /// Notes what inotify has told.
    pub(super) fn file_changed(&mut self, happened: u32) {
        let Source::Vnode { counter, notes, file } = &mut self.source else { return };
        let news = file.notes(self.event.ident as RawFd, happened) & self.event.fflags;
        if news != 0 {
            *notes |= news;
            counter.raise();
        }
    }

    /// What it tells, given what epoll said of it; `None` when there is nothing to tell after all.
    pub(super) fn tell(&mut self, bits: u32) -> Option<kevent> {
        let (fd, clears) = (self.event.ident as RawFd, self.event.flags & EV_CLEAR != 0);
        let mut event = kevent { fflags: 0, data: 0, ..self.event };
        match &mut self.source {
            Source::Descriptor if event.filter == EVFILT_READ => filter::read(fd, bits, &mut event),
            Source::Descriptor => filter::write(fd, bits, &mut event),
            Source::File(_) if event.filter == EVFILT_WRITE => {}
            Source::File(_) => event.data = filter::rest_of_file(fd).filter(|rest| *rest != 0)?,
            Source::Timer(timer) => event.data = Some(timer.count() as i64).filter(|count| *count > 0)?,
            Source::Process(_) => {
                event.flags |= EV_EOF | EV_ONESHOT;
                (event.fflags, event.data) = (NOTE_EXIT, filter::exit_status(fd).into());
            }
            Source::Vnode { counter, notes, .. } => {
                event.fflags = *notes;
                if clears {
                    *notes = 0;
                    counter.count();
                }
            }
        }
        Some(event)
    }
}

fn kept(change: &kevent) -> kevent {
    kevent { flags: change.flags & KEPT, ..*change }
}

fn timer(change: &kevent) -> Result<Fd, Errno> {
    let count = u64::try_from(change.data).map_err(|_| libc::EINVAL)?;
    let period = match change.fflags {
        NOTE_SECONDS => Duration::from_secs(count),
        0 | NOTE_MSECONDS => Duration::from_millis(count),
        NOTE_USECONDS => Duration::from_micros(count),
        NOTE_NSECONDS => Duration::from_nanos(count),
        _ => return Err(libc::EINVAL),
    };
    Fd::timer(period, change.flags & EV_ONESHOT != 0)
}
