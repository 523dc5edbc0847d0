//! Which processors a thread may run on.

use crate::Result;

/// The numbers of the processors that the calling thread may run on, in ascending order.
///
/// ```
/// # #[cfg(target_os = "linux")]
/// assert!(!evloop_ffi::system::affinity()?.is_empty());
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `ENOTSUP` where threads cannot be bound by number: everywhere but on Linux.
pub fn affinity() -> Result<Vec<usize>> {
    of_thread::get()
}

/// Lets the calling thread run on these processors only. Threads and processes that it begins from now on are bound as it is.
///
/// ```
/// use evloop_ffi::system;
///
/// # #[cfg(target_os = "linux")] {
/// let all = system::affinity()?;
/// system::set_affinity(&all[..1])?;
/// assert_eq!(system::affinity()?, all[..1]);
/// system::set_affinity(&all)?;
/// # }
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `EINVAL` when none of them is there for us, or a number is beyond the 1024 that a set has room for; `ENOTSUP` everywhere but
/// on Linux.
pub fn set_affinity(processors: &[usize]) -> Result<()> {
    of_thread::set(processors)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
mod of_thread {
    use crate::error::check;
    use crate::{Error, Result};
    use std::mem;

    const SIZE: usize = mem::size_of::<libc::cpu_set_t>();
    const MOST: usize = SIZE * 8;

    pub(super) fn get() -> Result<Vec<usize>> {
        // SAFETY: a set is plain old data, for which all-zero is a valid value.
        let mut set: libc::cpu_set_t = unsafe { mem::zeroed() };
        // SAFETY: the pointer is to a set of the size that is told; 0 is the calling thread.
        check("sched_getaffinity", || unsafe { libc::sched_getaffinity(0, SIZE, &mut set) })?;
        // SAFETY: the number is below the number of bits in a set.
        Ok((0..MOST).filter(|&number| unsafe { libc::CPU_ISSET(number, &set) }).collect())
    }

    pub(super) fn set(processors: &[usize]) -> Result<()> {
        // SAFETY: a set is plain old data, for which all-zero is a valid value.
        let mut set: libc::cpu_set_t = unsafe { mem::zeroed() };
        for &number in processors {
            if number >= MOST {
                return Err(Error::invalid("sched_setaffinity"));
            }
            // SAFETY: the number is below the number of bits in a set.
            unsafe { libc::CPU_SET(number, &mut set) };
        }
        // SAFETY: the pointer is to a set of the size that is told; 0 is the calling thread.
        check("sched_setaffinity", || unsafe { libc::sched_setaffinity(0, SIZE, &set) })?;
        Ok(())
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod of_thread {
    use crate::{Error, Result};

    pub(super) fn get() -> Result<Vec<usize>> {
        Err(Error::not_supported("sched_getaffinity"))
    }

    pub(super) fn set(_processors: &[usize]) -> Result<()> {
        Err(Error::not_supported("sched_setaffinity"))
    }
}
