//! What can go wrong when JavaScript is asked to run.

use std::fmt;

use crate::raw::{Js, Thrown};

/// Why the engine could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The engine could not be made: there is no memory for it.
    NoMemory,
    /// JavaScript threw, and nobody caught it.
    Exception {
        /// The thrown value as text: `TypeError: not a function`.
        message: String,
        /// Where it was made, one call a line; empty for values that are no errors.
        stack: String,
    },
    /// The script ended itself by `process.exit(code)`, or by an exception that nobody caught.
    Exited(i32),
}

impl Error {
    /// Takes the pending exception.
    pub(crate) fn taken(js: &mut Js<'_>, thrown: Thrown) -> Error {
        let error = js.caught(thrown);
        let message = error.value().to_text(js).unwrap_or_else(|thrown| {
            drop(js.caught(thrown));
            "a value that cannot be turned into text".to_owned()
        });
        let stack = if error.value().is_object() {
            let name = js.atom("stack");
            match error.value().get(js, name) {
                Ok(stack) => stack.value().text(js).unwrap_or_default(),
                Err(thrown) => {
                    drop(js.caught(thrown));
                    String::new()
                }
            }
        } else {
            String::new()
        };
        Error::Exception { message, stack }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoMemory => write!(f, "no memory for a JavaScript engine"),
            Error::Exception { message, .. } => write!(f, "{message}"),
            Error::Exited(code) => write!(f, "the script ended itself with code {code}"),
        }
    }
}

impl std::error::Error for Error {}

/// What the engine's functions give back.
pub type Result<T> = std::result::Result<T, Error>;
