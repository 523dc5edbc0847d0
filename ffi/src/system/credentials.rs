//! For whom this process acts, changed: credentials(7). The C library sees to it that all threads change together.

use crate::Result;
use crate::error::{check, check_size};
use std::ffi::CStr;
use std::ptr;

/// Acts for another user from now on, see setuid(2): for good, if that is done with root's rights.
///
/// ```
/// use evloop_ffi::system;
///
/// system::set_user(system::identities().effective_user)?;
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `EPERM` when this process may not; `EAGAIN` when that user has too many processes.
pub fn set_user(id: u32) -> Result<()> {
    // SAFETY: setuid(2) touches no memory of ours.
    check("setuid", || unsafe { libc::setuid(id) }).map(drop)
}

/// The same with the rights that count, see seteuid(2): they can be taken back.
///
/// ```
/// use evloop_ffi::system;
///
/// system::set_effective_user(system::identities().effective_user)?;
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// As [`set_user`].
pub fn set_effective_user(id: u32) -> Result<()> {
    // SAFETY: seteuid(2) touches no memory of ours.
    check("seteuid", || unsafe { libc::seteuid(id) }).map(drop)
}

/// Acts for another group, see setgid(2).
///
/// ```
/// use evloop_ffi::system;
///
/// system::set_group(system::identities().effective_group)?;
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `EPERM` when this process may not.
pub fn set_group(id: u32) -> Result<()> {
    // SAFETY: setgid(2) touches no memory of ours.
    check("setgid", || unsafe { libc::setgid(id) }).map(drop)
}

/// The same with the rights that count, see setegid(2).
///
/// ```
/// use evloop_ffi::system;
///
/// system::set_effective_group(system::identities().effective_group)?;
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// As [`set_group`].
pub fn set_effective_group(id: u32) -> Result<()> {
    // SAFETY: setegid(2) touches no memory of ours.
    check("setegid", || unsafe { libc::setegid(id) }).map(drop)
}

/// The other groups whose rights this process has, see getgroups(2). Whether its own is among them, the system decides.
///
/// ```
/// println!("{:?}", evloop_ffi::system::groups()?);
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// None that is known.
pub fn groups() -> Result<Vec<u32>> {
    loop {
        // SAFETY: with a length of 0 nothing is written.
        let count = check("getgroups", || unsafe { libc::getgroups(0, ptr::null_mut()) })?;
        let mut groups: Vec<u32> = vec![0; count as usize];
        // SAFETY: the pointer is to so many numbers of that size.
        match check("getgroups", || unsafe { libc::getgroups(count, groups.as_mut_ptr()) }) {
            Ok(found) => {
                groups.truncate(found as usize);
                return Ok(groups);
            }
            // There are more of them now.
            Err(error) if error.errno == libc::EINVAL => {}
            Err(error) => return Err(error),
        }
    }
}

/// Gives this process the rights of these other groups, and of no more, see setgroups(2).
///
/// ```
/// use evloop_ffi::system;
///
/// if system::set_groups(&[]).is_ok() {
///     assert_eq!(system::groups()?, []);
/// }
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `EPERM` when this process may not; `EINVAL` for too many.
pub fn set_groups(groups: &[u32]) -> Result<()> {
    // SAFETY: the pointer is to so many numbers.
    check_size("setgroups", || unsafe { libc::setgroups(groups.len() as _, groups.as_ptr()) as isize })
        .map(drop)
}

/// Gives this process the rights of all groups that the named user belongs to, and of one more, see initgroups(3).
///
/// ```
/// use evloop_ffi::system;
///
/// let outcome = system::init_groups(c"no-such-user-here", 0);
/// assert!(outcome.is_ok() || outcome.unwrap_err().name() == "EPERM");
/// ```
///
/// # Errors
/// `EPERM` when this process may not.
pub fn init_groups(user: &CStr, group: u32) -> Result<()> {
    // SAFETY: the name is NUL-terminated.
    check("initgroups", || unsafe { libc::initgroups(user.as_ptr(), group as _) }).map(drop)
}
