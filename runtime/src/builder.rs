//! Choosing what a loop stands on.

use crate::error::Result;
use crate::event_loop::Loop;
use evloop_ffi::poller::{Poller, Simulated, World};

/// Which poller a loop uses.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Backend {
    /// The best of this system.
    #[default]
    Native,
    /// epoll, level-triggered.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    Epoll,
    /// kqueue.
    #[cfg(any(
        target_os = "freebsd",
        target_os = "netbsd",
        target_os = "openbsd",
        target_os = "dragonfly",
        target_vendor = "apple"
    ))]
    Kqueue,
    /// No kernel at all, but a [`World`] whose clock jumps when the loop would sleep.
    Simulated(World),
}

/// Makes a [`Loop`] to measure.
#[derive(Default)]
pub struct Builder {
    backend: Backend,
}

impl Builder {
    /// Chooses the poller.
    pub fn backend(mut self, backend: Backend) -> Builder {
        self.backend = backend;
        self
    }

    /// Builds the loop.
    ///
    /// # Errors
    /// When the system has no descriptors or memory left for the poller.
    pub fn build(self) -> Result<Loop> {
        let poller: Box<dyn Poller> = match self.backend {
            #[cfg(any(target_os = "linux", target_os = "android"))]
            Backend::Native | Backend::Epoll => Box::new(evloop_ffi::poller::Epoll::new()?),
            #[cfg(any(
                target_os = "freebsd",
                target_os = "netbsd",
                target_os = "openbsd",
                target_os = "dragonfly",
                target_vendor = "apple"
            ))]
            Backend::Native | Backend::Kqueue => Box::new(evloop_ffi::poller::Kqueue::new()?),
            Backend::Simulated(world) => Box::new(Simulated::new(world)),
        };
        Ok(Loop::with_poller(poller))
    }
}
