//! Errors of the reactor: what failed, and for whom.

use evloop_ffi::resolve::ResolveError;
use std::fmt;

/// A failure, with its subject: `listen 127.0.0.1:80: bind: permission denied (EACCES)`.
///
/// Boxed, since results and events that may carry one are passed about on every turn, and nearly never do.
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
}

impl Error {
    fn new(cause: Cause) -> Error {
        Error(Box::new(Failure { subject: None, cause }))
    }

    pub(crate) fn reentered() -> Error {
        Error::new(Cause::Reentered)
    }

    /// Names what the failed call was about. The word comes first in the message.
    pub(crate) fn about(mut self, subject: impl fmt::Display) -> Error {
        self.0.subject = Some(subject.to_string().into());
        self
    }

    /// The name of the system call that failed, `"getaddrinfo"` for a name that could not be resolved, and
    /// `"turn"` when the loop was to be turned from inside a callback.
    pub fn call(&self) -> &'static str {
        match self.0.cause {
            Cause::System(error) => error.call,
            Cause::Resolve(_) => "getaddrinfo",
            Cause::Reentered => "turn",
        }
    }

    /// The errno (positive), when a system call said one.
    pub fn errno(&self) -> Option<i32> {
        match self.0.cause {
            Cause::System(error) => Some(error.errno),
            Cause::Resolve(error) => error.errno,
            Cause::Reentered => None,
        }
    }

    /// A symbol for programs to compare: `"ECONNREFUSED"`, `"EAI_NONAME"`, or `"REENTERED"`.
    pub fn code(&self) -> &'static str {
        match self.0.cause {
            Cause::System(error) => error.name(),
            Cause::Resolve(error) => error.name(),
            Cause::Reentered => "REENTERED",
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
