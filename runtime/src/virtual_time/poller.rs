//! A poller of virtual time: the kernel's, but that it moves the clock where that would sleep.

use crate::virtual_time::VirtualTime;
use evloop_ffi::Result;
use evloop_ffi::poller::{Event, Interest, Poller, Token, Wake, World};
use std::os::fd::BorrowedFd;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// The poller, around the real one.
pub(crate) struct Virtual {
    kernel: Box<dyn Poller>,
    time: Rc<VirtualTime>,
}

impl Virtual {
    pub(crate) fn new(kernel: Box<dyn Poller>, time: Rc<VirtualTime>) -> Virtual {
        Virtual { kernel, time }
    }
}

impl Poller for Virtual {
    fn add(&mut self, fd: BorrowedFd<'_>, token: Token, interest: Interest) -> Result<()> {
        self.kernel.add(fd, token, interest)
    }

    fn modify(&mut self, fd: BorrowedFd<'_>, token: Token, old: Interest, new: Interest) -> Result<()> {
        self.kernel.modify(fd, token, old, new)
    }

    fn remove(&mut self, fd: BorrowedFd<'_>, old: Interest) -> Result<()> {
        self.kernel.remove(fd, old)
    }

    fn forget(&mut self, fd: BorrowedFd<'_>, old: Interest) {
        self.kernel.forget(fd, old);
    }

    /// Sleeps for as long as real time must still pass, which is mostly not at all; and if nothing must, and nobody is ready,
    /// moves the clock to the end of the timeout. So the last word before that is always a look at who is ready.
    fn wait(&mut self, timeout: Option<Duration>, events: &mut Vec<Event>) -> Result<()> {
        let before = events.len();
        let patience = timeout.map(|limit| self.time.patience(limit));
        let sleep = if self.time.foreign.get() { Some(Duration::ZERO) } else { patience };
        self.kernel.wait(sleep, events)?;
        match timeout {
            Some(limit) if !limit.is_zero() && patience == Some(Duration::ZERO) && events.len() == before => {
                self.time.advance(limit);
            }
            // A turn that did not move the clock is as good as a look at it: see `FREE_LOOKS`.
            _ => self.time.clock.look(),
        }
        Ok(())
    }

    fn now(&self) -> Duration {
        self.time.clock.reading()
    }

    fn look(&self) -> Duration {
        self.time.clock.now()
    }

    fn waker(&self) -> Arc<dyn Wake> {
        self.kernel.waker()
    }

    fn renew(&mut self) -> Result<()> {
        self.kernel.renew()
    }

    fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        self.kernel.descriptor()
    }

    fn is_restless(&self) -> bool {
        self.kernel.is_restless()
    }

    fn name(&self) -> &'static str {
        self.kernel.name()
    }

    fn world(&self) -> Option<&World> {
        self.kernel.world()
    }
}
