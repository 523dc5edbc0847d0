//! Names to addresses, on the pool.

use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::pool::Work;
use evloop_ffi::resolve::{Hints, resolve};
use std::net::SocketAddr;
use std::panic;

impl Loop {
    /// Looks `host` up with the system's resolver, and calls `done` with the addresses, each with `port`, in the
    /// order in which they should be tried.
    ///
    /// The failure's [`code`](Error::code) is the resolver's symbol, e.g. `EAI_NONAME`.
    pub fn resolve(
        &mut self,
        host: &str,
        port: u16,
        hints: Hints,
        done: impl FnOnce(&mut Loop, Result<Vec<SocketAddr>>) + 'static,
    ) -> Work {
        let (name, subject) = (host.to_owned(), host.to_owned());
        self.slow_work(
            move || resolve(&name, port, &hints),
            move |lp, outcome| match outcome {
                Ok(answer) => {
                    let answer =
                        answer.map_err(|error| Error::from(error).about(format_args!("resolve {subject}")));
                    done(lp, answer);
                }
                // The look-up does not panic; if it does, that is a defect here, not the caller's to handle.
                Err(defect) => panic::resume_unwind(defect),
            },
        )
    }
}
