//! Files and folders: blocking calls, for the pool or for whoever may wait.
//!
//! Disks have no readiness to wait for, so the loop reads files on threads. Any number of calls may make one job of
//! [`Loop::file`](crate::Loop::file):
//!
//! ```
//! use evloop::{Loop, file};
//! use std::fs::OpenOptions;
//! use std::path::Path;
//!
//! let mut lp = Loop::new()?;
//! let head = || {
//!     let file = file::open(Path::new("/proc/self/stat"), OpenOptions::new().read(true))?;
//!     let mut bytes = [0; 16];
//!     let count = file::read(&file, &mut bytes, None)?;
//!     Ok(bytes[..count].to_vec())
//! };
//! lp.file(head, |_, head| assert_eq!(head.unwrap().len(), 16));
//! lp.file(
//!     || file::metadata(Path::new("/nowhere")),
//!     |_, answer| {
//!         let error = answer.unwrap_err();
//!         assert_eq!(error.to_string(), "/nowhere: stat: no such file or directory (ENOENT)");
//!     },
//! );
//! lp.run()?;
//! # Ok::<(), evloop::Error>(())
//! ```

pub(crate) mod poll;
pub(crate) mod watch;

pub use evloop_ffi::file::*;

use crate::event_loop::Loop;
use crate::pool::Work;
use std::panic;

impl Loop {
    /// Runs `job`, calls of [`file`](crate::file), on a thread of the pool, and then `done` on the loop with what came of it.
    /// Jobs run side by side, in no order; what must happen in turn belongs into one job, or each into the `done` of
    /// the one before. A file that several jobs use is lent to them in an `Arc`.
    ///
    /// A job that panics takes the loop with it; [`Loop::work`] has an answer for such.
    pub fn file<T: Send + 'static>(
        &mut self,
        job: impl FnOnce() -> Result<T> + Send + 'static,
        done: impl FnOnce(&mut Loop, crate::Result<T>) + 'static,
    ) -> Work {
        self.work(job, |lp, outcome| match outcome {
            Ok(answer) => done(lp, answer.map_err(crate::Error::from)),
            Err(defect) => panic::resume_unwind(defect),
        })
    }
}

impl From<Error> for crate::Error {
    fn from(error: Error) -> crate::Error {
        let cause = crate::Error::from(error.system);
        match (error.path, error.target) {
            (Some(path), Some(target)) => {
                cause.about(format_args!("{} -> {}", path.display(), target.display()))
            }
            (Some(path), None) => cause.about(path.display()),
            _ => cause,
        }
    }
}
