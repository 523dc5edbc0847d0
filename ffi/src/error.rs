//! The error of one system call: which call, and what `errno` said.

use std::ffi::CStr;
use std::fmt;

/// A failed system call.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Error {
    /// The call's name as in its manual page, e.g. `"accept4"`.
    pub call: &'static str,
    /// The value of `errno`, positive.
    pub errno: i32,
}

/// The result of a system call.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error as if `call` had failed with `errno`.
    pub const fn new(call: &'static str, errno: i32) -> Error {
        Error { call, errno }
    }

    /// What the kernel would say of a descriptor that is gone (`EBADF`): for handles that outlived their source.
    pub const fn stale(call: &'static str) -> Error {
        Error { call, errno: libc::EBADF }
    }

    /// What the kernel would say of a process that is gone (`ESRCH`).
    pub const fn no_process(call: &'static str) -> Error {
        Error { call, errno: libc::ESRCH }
    }

    /// What the kernel would say of an address of the wrong family (`EAFNOSUPPORT`).
    pub const fn family_mismatch(call: &'static str) -> Error {
        Error { call, errno: libc::EAFNOSUPPORT }
    }

    /// What the kernel would say of a stream that takes no more (`EPIPE`).
    pub const fn broken_pipe(call: &'static str) -> Error {
        Error { call, errno: libc::EPIPE }
    }

    /// What the kernel would say of a call that must wait (`EAGAIN`).
    pub const fn not_now(call: &'static str) -> Error {
        Error { call, errno: libc::EAGAIN }
    }

    /// What the kernel would say of a connection that does not stand yet (`EINPROGRESS`).
    pub const fn in_progress(call: &'static str) -> Error {
        Error { call, errno: libc::EINPROGRESS }
    }

    /// What this system, or this part of it, does not have (`ENOTSUP`).
    pub const fn not_supported(call: &'static str) -> Error {
        Error { call, errno: libc::ENOTSUP }
    }

    /// What the kernel would say when a process may have no more descriptors (`EMFILE`).
    pub const fn too_many_files(call: &'static str) -> Error {
        Error { call, errno: libc::EMFILE }
    }

    /// What cannot be done while others are at it (`EBUSY`).
    pub const fn busy(call: &'static str) -> Error {
        Error { call, errno: libc::EBUSY }
    }

    /// What the kernel would say of a thing that is not what the call is for (`EINVAL`).
    pub const fn invalid(call: &'static str) -> Error {
        Error { call, errno: libc::EINVAL }
    }

    /// Whether the descriptor itself is at fault (`EBADF`, `EINVAL`, `ENOTSOCK`, `EOPNOTSUPP`), so that the same
    /// call would fail for ever.
    pub const fn bad_descriptor(&self) -> bool {
        matches!(self.errno, libc::EBADF | libc::EINVAL | libc::ENOTSOCK | libc::EOPNOTSUPP)
    }

    /// What `errno` says now, just after `call` failed.
    pub fn last(call: &'static str) -> Error {
        Error { call, errno: std::io::Error::last_os_error().raw_os_error().unwrap_or(0) }
    }

    /// What the standard library has met in `call`. Its own objections, to a path with a NUL byte, say, are `EINVAL`.
    pub fn from_io(call: &'static str, error: &std::io::Error) -> Error {
        Error { call, errno: error.raw_os_error().unwrap_or(libc::EINVAL) }
    }

    /// The symbol of the errno, e.g. `"ECONNREFUSED"`; `"EUNKNOWN"` for a number this system does not name.
    pub fn name(&self) -> &'static str {
        crate::names::of(self.errno).unwrap_or("EUNKNOWN")
    }

    /// What the C library says about the errno, beginning in lower case: `"permission denied"`.
    pub fn message(&self) -> String {
        let mut buffer = [0 as libc::c_char; 128];
        // SAFETY: the buffer is writable for the length given, and the XSI `strerror_r` (which libc binds on
        // every platform) ends what it writes there with a NUL.
        let failed = unsafe { libc::strerror_r(self.errno, buffer.as_mut_ptr(), buffer.len()) } != 0;
        if failed {
            return format!("unknown error {}", self.errno);
        }
        // SAFETY: see above: the text is NUL-terminated and lies inside the buffer.
        let text = unsafe { CStr::from_ptr(buffer.as_ptr()) }.to_string_lossy();
        let mut letters = text.chars();
        match letters.next() {
            // Leave abbreviations such as "RPC struct is bad" alone.
            Some(first) if !text[first.len_utf8()..].starts_with(char::is_uppercase) => {
                first.to_lowercase().chain(letters).collect()
            }
            _ => text.into_owned(),
        }
    }

    /// Whether the call only said "not now" (`EAGAIN` or `EWOULDBLOCK`).
    pub const fn would_block(&self) -> bool {
        self.errno == libc::EAGAIN || self.errno == libc::EWOULDBLOCK
    }

    /// Whether the connection does not stand any more (`ENOTCONN`).
    pub const fn not_connected(&self) -> bool {
        self.errno == libc::ENOTCONN
    }

    /// Whether a connection went away before it was accepted (`ECONNABORTED`).
    pub const fn aborted(&self) -> bool {
        self.errno == libc::ECONNABORTED
    }

    /// Whether somebody answered an earlier datagram by an ICMP message that nobody receives there (`ECONNREFUSED`).
    pub const fn refused(&self) -> bool {
        self.errno == libc::ECONNREFUSED
    }

    /// Whether a device has nothing more to say (`EIO`).
    pub const fn input_output(&self) -> bool {
        self.errno == libc::EIO
    }

    /// Whether a signal cut the call short (`EINTR`).
    pub const fn interrupted(&self) -> bool {
        self.errno == libc::EINTR
    }

    /// Whether the process or the system has no descriptor or buffer memory left for the moment
    /// (`EMFILE`, `ENFILE`, `ENOBUFS`, `ENOMEM`): trying again at once would only burn the processor.
    pub const fn out_of_resources(&self) -> bool {
        matches!(self.errno, libc::EMFILE | libc::ENFILE | libc::ENOBUFS | libc::ENOMEM)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.call, self.message(), self.name())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({} {})", self.call, self.name())
    }
}

impl std::error::Error for Error {}

impl From<Error> for std::io::Error {
    fn from(error: Error) -> std::io::Error {
        std::io::Error::from_raw_os_error(error.errno)
    }
}

/// Makes a system call, and turns the C convention "-1 and errno" into a `Result`. With the feature `fault` this is
/// where a call fails because the plan says so.
#[inline(always)]
pub(crate) fn check(call: &'static str, make: impl FnOnce() -> libc::c_int) -> Result<libc::c_int> {
    #[cfg(feature = "fault")]
    if let Some(errno) = crate::fault::failure(call) {
        return Err(Error::new(call, errno));
    }
    judge(call, make())
}

/// [`check`] for a call that was made and that no plan may fail: between fork and exec, where memory and locks are taboo.
#[inline]
pub(crate) fn judge(call: &'static str, answer: libc::c_int) -> Result<libc::c_int> {
    if answer == -1 { Err(Error::last(call)) } else { Ok(answer) }
}

/// The same for calls that return a length.
#[inline(always)]
pub(crate) fn check_size(call: &'static str, make: impl FnOnce() -> libc::ssize_t) -> Result<usize> {
    #[cfg(feature = "fault")]
    if let Some(errno) = crate::fault::failure(call) {
        return Err(Error::new(call, errno));
    }
    let answer = make();
    if answer < 0 { Err(explain(call, answer)) } else { Ok(answer as usize) }
}

/// How a simulated call that answers like the kernel's says that it has failed, without the kernel's `errno`: by a number
/// below the kernel's -1.
pub(crate) fn refusal(errno: libc::c_int) -> libc::ssize_t {
    -1 - errno as libc::ssize_t
}

/// Which failure a negative length stands for.
#[inline]
fn explain(call: &'static str, answer: libc::ssize_t) -> Error {
    if answer == -1 { Error::last(call) } else { Error::new(call, (-1 - answer) as libc::c_int) }
}

/// As much of the bytes as the fault plan lets the next call take: all, without the feature.
#[inline(always)]
pub(crate) fn allowed<'a>(_call: &'static str, bytes: &'a [u8]) -> &'a [u8] {
    #[cfg(feature = "fault")]
    if let Some(length) = crate::fault::limit(_call) {
        return &bytes[..length.min(bytes.len())];
    }
    bytes
}

/// The same for a buffer to be filled.
#[inline(always)]
pub(crate) fn allowed_mut<'a>(_call: &'static str, buffer: &'a mut [u8]) -> &'a mut [u8] {
    #[cfg(feature = "fault")]
    if let Some(length) = crate::fault::limit(_call) {
        let length = length.min(buffer.len());
        return &mut buffer[..length];
    }
    buffer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_names_the_call_and_the_symbol() {
        let error = Error::new("bind", libc::EACCES);
        assert_eq!(error.to_string(), "bind: permission denied (EACCES)");
        assert_eq!(Error::new("x", 99_999).name(), "EUNKNOWN");
    }
}
