//! The calls that wait, bare: one function is one system call.
//!
//! The reactor sees kernels through [`Poller`](crate::poller::Poller), which makes them all alike. What tells them
//! apart, a program can only show with the calls themselves: a set that is copied in and out, a list that is walked, a
//! queue in the kernel, a signal, a ring. They are here, safe, and with as little around them as that takes.
//!
//! ```
//! use evloop_ffi::bare::{PollList, poll};
//! use evloop_ffi::poller::Interest;
//! use std::os::fd::AsFd;
//!
//! let (reader, writer) = evloop_ffi::io::pipe()?;
//! let mut list = PollList::new();
//! list.push(reader.as_fd(), Interest::READ);
//! list.push(writer.as_fd(), Interest::WRITE);
//! assert_eq!(poll(&mut list, None), Ok(1));
//! assert!(!list.ready(0).read() && list.ready(1).write());
//! # Ok::<(), evloop_ffi::Error>(())
//! ```

#[cfg(any(target_os = "linux", target_os = "android"))]
mod epoll;
#[cfg(any(
    target_os = "freebsd",
    target_os = "netbsd",
    target_os = "openbsd",
    target_os = "dragonfly",
    target_vendor = "apple",
    all(target_os = "linux", feature = "user-kqueue")
))]
mod kqueue;
mod poll;
#[cfg(all(feature = "uring", target_os = "linux"))]
mod ring;
mod select;
#[cfg(target_os = "linux")]
mod signals;

#[cfg(any(target_os = "linux", target_os = "android"))]
pub use epoll::{Epoll, Trigger};
#[cfg(any(
    target_os = "freebsd",
    target_os = "netbsd",
    target_os = "openbsd",
    target_os = "dragonfly",
    target_vendor = "apple",
    all(target_os = "linux", feature = "user-kqueue")
))]
pub use kqueue::{Filter, Kqueue};
pub use poll::{PollList, poll};
#[cfg(all(feature = "uring", target_os = "linux"))]
pub use ring::{Completion, Ring};
pub use select::{DescriptorSet, select};
#[cfg(target_os = "linux")]
pub use signals::{Notice, SignalQueue};
