//! Errors of the reactor: what failed, and for whom.

use evloop_ffi::resolve::ResolveError;
use std::fmt;

/// A failure, with its subject: `listen 127.0.0.1:80: bind: permission denied (EACCES)`.
///
/// Boxed, since results and events that may carry one are passed about on every turn, and nearly never do.
///
/// ```
/// use evloop::{Error, Loop, Result};
///
/// /// Listens twice where only one can.
/// fn collide() -> Result<()> {
///     let mut lp = Loop::new()?;
///     let address = lp.listen(([127, 0, 0, 1], 0), |_, _| {})?.local_addr(&lp)?;
///     lp.listen(address, |_, _| {})?;
///     Ok(())
/// }
///
/// let error: Error = collide().unwrap_err();
/// assert_eq!(error.code(), "EADDRINUSE");
/// assert!(error.errno().is_some() && error.resolve_code().is_none());
/// let subject = error.subject().unwrap();
/// assert!(subject.starts_with("listen 127.0.0.1:"));
/// let whole = format!("{subject}: {}: {} ({})", error.call(), error.message(), error.code());
/// assert_eq!(error.to_string(), whole);
/// ```
#[derive(Clone)]
pub struct Error(Box<Failure>);

#[derive(Clone)]
struct Failure {
    subject: Option<Box<str>>,
    cause: Cause,
}

/// The result of whatever may fail.
pub type Result<T> = std::result::Result<T, Error>;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    System(evloop_ffi::Error),
    Resolve(ResolveError),
    Reentered,
    Backend(Backend),
    PoolSize,
}

/// What is wrong with the choice of a backend, which is the error's subject.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Unknown,
    Unavailable,
    TwoClocks,
}

impl Error {
    fn new(cause: Cause) -> Error {
        Error(Box::new(Failure { subject: None, cause }))
    }

    pub(crate) fn reentered() -> Error {
        Error::new(Cause::Reentered)
    }

    /// Nobody knows a backend of that name.
    pub(crate) fn unknown_backend(name: &str) -> Error {
        Error::new(Cause::Backend(Backend::Unknown)).about(format_args!("{name:?}"))
    }

    /// This system has no such backend.
    pub(crate) fn unavailable_backend(name: &str) -> Error {
        Error::new(Cause::Backend(Backend::Unavailable)).about(format_args!("{name:?}"))
    }

    /// A simulated world has a clock already.
    pub(crate) fn two_clocks(name: &str) -> Error {
        Error::new(Cause::Backend(Backend::TwoClocks)).about(format_args!("{name:?}"))
    }

    /// There can be no pool of that size.
    pub(crate) fn bad_pool_size(subject: impl fmt::Display) -> Error {
        Error::new(Cause::PoolSize).about(subject)
    }

    /// Names what the failed call was about, in place of what was named before. The word comes first in the message.
    ///
    /// ```
    /// let error = evloop::Error::from(evloop_ffi::Error::not_now("flock"));
    /// assert!(error.about("the lamp's lock").to_string().starts_with("the lamp's lock: flock: "));
    /// ```
    pub fn about(mut self, subject: impl fmt::Display) -> Error {
        self.0.subject = Some(subject.to_string().into());
        self
    }

    /// The name of the system call that failed, `"getaddrinfo"` for a name that could not be resolved
    /// (`"getnameinfo"` for an address),
    /// `"turn"` when the loop was to be turned from inside a callback, `"backend"` when a loop was to stand on one
    /// that is not there, and `"pool"` when its pool was to have no size that a pool can have.
    pub fn call(&self) -> &'static str {
        match self.0.cause {
            Cause::System(error) => error.call,
            Cause::Resolve(error) => error.call,
            Cause::Reentered => "turn",
            Cause::Backend(_) => "backend",
            Cause::PoolSize => "pool",
        }
    }

    /// The errno (positive), when a system call said one.
    pub fn errno(&self) -> Option<i32> {
        match self.0.cause {
            Cause::System(error) => Some(error.errno),
            Cause::Resolve(error) => error.errno,
            Cause::Reentered | Cause::Backend(_) | Cause::PoolSize => None,
        }
    }

    /// A symbol for programs to compare: `"ECONNREFUSED"`, `"EAI_NONAME"`, `"REENTERED"`,
    /// `"UNKNOWN_BACKEND"`, `"UNAVAILABLE_BACKEND"`, `"TWO_CLOCKS"` or `"BAD_POOL_SIZE"`.
    pub fn code(&self) -> &'static str {
        match self.0.cause {
            Cause::System(error) => error.name(),
            Cause::Resolve(error) => error.name(),
            Cause::Reentered => "REENTERED",
            Cause::Backend(Backend::Unknown) => "UNKNOWN_BACKEND",
            Cause::Backend(Backend::Unavailable) => "UNAVAILABLE_BACKEND",
            Cause::Backend(Backend::TwoClocks) => "TWO_CLOCKS",
            Cause::PoolSize => "BAD_POOL_SIZE",
        }
    }

    /// The `EAI_` number, when a name could not be resolved.
    pub fn resolve_code(&self) -> Option<i32> {
        match self.0.cause {
            Cause::Resolve(error) => Some(error.code),
            _ => None,
        }
    }

    /// What the failure was about, e.g. `"connect 127.0.0.1:1"`.
    pub fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }

    /// What happened in words, without call or subject: `"permission denied"`.
    pub fn message(&self) -> String {
        match self.0.cause {
            Cause::System(error) => error.message(),
            Cause::Resolve(error) => error.message(),
            Cause::Reentered => "the loop cannot be turned from inside a callback".to_owned(),
            Cause::Backend(Backend::Unknown) => {
                "there are epoll, epoll-edge, poll, select, kqueue and simulated".to_owned()
            }
            Cause::Backend(Backend::Unavailable) => "this system does not have it".to_owned(),
            Cause::Backend(Backend::TwoClocks) => "it has a clock of its own".to_owned(),
            Cause::PoolSize => "there may be 1 to 1024 threads".to_owned(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(subject) = &self.0.subject {
            write!(f, "{subject}: ")?;
        }
        write!(f, "{}: {} ({})", self.call(), self.message(), self.code())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

impl std::error::Error for Error {}

impl From<evloop_ffi::Error> for Error {
    fn from(error: evloop_ffi::Error) -> Error {
        Error::new(Cause::System(error))
    }
}

impl From<ResolveError> for Error {
    fn from(error: ResolveError) -> Error {
        Error::new(Cause::Resolve(error))
    }
}
