//! The guard: who may see the program, and who may steer it.
//!
//! Whoever can connect to a port of this machine could be a page of any origin in the user's browser, or another user. The
//! token in the address keeps both out, since it cannot be guessed; the rest keeps out pages that know an address they should
//! not: those of a name that was bound to 127.0.0.1 afterwards (DNS rebinding), and those of other origins.

use super::request::Request;
use evloop::system;

/// 128 random bits in hexadecimal digits, and the port: who knows both may look.
pub(super) struct Guard {
    token: String,
    port: u16,
}

/// What is refused, and with which status.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// As if there were nothing at all.
    NotFound,
    /// A sentence for whoever has the right address and the wrong manners.
    Forbidden(&'static str),
}

impl Guard {
    /// With a new token.
    pub(super) fn new(port: u16) -> evloop::Result<Guard> {
        let mut bits = [0; 16];
        system::fill_random(&mut bits)?;
        Ok(Guard { token: bits.iter().map(|byte| format!("{byte:02x}")).collect(), port })
    }

    /// The address of the page.
    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/{}/", self.port, self.token)
    }

    /// What a request asks for, below the token, if it may know of it.
    pub(super) fn admit<'a>(&self, request: &'a Request) -> Result<&'a str, Refusal> {
        let (token, name) =
            request.path.strip_prefix('/').and_then(|path| path.split_once('/')).ok_or(Refusal::NotFound)?;
        if !same(token.as_bytes(), self.token.as_bytes()) {
            return Err(Refusal::NotFound);
        }
        let host = self.names().any(|name| request.host.eq_ignore_ascii_case(&name));
        if !host {
            return Err(Refusal::Forbidden(
                "The address must begin with 127.0.0.1 or localhost, and the program's own port.",
            ));
        }
        Ok(name)
    }

    /// Whether a request comes from our own page, or from no page at all. Browsers say so: with an `Origin` for whatever could
    /// change something, and the newer ones with `Sec-Fetch-Site` for all.
    pub(super) fn is_own(&self, request: &Request) -> Result<(), Refusal> {
        let origin = request.origin.as_deref().is_none_or(|origin| {
            origin
                .strip_prefix("http://")
                .is_some_and(|host| self.names().any(|name| host.eq_ignore_ascii_case(&name)))
        });
        let site = request.fetch_site.as_deref().is_none_or(|site| ["same-origin", "none"].contains(&site));
        if origin && site { Ok(()) } else { Err(Refusal::Forbidden("Another page may not do this.")) }
    }

    fn names(&self) -> impl Iterator<Item = String> {
        ["127.0.0.1", "localhost"].into_iter().map(|name| format!("{name}:{}", self.port))
    }
}

/// Compares without telling, by the time that it takes, where the difference is.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len()
        && std::hint::black_box(one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b))) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(path: &str, host: &str) -> Request {
        Request { path: path.to_owned(), host: host.to_owned(), ..Request::default() }
    }

    #[test]
    fn without_the_token_there_is_nothing() {
        let guard = Guard::new(80).unwrap();
        let token = guard.token.clone();
        assert_eq!(token.len(), 32);
        assert_ne!(token, Guard::new(80).unwrap().token);
        let wrong = token.replace(|digit: char| digit.is_ascii_hexdigit(), "0");
        for path in
            ["", "/", "*", "//", &format!("/{token}"), &format!("/{wrong}/"), &format!("/{token}0/"), "/0/"]
        {
            assert_eq!(guard.admit(&asks(path, "localhost:80")), Err(Refusal::NotFound), "{path}");
        }
        assert_eq!(guard.admit(&asks(&format!("/{token}/state"), "localhost:80")), Ok("state"));
        assert_eq!(guard.admit(&asks(&format!("/{token}/"), "127.0.0.1:80")), Ok(""));
    }

    #[test]
    fn other_names_of_this_machine_are_refused() {
        let guard = Guard::new(8080).unwrap();
        let path = format!("/{}/", guard.token);
        for host in [
            "localhost",
            "localhost:80",
            "evil.example:8080",
            "127.0.0.1:8080.evil.example",
            "[::1]:8080",
            "",
        ] {
            assert!(matches!(guard.admit(&asks(&path, host)), Err(Refusal::Forbidden(_))), "{host}");
        }
        assert_eq!(guard.admit(&asks(&path, "LocalHost:8080")), Ok(""));
    }

    #[test]
    fn pages_of_others_are_refused() {
        let guard = Guard::new(8080).unwrap();
        let from = |origin: Option<&str>, site: Option<&str>| {
            let request = Request {
                origin: origin.map(str::to_owned),
                fetch_site: site.map(str::to_owned),
                ..Request::default()
            };
            guard.is_own(&request).is_ok()
        };
        assert!(from(None, None));
        assert!(from(Some("http://127.0.0.1:8080"), Some("same-origin")));
        assert!(from(None, Some("none")));
        for origin in [
            "null",
            "",
            "http://127.0.0.1",
            "https://127.0.0.1:8080",
            "http://evil.example",
            "http://localhost:80800",
        ] {
            assert!(!from(Some(origin), None), "{origin}");
        }
        for site in ["cross-site", "same-site", ""] {
            assert!(!from(None, Some(site)), "{site}");
        }
    }
}
