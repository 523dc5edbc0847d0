//! Random bytes that nobody can guess.

use crate::Result;

/// Fills the buffer with random bytes of the system, fit for keys. On Linux the first call may wait until the machine has been
/// up for some seconds; who cannot wait asks on a thread of a pool.
///
/// ```
/// let mut key = [0; 32];
/// evloop_ffi::system::fill_random(&mut key)?;
/// assert_ne!(key, [0; 32]);
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `ENOSYS` on a Linux older than 3.17. See getrandom(2), and arc4random(3), which cannot fail.
pub fn fill_random(buffer: &mut [u8]) -> Result<()> {
    fill(buffer)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn fill(mut buffer: &mut [u8]) -> Result<()> {
    while !buffer.is_empty() {
        // SAFETY: the buffer is writable for its length.
        let call = || unsafe { libc::getrandom(buffer.as_mut_ptr().cast(), buffer.len(), 0) };
        match crate::error::check_size("getrandom", call) {
            Ok(count) => buffer = &mut buffer[count..],
            Err(error) if error.interrupted() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn fill(buffer: &mut [u8]) -> Result<()> {
    // SAFETY: the buffer is writable for its length.
    unsafe { libc::arc4random_buf(buffer.as_mut_ptr().cast(), buffer.len()) };
    Ok(())
}
