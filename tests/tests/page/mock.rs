//! A server that answers the page as `evloop view` does, with States of the test's making.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use evloop_tests::root_dir;
use serde_json::{Value, json};

use super::state;

/// As strict as the real server's.
const POLICY: &str =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:";

/// Runs until it is dropped, or [`Mock::end`]s.
pub struct Mock {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    state: Value,
    timeline: Value,
    /// What the page has asked the gate for.
    controls: Vec<Value>,
    /// Said instead of doing what is asked for.
    refusal: Option<String>,
    streams: Vec<TcpStream>,
    over: bool,
}

impl Mock {
    pub fn start(state: Value) -> Mock {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of our own");
        let address = listener.local_addr().expect("it is bound");
        let shared = Shared {
            state,
            timeline: state::timeline(),
            controls: Vec::new(),
            refusal: None,
            streams: Vec::new(),
            over: false,
        };
        let shared = Arc::new(Mutex::new(shared));
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if serving.lock().expect("nobody panics").over {
                    break;
                }
                let serving = Arc::clone(&serving);
                // A visitor who goes in the middle of an answer does no harm.
                thread::spawn(move || drop(answer(stream, &serving)));
            }
        });
        Mock { address, shared }
    }

    pub fn url(&self) -> String {
        format!("http://{}/token/", self.address)
    }

    /// The State from now on, told to all who listen.
    pub fn push(&self, state: Value) {
        let mut shared = self.shared.lock().expect("nobody panics");
        let event = event(&state);
        // Who has gone is told nothing.
        shared.streams.retain_mut(|stream| stream.write_all(event.as_bytes()).is_ok());
        shared.state = state;
    }

    pub fn refuse(&self, why: Option<&str>) {
        self.shared.lock().expect("nobody panics").refusal = why.map(str::to_owned);
    }

    /// What has been asked for so far.
    pub fn controls(&self) -> Vec<Value> {
        self.shared.lock().expect("nobody panics").controls.clone()
    }

    /// Ends as a program does: all connections close, and nobody listens any more.
    pub fn end(&self) {
        let mut shared = self.shared.lock().expect("nobody panics");
        shared.over = true;
        shared.streams.clear();
        drop(shared);
        // The one who waits in accept looks around.
        drop(TcpStream::connect(self.address));
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.end();
    }
}

fn event(state: &Value) -> String {
    format!("event: state\ndata: {state}\n\n")
}

/// Answers one request, and closes.
fn answer(mut stream: TcpStream, shared: &Mutex<Shared>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut length = 0;
    loop {
        let mut head = String::new();
        reader.read_line(&mut head)?;
        if head.trim().is_empty() {
            break;
        }
        if let Some(value) = head.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let path = line.split(' ').nth(1).and_then(|path| path.strip_prefix("/token/")).unwrap_or("none");
    let (name, query) = path.split_once('?').unwrap_or((path, ""));
    let mut shared = shared.lock().expect("nobody panics");
    if shared.over {
        return Ok(());
    }
    let (status, kind, content) = match name {
        "events" => {
            let head =
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-store\r\n\r\n";
            stream.write_all((head.to_owned() + &event(&shared.state)).as_bytes())?;
            shared.streams.push(stream);
            return Ok(());
        }
        "state" => (200, "application/json", past(&shared.state, query).to_string()),
        "timeline" => (200, "application/json", shared.timeline.to_string()),
        "control" => match shared.refusal.clone() {
            Some(why) => (400, "text/plain", why),
            None => {
                shared.controls.push(serde_json::from_slice(&body)?);
                (204, "text/plain", String::new())
            }
        },
        _ => file(if name.is_empty() { "index.html" } else { name }),
    };
    drop(shared);
    let head = format!(
        "HTTP/1.1 {status} OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\
         content-security-policy: {POLICY}\r\nconnection: close\r\n\r\n",
        content.len()
    );
    stream.write_all((head + &content).as_bytes())
}

/// The past is as the present, but for its time; and the turn has that as its number.
fn past(state: &Value, query: &str) -> Value {
    let mut state = state.clone();
    if let Some(at) = query.strip_prefix("at=").and_then(|at| at.parse::<u64>().ok()) {
        state["at"] = json!(at);
        state["turn"] = json!(at);
    }
    state
}

/// A file of the page, as it is in the repository now.
fn file(name: &str) -> (u16, &'static str, String) {
    let kind = match name.rsplit_once('.') {
        Some((_, "js")) => "text/javascript",
        Some((_, "css")) => "text/css",
        _ => "text/html; charset=utf-8",
    };
    let is_plain = name.chars().all(|c| c.is_ascii_lowercase() || c == '.');
    match fs::read_to_string(root_dir().join("view/src/page").join(name)) {
        Ok(text) if is_plain => (200, kind, text),
        _ => (404, "text/plain", String::new()),
    }
}
