//! What the tests of terminals share.

use super::{Log, word};
use evloop::{Conn, Event, Flow, Loop, system};
use std::cell::RefCell;
use std::os::fd::OwnedFd;
use std::process::Command;
use std::rc::Rc;

/// A pair of a pseudo-terminal, seen from where keyboard and screen would be.
pub struct Screen {
    /// The controlling end, as a stream that notes what is shown.
    pub controller: Conn,
    pub shown: Rc<RefCell<String>>,
    /// Another descriptor of the terminal, for those who come from outside.
    pub terminal: OwnedFd,
}

impl Screen {
    /// A terminal whose controlling end does not keep the loop alive.
    pub fn new(lp: &mut Loop) -> Screen {
        let (controller, terminal) = system::terminal_pair().unwrap();
        system::set_window_size(&controller, 80, 24).unwrap();
        let (controller, shown) = (lp.conn_on(controller).unwrap(), Rc::<RefCell<String>>::default());
        let screen = shown.clone();
        controller.start(lp, move |_, _, event| {
            if let Event::Data(bytes) = event {
                screen.borrow_mut().push_str(&String::from_utf8_lossy(bytes));
            }
        });
        controller.set_ref(lp, false);
        Screen { controller, shown, terminal }
    }

    /// A stream on the terminal, which notes what is typed.
    pub fn open(&self, lp: &mut Loop, log: &Log) -> Conn {
        let (conn, log) = (lp.conn_on(self.terminal.try_clone().unwrap()).unwrap(), log.clone());
        conn.start(lp, move |_, _, event| log.say(word(&event)));
        conn
    }

    pub fn type_in(&self, lp: &mut Loop, keys: &str) {
        assert_eq!(self.controller.write(lp, keys.as_bytes()), Flow::Open);
    }

    /// Turns until so much is shown.
    pub fn wait(&self, lp: &mut Loop, text: &str) {
        while !self.shown.borrow().contains(text) {
            lp.turn().unwrap();
        }
    }

    /// All settings, in a form for comparing.
    pub fn settings(&self) -> String {
        settings(&self.terminal)
    }
}

pub fn settings(terminal: &OwnedFd) -> String {
    let output = Command::new("stty").arg("-g").stdin(terminal.try_clone().unwrap()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

pub fn turn_until(lp: &mut Loop, mut done: impl FnMut() -> bool) {
    while !done() {
        lp.turn().unwrap();
    }
}
