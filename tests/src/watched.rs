//! A program that shows its loop on a page, and a client of that page that says exactly what a test wants said.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::ops::Deref;
use std::process::Command;

use serde_json::Value;

use crate::client::Client;
use crate::program::{Outcome, Running};
use crate::wait;

/// A program started by `evloop view` or `run --view`; dropping it ends it.
pub struct Watched {
    running: Running,
    /// Where the page's server listens.
    pub addr: SocketAddr,
    /// What is between the slashes of the address.
    pub token: String,
}

/// An answer of the server.
#[derive(Debug)]
pub struct Reply {
    /// 200, or why not.
    pub status: u16,
    /// The first line and the headers.
    pub head: String,
    /// The rest.
    pub body: String,
}

impl Watched {
    /// Starts a command that prints where the page is.
    ///
    /// # Panics
    ///
    /// When it does not.
    pub fn start(command: Command) -> Watched {
        let running = Running::start(command);
        let url = running.complaint_line("evloop: watch at http://127.0.0.1:");
        let (port, token) = url.split_once('/').expect("PORT/TOKEN/");
        let port: u16 = port.parse().expect("a port");
        let token = token.strip_suffix('/').expect("a slash at the end").to_owned();
        Watched { running, addr: SocketAddr::from((Ipv4Addr::LOCALHOST, port)), token }
    }

    /// The page's address.
    pub fn url(&self) -> String {
        format!("http://{}/{}/", self.addr, self.token)
    }

    /// The text of a request with `headers` (each with its end of line) for something below the token.
    pub fn request(&self, method: &str, name: &str, headers: &str, body: &str) -> String {
        let length =
            if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        format!(
            "{method} /{}/{name} HTTP/1.1\r\nHost: {}\r\n{headers}{length}\r\n{body}",
            self.token, self.addr
        )
    }

    /// Sends any bytes on a connection of their own, and reads until the server closes it.
    ///
    /// # Panics
    ///
    /// When no answer comes.
    pub fn say(&self, text: &str) -> Reply {
        let mut client = Client::connect(self.addr);
        client.write(text.as_bytes());
        let bytes = client.fate().unwrap_or_else(|error| panic!("no answer to {text:?}: {error}"));
        Reply::parse(&String::from_utf8(bytes).expect("UTF-8"))
    }

    /// Waits until there is room for one more connection, after there was none.
    ///
    /// # Panics
    ///
    /// When there never is.
    pub fn wait_for_room(&self) {
        let request = self.request("GET", "state", "Connection: close\r\n", "");
        wait::until("there is room for a connection", || {
            let mut client = Client::connect(self.addr);
            // One that was sent away may hear of it before it has spoken.
            let sent = client.stream.write_all(request.as_bytes());
            sent.is_ok() && client.fate().is_ok_and(|bytes| bytes.starts_with(b"HTTP/1.1 200 "))
        });
    }

    /// Asks as a page does, on a connection of its own.
    ///
    /// # Panics
    ///
    /// As [`Watched::say`].
    pub fn get(&self, name: &str) -> Reply {
        self.say(&self.request("GET", name, "Connection: close\r\n", ""))
    }

    /// The state now.
    ///
    /// # Panics
    ///
    /// When it is not to be had.
    pub fn state(&self) -> Value {
        let reply = self.get("state");
        assert_eq!(reply.status, 200, "{}", reply.head);
        serde_json::from_str(&reply.body).expect("a state is JSON")
    }

    /// Gives a command.
    ///
    /// # Panics
    ///
    /// As [`Watched::say`].
    pub fn control(&self, command: &str) -> Reply {
        let headers = "Connection: close\r\nContent-Type: application/json\r\n";
        self.say(&self.request("POST", "control", headers, command))
    }

    /// Gives commands that must be taken.
    ///
    /// # Panics
    ///
    /// When one is not.
    pub fn steer(&self, command: &str) {
        let reply = self.control(command);
        assert_eq!(reply.status, 204, "{command}: {}", reply.body);
    }

    /// Waits for a state of which `is_it` says so, and gives it.
    ///
    /// # Panics
    ///
    /// When none comes.
    pub fn state_that(&self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let mut found = Value::Null;
        wait::until(what, || {
            found = self.state();
            is_it(&found)
        });
        found
    }

    /// Opens the stream of states, as a page does.
    ///
    /// # Panics
    ///
    /// When it is refused.
    pub fn watch(&self) -> States {
        let mut client = Client::connect(self.addr);
        client.write(self.request("GET", "events", "", "").as_bytes());
        let mut lines = BufReader::new(client.stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(lines.read_line(&mut head).expect("an answer") > 0, "{head}");
        }
        assert!(
            head.starts_with("HTTP/1.1 200 ") && head.contains("Content-Type: text/event-stream\r\n"),
            "{head}"
        );
        States { lines }
    }

    /// Waits for the program's own end.
    ///
    /// # Panics
    ///
    /// When it goes on running.
    pub fn finish(self) -> Outcome {
        self.running.finish()
    }
}

impl Deref for Watched {
    type Target = Running;

    fn deref(&self) -> &Running {
        &self.running
    }
}

impl Reply {
    fn parse(text: &str) -> Reply {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        Reply {
            status: status.unwrap_or_else(|| panic!("no answer: {text:?}")),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

/// States that come by themselves.
pub struct States {
    lines: BufReader<TcpStream>,
}

impl States {
    /// The next one; None when the server has ended the stream.
    ///
    /// # Panics
    ///
    /// When neither comes.
    pub fn next_state(&mut self) -> Option<Value> {
        loop {
            let mut line = String::new();
            match self.lines.read_line(&mut line) {
                Ok(0) => return None,
                Ok(_) => {}
                // The process is gone.
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return None,
                Err(error) => panic!("no state comes: {error}"),
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return Some(serde_json::from_str(data).expect("a state is JSON"));
            }
        }
    }

    /// The next one of which `is_it` says so.
    ///
    /// # Panics
    ///
    /// When none comes.
    pub fn state_that(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let state =
                self.next_state().unwrap_or_else(|| panic!("the states ended before one came {what}"));
            if is_it(&state) {
                return state;
            }
        }
    }
}
