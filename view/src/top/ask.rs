//! One question to the page's server, and its answer.

use evloop::{Event, Loop};
use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// No state is longer.
const MOST: usize = 64 * 1024 * 1024;

/// Where a page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    port: u16,
    token: String,
}

impl Address {
    /// From `http://127.0.0.1:PORT/TOKEN/`, with localhost for the name or without the last slash as well.
    pub(super) fn parse(url: &str) -> Option<Address> {
        let rest = url.strip_prefix("http://")?;
        let rest = rest.strip_prefix("127.0.0.1:").or_else(|| rest.strip_prefix("localhost:"))?;
        let (port, token) = rest.split_once('/')?;
        let token = token.strip_suffix('/').unwrap_or(token);
        let whole = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_alphanumeric());
        Some(Address { port: port.parse().ok()?, token: token.to_owned() }).filter(|_| whole)
    }

    /// The address without its secret.
    pub(super) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}

/// Asks for the state; `then` gets it, or a sentence.
pub(super) fn state(
    lp: &mut Loop,
    address: &Address,
    then: impl FnOnce(&mut Loop, Result<Value, String>) + 'static,
) -> evloop::Result<()> {
    let request = format!(
        "GET /{}/state HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        address.token,
        address.host()
    );
    let (mut then, mut answer, mut failure) = (Some(then), Vec::new(), None);
    let target = SocketAddr::from((Ipv4Addr::LOCALHOST, address.port));
    let begun = lp.connect(target, move |lp, conn, event| match event {
        Event::Connected => drop(conn.write(lp, request.as_bytes())),
        Event::Data(bytes) => {
            answer.extend_from_slice(bytes);
            if answer.len() > MOST {
                conn.close(lp);
            }
        }
        Event::End => drop(conn.close(lp)),
        Event::Error(error) => failure = Some(error.to_string()),
        Event::Closed => {
            let result = failure.take().map_or_else(|| read(&answer), Err);
            if let Some(then) = then.take() {
                then(lp, result);
            }
        }
        _ => {}
    })?;
    // When the answer has come, this closes what is closed, and nobody waits for it.
    let deadline = lp.after(PATIENCE, move |lp| {
        begun.close(lp);
    });
    deadline.set_ref(lp, false);
    Ok(())
}

/// The body of an answer, if it is a state.
fn read(bytes: &[u8]) -> Result<Value, String> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut parsed = httparse::Response::new(&mut headers);
    let head = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(head)) => head,
        _ if bytes.is_empty() => return Err("it does not answer".to_owned()),
        _ => return Err("it does not answer as a page of evloop does".to_owned()),
    };
    match parsed.code {
        Some(200) => {}
        Some(404) => return Err("there is no such page: the program may be another one now".to_owned()),
        other => return Err(format!("it answers {}", other.unwrap_or_default())),
    }
    serde_json::from_slice(&bytes[head..]).map_err(|error| format!("its answer is not whole: {error}"))
}
