//! One connection: requests one after the other, as long as the client behaves.

use super::answer::{self, Answer};
use super::hub::Hub;
use super::pages::{self, Reply};
use super::request;
use evloop::{Conn, Event, Flow, Loop, Timer};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

/// How long a request may take to come whole, the first one from the connection's beginning on.
const REQUEST: Duration = Duration::from_secs(5);

/// How long a connection may rest between two requests, with answers that are being read.
const REST: Duration = Duration::from_secs(60);

/// How many bytes of states the kernel keeps for a page.
const SEND_BUFFER: usize = 64 * 1024;

/// At most so many connections at once. A page has one for its events, and some that come and go.
const MOST: usize = 16;

struct Visitor {
    hub: Rc<RefCell<Hub>>,
    /// What has come and was not understood yet.
    input: Vec<u8>,
    /// Closes the connection of whoever takes too long.
    deadline: Timer,
    mode: Mode,
}

#[derive(PartialEq, Eq)]
enum Mode {
    /// Requests come.
    Asking,
    /// Answers are waiting to be read: until then, no more requests are.
    Full,
    /// The last answer was given; what still comes is thrown away.
    Over,
    /// States go by.
    Watching,
}

/// Takes a connection in, or sends it away.
pub(super) fn welcome(hub: &Rc<RefCell<Hub>>, lp: &mut Loop, conn: Conn) {
    if hub.borrow().visitors >= MOST {
        conn.close(lp);
        return;
    }
    hub.borrow_mut().visitors += 1;
    let deadline = lp.after(REQUEST, move |lp| {
        conn.close(lp);
    });
    let mut visitor = Visitor { hub: Rc::clone(hub), input: Vec::new(), deadline, mode: Mode::Asking };
    conn.start(lp, move |lp, conn, event| visitor.hear(lp, conn, event));
}

impl Visitor {
    fn hear(&mut self, lp: &mut Loop, conn: Conn, event: Event<'_>) {
        match event {
            Event::Data(bytes) => match self.mode {
                Mode::Asking | Mode::Full => {
                    if self.input.is_empty() {
                        self.deadline.restart(lp, REQUEST);
                    }
                    self.input.extend_from_slice(bytes);
                    self.work(lp, conn);
                }
                Mode::Over => {}
                Mode::Watching => drop(conn.close(lp)),
            },
            Event::Drain if self.mode == Mode::Full => {
                self.mode = Mode::Asking;
                conn.resume(lp);
                self.work(lp, conn);
            }
            Event::End => match self.mode {
                Mode::Watching => drop(conn.close(lp)),
                _ => drop(conn.end(lp)),
            },
            Event::Closed => {
                self.deadline.cancel(lp);
                let mut hub = self.hub.borrow_mut();
                hub.visitors -= 1;
                hub.leave(lp, conn);
            }
            _ => {}
        }
    }

    /// Answers the requests that have come whole, as long as the answers are read.
    fn work(&mut self, lp: &mut Loop, conn: Conn) {
        while self.mode == Mode::Asking {
            let (request, length) = match request::read(&self.input) {
                Ok(Some(whole)) => whole,
                Ok(None) => return,
                Err(request::Fault(status, sentence)) => {
                    self.give(lp, conn, &Answer::sentence(status, sentence), false, false);
                    return;
                }
            };
            self.input.drain(..length);
            self.deadline.restart(lp, if self.input.is_empty() { REST } else { REQUEST });
            let reply = pages::reply(&mut self.hub.borrow_mut(), lp, &request);
            match reply {
                Reply::Answer(answer) => {
                    // Whoever does not know the way gets one answer, and keeps no connection.
                    let keep = request.keep && (200..300).contains(&answer.status);
                    self.give(lp, conn, &answer, keep, request.method == "HEAD");
                }
                Reply::Events => {
                    self.mode = Mode::Watching;
                    self.deadline.stop(lp);
                    // What a slow page has not read must not become old in the kernel: it shall get a newer state instead. If
                    // it cannot be set, it is as large as the system makes it.
                    let _ = conn.set_send_buffer(lp, SEND_BUFFER);
                    let _ = conn.write(lp, answer::events().as_bytes());
                    self.hub.borrow_mut().join(lp, conn);
                }
            }
        }
    }

    fn give(&mut self, lp: &mut Loop, conn: Conn, answer: &Answer, keep: bool, head_only: bool) {
        let bytes = answer.to_bytes(keep, head_only);
        if !keep {
            self.mode = Mode::Over;
            self.deadline.restart(lp, REQUEST);
            let _ = conn.end_with(lp, &bytes);
        } else if conn.write(lp, &bytes) == Flow::Full {
            self.mode = Mode::Full;
            conn.pause(lp);
        }
    }
}
