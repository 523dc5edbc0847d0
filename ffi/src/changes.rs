//! Changes of files and folders, as the system tells them: inotify(7) on Linux, the filter EVFILT_VNODE of kqueue(2) where
//! there is that.
//!
//! Both have the same face: a [`Monitor`] with a descriptor that is readable when there are notices, and a [`Spot`] for
//! each file that is watched.
//!
//! ```
//! use evloop_ffi::changes::{Monitor, What};
//!
//! let folder = std::env::temp_dir().join(format!("evloop-changes-{}", std::process::id()));
//! std::fs::create_dir(&folder).unwrap();
//! let mut monitor = Monitor::new()?;
//! let spot = monitor.add(&folder)?;
//! std::fs::remove_dir(&folder).unwrap();
//! let last = monitor.read()?.pop().unwrap();
//! assert_eq!((last.spot, last.what), (Some(spot.number()), What::Gone));
//! # Ok::<(), evloop_ffi::Error>(())
//! ```

#[cfg(all(any(target_os = "linux", target_os = "android"), not(feature = "user-kqueue")))]
mod inotify;
#[cfg(any(not(any(target_os = "linux", target_os = "android")), feature = "user-kqueue"))]
mod vnode;

#[cfg(all(any(target_os = "linux", target_os = "android"), not(feature = "user-kqueue")))]
pub use inotify::{Monitor, Spot, TELLS_NAMES};
#[cfg(any(not(any(target_os = "linux", target_os = "android")), feature = "user-kqueue"))]
pub use vnode::{Monitor, Spot, TELLS_NAMES};

use std::ffi::OsString;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Where, by the [number](Spot::number) of the spot; `None` for what concerns all.
    pub spot: Option<i32>,
    /// What.
    pub what: What,
    /// To which name in the folder that is watched; `None` for the folder itself or a file that is watched, and where the
    /// system does not tell.
    pub name: Option<OsString>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The content, or what is known of the file besides: mode, owner, times, number of names.
    Changed,
    /// A name came, went, or stands for something else now.
    Renamed,
    /// What was watched is no more, and its spot neither.
    Gone,
    /// The system could not keep all notices: some were lost.
    Lost,
}
