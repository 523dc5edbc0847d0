//! Requests: what a client's bytes say, within limits.

use httparse::{Header, Status};

/// The longest head of a request, in bytes. A browser's are a tenth of it.
pub(super) const MOST_HEAD: usize = 8 * 1024;

/// The longest body. A command is a hundred bytes.
pub(super) const MOST_BODY: usize = 4 * 1024;

/// How many headers a request may have.
const MOST_HEADERS: usize = 64;

/// A request that has come whole.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: String,
    /// What is asked for, without the question behind `?`.
    pub(super) path: String,
    pub(super) query: String,
    pub(super) host: String,
    /// Of which page a browser says that it asks for it.
    pub(super) origin: Option<String>,
    /// The browser's own word on where the request comes from: `same-origin`, `cross-site`, ….
    pub(super) fetch_site: Option<String>,
    pub(super) content_type: String,
    /// The connection may be used for another request.
    pub(super) keep: bool,
    pub(super) body: Vec<u8>,
}

/// Why bytes are no request that can be answered: a status and a sentence.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault(pub(super) u16, pub(super) &'static str);

const MALFORMED: Fault = Fault(400, "This is not HTTP/1.1.");

/// Reads one request from the beginning of `input`, and says how many bytes it took; None if it has not come whole.
pub(super) fn read(input: &[u8]) -> Result<Option<(Request, usize)>, Fault> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let head = match parsed.parse(input) {
        Ok(Status::Complete(head)) if head <= MOST_HEAD => head,
        Ok(Status::Partial) if input.len() < MOST_HEAD => return Ok(None),
        Ok(_) => return Err(Fault(431, "The head of the request is too long.")),
        Err(httparse::Error::TooManyHeaders) => return Err(Fault(431, "The request has too many headers.")),
        Err(_) => return Err(MALFORMED),
    };
    let headers = &*parsed.headers;
    if one(headers, "transfer-encoding")?.is_some() {
        return Err(Fault(411, "A body needs a Content-Length."));
    }
    let length = match one(headers, "content-length")? {
        None => 0,
        // Digits only: a sign, or a list, is read differently by different people.
        Some(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.parse().unwrap_or(usize::MAX)
        }
        Some(_) => return Err(MALFORMED),
    };
    if length > MOST_BODY {
        return Err(Fault(413, "The body of the request is too long."));
    }
    let Some(body) = input.get(head..head + length) else { return Ok(None) };
    let Some(host) = one(headers, "host")? else { return Err(Fault(400, "There is no Host.")) };
    let (path, query) =
        parsed.path.unwrap_or_default().split_once('?').unwrap_or((parsed.path.unwrap_or_default(), ""));
    let connection = one(headers, "connection")?.unwrap_or_default().to_ascii_lowercase();
    let request = Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        host: host.to_owned(),
        origin: one(headers, "origin")?.map(str::to_owned),
        fetch_site: one(headers, "sec-fetch-site")?.map(str::to_owned),
        content_type: one(headers, "content-type")?.unwrap_or_default().to_owned(),
        keep: parsed.version == Some(1) && !connection.split(',').any(|word| word.trim() == "close"),
        body: body.to_vec(),
    };
    Ok(Some((request, head + length)))
}

/// The value of a header that may be there once: of two that say different things, who knows which one is meant?
fn one<'a>(headers: &[Header<'a>], name: &str) -> Result<Option<&'a str>, Fault> {
    let mut values = headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
    let (first, second) = (values.next(), values.next());
    if second.is_some() {
        return Err(MALFORMED);
    }
    let text = first.map(|header| std::str::from_utf8(header.value).map(str::trim));
    text.transpose().map_err(|_| MALFORMED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_when_it_is_whole_and_leaves_what_comes_behind() {
        let text = b"POST /x/control?a=1 HTTP/1.1\r\nHost: localhost:1\r\nContent-Length: 4\r\n\r\nbodyGET /";
        for end in 0..text.len() - 5 {
            assert_eq!(read(&text[..end]), Ok(None), "{end} bytes");
        }
        let (request, length) = read(text).unwrap().unwrap();
        assert_eq!(&text[length..], b"GET /");
        assert_eq!((&*request.method, &*request.path, &*request.query), ("POST", "/x/control", "a=1"));
        assert_eq!((&*request.host, &*request.body, request.keep), ("localhost:1", &b"body"[..], true));
    }

    #[test]
    fn a_connection_is_kept_unless_it_is_old_or_told_to_close() {
        let keeps = |text: &[u8]| read(text).unwrap().unwrap().0.keep;
        assert!(keeps(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        assert!(!keeps(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: te, Close\r\n\r\n"));
        assert!(!keeps(b"GET / HTTP/1.0\r\nHost: a\r\n\r\n"));
    }

    #[test]
    fn what_can_be_misunderstood_is_refused() {
        let long = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(MOST_HEAD));
        let many = format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "X: y\r\n".repeat(MOST_HEADERS));
        for (text, status) in [
            ("\x16\x03\x01\x02\x00\x01\x00", 400),
            ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\nx", 413),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4097\r\n\r\n", 413),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
            (&long, 431),
            (&long[..MOST_HEAD], 431),
            (&many, 431),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap_err().0, status, "{}", &text[..text.len().min(80)]);
        }
    }
}
