//! Names to addresses and back, on the pool, as slow work: however many name servers are silent, half of the threads stay
//! free for others.

use crate::error::{Error, Result};
use crate::event_loop::Loop;
use crate::pool::Work;
use evloop_ffi::resolve::{Hints, NameHints, Names, ResolveError, names_of, resolve, resolve_service};
use std::net::SocketAddr;
use std::panic;

impl Loop {
    /// Looks `host` up with the system's resolver, and calls `done` with the addresses, each with `port`, in the
    /// order in which they should be tried. A look-up that has not begun can be [cancelled](Work::cancel); one that has goes on
    /// until the resolver answers.
    ///
    /// ```
    /// use evloop::{Hints, Loop};
    ///
    /// let mut lp = Loop::new()?;
    /// lp.resolve("127.0.0.1", 80, Hints::default(), |_, found| {
    ///     assert_eq!(found.unwrap(), ["127.0.0.1:80".parse().unwrap()]);
    /// });
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// The failure's [`code`](Error::code) is the resolver's symbol, e.g. `EAI_NONAME`, which it also is for a name with a NUL
    /// byte inside or of more than 255 bytes.
    pub fn resolve(
        &mut self,
        host: &str,
        port: u16,
        hints: Hints,
        done: impl FnOnce(&mut Loop, Result<Vec<SocketAddr>>) + 'static,
    ) -> Work {
        let (name, subject) = (host.to_owned(), shown(host));
        self.look_up(move || resolve(&name, port, &hints), subject, done)
    }

    /// The same with a service by its name, which tells the port; without a host it is about this one.
    ///
    /// ```
    /// use evloop::{Family, Hints, Loop};
    ///
    /// let mut lp = Loop::new()?;
    /// let hints = Hints { family: Family::V6, passive: true, ..Hints::default() };
    /// lp.resolve_service(None, "8080", hints, |_, found| {
    ///     assert_eq!(found.unwrap(), ["[::]:8080".parse().unwrap()]);
    /// });
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Loop::resolve`], and `EAI_SERVICE` when nobody knows the service.
    pub fn resolve_service(
        &mut self,
        host: Option<&str>,
        service: &str,
        hints: Hints,
        done: impl FnOnce(&mut Loop, Result<Vec<SocketAddr>>) + 'static,
    ) -> Work {
        let (name, service) = (host.map(str::to_owned), service.to_owned());
        let subject = format!("{}:{}", shown(host.unwrap_or_default()), shown(&service));
        self.look_up(move || resolve_service(name.as_deref(), &service, &hints), subject, done)
    }

    /// Asks for the names of an address: host and service.
    ///
    /// ```
    /// use evloop::{Loop, NameHints};
    ///
    /// let mut lp = Loop::new()?;
    /// let digits = NameHints { numeric_host: true, numeric_service: true, ..NameHints::default() };
    /// lp.names_of(([127, 0, 0, 1], 80), digits, |_, names| {
    ///     let names = names.unwrap();
    ///     assert_eq!((names.host.as_str(), names.service.as_str()), ("127.0.0.1", "80"));
    /// });
    /// lp.run()?;
    /// # Ok::<(), evloop::Error>(())
    /// ```
    ///
    /// # Errors
    /// The failure's [`code`](Error::code) is the resolver's symbol: `EAI_NONAME` when a name was required and there is none.
    pub fn names_of(
        &mut self,
        address: impl Into<SocketAddr>,
        hints: NameHints,
        done: impl FnOnce(&mut Loop, Result<Names>) + 'static,
    ) -> Work {
        let address = address.into();
        self.look_up(move || names_of(address, &hints), address.to_string(), done)
    }

    fn look_up<T: Send + 'static>(
        &mut self,
        job: impl FnOnce() -> std::result::Result<T, ResolveError> + Send + 'static,
        subject: String,
        done: impl FnOnce(&mut Loop, Result<T>) + 'static,
    ) -> Work {
        self.slow_work(job, move |lp, outcome| match outcome {
            Ok(answer) => {
                done(lp, answer.map_err(|error| Error::from(error).about(format_args!("resolve {subject}"))));
            }
            // The look-up does not panic; if it does, that is a defect here, not the caller's to handle.
            Err(defect) => panic::resume_unwind(defect),
        })
    }
}

/// How many characters of a name an error repeats.
const SHOWN: usize = 100;

/// A name as an error may repeat it: whatever somebody has sent as one, a log stays readable.
fn shown(name: &str) -> String {
    let mut shown: String = name.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if name.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
