//! What a program asks the system about itself and about the machine, and the few blocking calls that a command line program
//! needs: clocks, process numbers, users, memory, processors, interfaces, the terminal, the standard streams.
//!
//! Some of it may take long, because it reads files or asks servers (users, groups); a loop has that done by its pool:
//!
//! ```
//! use evloop::{Loop, system};
//!
//! let mut lp = Loop::new()?;
//! lp.slow_work(|| system::user(0), |_, root| assert_eq!(root.unwrap().unwrap().unwrap().name, "root"));
//! lp.work(
//!     || {
//!         let mut key = [0; 32];
//!         system::fill_random(&mut key).map(|()| key)
//!     },
//!     |_, key| assert_ne!(key.unwrap().unwrap(), [0; 32]),
//! );
//! lp.run()?;
//! # Ok::<(), evloop::Error>(())
//! ```

pub use evloop_ffi::system::*;
