//! Another program in this process.

use super::{exec, pointers};
use crate::Error;
use std::ffi::{CStr, CString};

/// Makes this process run another program, see execve(2); comes back only when that fails. Nothing of this one is tidied
/// up: its threads end, its descriptors close but for those that are not to be closed on exec (0, 1 and 2, usually), and
/// what it has not written is lost. Signals are as a fresh program expects them.
///
/// ```no_run
/// let error = evloop_ffi::process::replace(c"/bin/echo", &[c"echo".into(), c"hello".into()], &[]);
/// panic!("{error}");
/// ```
///
/// # Errors
/// What execve(2) says: `ENOENT`, `EACCES`, `ENOEXEC`, `E2BIG`, … Signals have been reset then all the same.
pub fn replace(program: &CStr, arguments: &[CString], environment: &[CString]) -> Error {
    let (arguments, environment) = (pointers(arguments), pointers(environment));
    exec::restore_signals();
    // SAFETY: the path is NUL-terminated, and the lists end with null pointers.
    unsafe { libc::execve(program.as_ptr(), arguments.as_ptr(), environment.as_ptr()) };
    Error::last("execve")
}
