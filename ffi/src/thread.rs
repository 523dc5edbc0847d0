//! Threads: begun by the standard library, with an error that names the call.

use crate::error::check;
use crate::{Error, Result};
use std::thread::Builder;

/// Begins a thread, which nobody will wait for. Its stack is as large as the standard library makes it
/// (2 MiB, unless `RUST_MIN_STACK` says otherwise).
///
/// ```
/// use std::sync::mpsc;
///
/// let (sender, receiver) = mpsc::channel();
/// evloop_ffi::thread::spawn("adder", move || sender.send(2 + 2).unwrap())?;
/// assert_eq!(receiver.recv(), Ok(4));
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `EAGAIN` when the user has as many threads as allowed, or there is no memory for the stack; `ENOMEM`.
///
/// # Panics
/// When the name has a NUL byte inside.
pub fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<()> {
    // The call is the library's; this is where a plan of failures hears of it.
    check("pthread_create", || 0)?;
    let begun = Builder::new().name(name.to_owned()).spawn(body);
    begun.map(drop).map_err(|error| Error::from_io("pthread_create", &error))
}
