//! Answers, and the headers that all of them have.

/// What is sent back.
pub(super) struct Answer {
    pub(super) status: u16,
    content_type: &'static str,
    body: Vec<u8>,
}

/// A page that this program did not write can do nothing with what it gets from here; and ours can do only what it was written
/// to do, even if a name from the program found its way into it as markup.
const PROTECTION: &str = "\
Cache-Control: no-store\r\n\
Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
base-uri 'none'; frame-ancestors 'none'; form-action 'none'\r\n\
Cross-Origin-Opener-Policy: same-origin\r\n\
Cross-Origin-Resource-Policy: same-origin\r\n\
Referrer-Policy: no-referrer\r\n\
X-Content-Type-Options: nosniff\r\n\
X-Frame-Options: DENY\r\n";

impl Answer {
    /// Of a file.
    pub(super) fn file(content_type: &'static str, text: &str) -> Answer {
        Answer { status: 200, content_type, body: text.into() }
    }

    /// Of JSON.
    pub(super) fn json(text: String) -> Answer {
        Answer { status: 200, content_type: "application/json", body: text.into() }
    }

    /// Of a sentence for people.
    pub(super) fn sentence(status: u16, sentence: &str) -> Answer {
        Answer { status, content_type: "text/plain; charset=utf-8", body: sentence.into() }
    }

    /// Without a word.
    pub(super) fn empty(status: u16) -> Answer {
        Answer { status, content_type: "", body: Vec::new() }
    }

    /// As it goes to the client: `keep` if more may come on this connection, without the body if only the head was asked for.
    pub(super) fn to_bytes(&self, keep: bool, head_only: bool) -> Vec<u8> {
        let mut head = begin(self.status, self.content_type);
        if self.status != 204 {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        if self.status == 405 {
            head.push_str("Allow: GET, HEAD, POST\r\n");
        }
        if !keep {
            head.push_str("Connection: close\r\n");
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        if !head_only {
            bytes.extend_from_slice(&self.body);
        }
        bytes
    }
}

/// The beginning of a stream of events, which has no length and ends with the connection. A page that loses it comes again
/// after so many milliseconds.
pub(super) fn events() -> String {
    format!("{}Connection: close\r\n\r\nretry: 500\n\n", begin(200, "text/event-stream"))
}

fn begin(status: u16, content_type: &str) -> String {
    let reason = match status {
        200 => "OK",
        204 => "No Content",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        411 => "Length Required",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        431 => "Request Header Fields Too Large",
        _ => "Bad Request",
    };
    let mut head = format!("HTTP/1.1 {status} {reason}\r\n");
    if !content_type.is_empty() {
        head.push_str(&format!("Content-Type: {content_type}\r\n"));
    }
    head + PROTECTION
}
