//! Every system call of evloop, behind safe functions.
//!
//! This crate is the only home of `libc` in the workspace. Above it stands the reactor (crate `evloop`), which
//! forbids `unsafe`: whatever is subtle about the kernel's interface is settled here, once. A function does one
//! system call, owns its descriptors as [`std::os::fd::OwnedFd`], and reports failure as an [`Error`] that names
//! the call.

pub mod address;
pub mod bare;
pub mod changes;
pub mod datagram;
pub mod descriptor;
mod error;
#[cfg(feature = "fault")]
pub mod fault;
pub mod fiber;
pub mod file;
pub mod inherited;
pub mod io;
#[cfg(any(
    target_os = "freebsd",
    target_os = "netbsd",
    target_os = "openbsd",
    target_os = "dragonfly",
    target_vendor = "apple",
    all(target_os = "linux", feature = "user-kqueue")
))]
mod kqueue;
mod names;
pub mod poller;
pub mod process;
pub mod resolve;
pub mod rights;
pub mod signal;
mod signal_name;
pub mod simulated;
pub mod socket;
pub mod system;
pub mod terminal;
pub mod thread;
#[cfg(all(target_os = "linux", feature = "user-kqueue"))]
pub mod user_kqueue;

pub use error::{Error, Result};
