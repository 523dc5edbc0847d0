//! A headless browser that a test drives: it opens a page, clicks, types, and reads what is there.
//!
//! Chromium is steered by its DevTools protocol over two pipes (`--remote-debugging-pipe`): JSON with a zero byte behind each
//! message, read from descriptor 3 and written to 4. No port, no WebSocket, nothing for two tests to share.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use serde_json::{Value, json};

use crate::program::send_signal;
use crate::scratch::Scratch;
use crate::tools;
use crate::wait::{self, PATIENCE};

/// What the shell does before it becomes the browser: standard input and output are the pipes that the browser has as 3 and 4.
const PIPES: &str = "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null";

/// A browser with one page; dropping it ends it.
pub struct Browser {
    child: Child,
    commands: ChildStdin,
    messages: Receiver<Value>,
    /// Messages that answered nothing.
    events: VecDeque<Value>,
    count: u64,
    session: Option<String>,
    /// The browser's profile, and what it complains about.
    scratch: Scratch,
}

impl Browser {
    /// Starts one; None where there is none, or none that shows a page, and the test says that it skips.
    pub fn need() -> Option<Browser> {
        let chromium = tools::need("chromium")?;
        let mut browser = Browser::start(&chromium);
        let works = browser.attach().is_some();
        if !works {
            tools::skip("chromium shows no page at all here");
        }
        works.then_some(browser)
    }

    fn start(chromium: &Path) -> Browser {
        let scratch = Scratch::new("browser");
        let complaints = File::create(scratch.path().join("stderr")).expect("a file of our own");
        let flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
                     --disable-component-update --disable-sync --disable-dev-shm-usage --remote-debugging-pipe";
        let mut command = Command::new("sh");
        command.args(["-c", PIPES]).arg(chromium).args(flags.split_whitespace());
        command
            .arg(format!("--user-data-dir={}", scratch.path().join("profile").display()))
            .arg("about:blank");
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(complaints);
        let mut child = command.spawn().expect("there is a shell");
        let answers = child.stdout.take().expect("piped");
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            for message in BufReader::new(answers).split(0).map_while(Result::ok) {
                // Half a message is what a browser says that is ended.
                let message = serde_json::from_slice(&message);
                if message.is_err() || message.is_ok_and(|message| sender.send(message).is_err()) {
                    break;
                }
            }
        });
        let commands = child.stdin.take().expect("piped");
        Browser { child, commands, messages, events: VecDeque::new(), count: 0, session: None, scratch }
    }

    /// Opens the page that everything else is about.
    fn attach(&mut self) -> Option<()> {
        let made = self.ask("Target.createTarget", json!({ "url": "about:blank" })).ok()?;
        let attached = json!({ "targetId": made["targetId"], "flatten": true });
        let attached = self.ask("Target.attachToTarget", attached).ok()?;
        self.session = Some(attached["sessionId"].as_str()?.to_owned());
        for domain in ["Runtime", "Log", "Page"] {
            self.ask(&format!("{domain}.enable"), json!({})).ok()?;
        }
        (self.eval("6 * 7") == 42).then_some(())
    }

    /// Gives a command and waits for its answer.
    fn ask(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.count += 1;
        let mut command = json!({ "id": self.count, "method": method, "params": params });
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        let gone = |_| format!("{method}: the browser is gone");
        self.commands.write_all(format!("{command}\0").as_bytes()).map_err(gone)?;
        loop {
            let message =
                self.messages.recv_timeout(PATIENCE).map_err(|error| format!("{method}: {error}"))?;
            if message["id"] != self.count {
                self.events.push_back(message);
            } else if message["error"].is_null() {
                return Ok(message["result"].clone());
            } else {
                return Err(format!("{method}: {}", message["error"]));
            }
        }
    }

    fn tell(&mut self, method: &str, params: Value) -> Value {
        let answer = self.ask(method, params);
        answer.unwrap_or_else(|error| {
            let said = fs::read_to_string(self.scratch.path().join("stderr")).unwrap_or_default();
            panic!("{error}\nthe browser said: {said}")
        })
    }

    /// Goes to an address.
    ///
    /// # Panics
    ///
    /// When the browser cannot get there.
    pub fn open(&mut self, address: &str) {
        let answer = self.tell("Page.navigate", json!({ "url": address }));
        assert!(answer["errorText"].is_null(), "{address}: {answer}");
        self.until(
            "the page is loaded",
            "document.readyState === 'complete' && location.href !== 'about:blank'",
        );
    }

    /// The value of an expression, or what its promise is kept with.
    ///
    /// # Panics
    ///
    /// When it throws.
    pub fn eval(&mut self, expression: &str) -> Value {
        let question = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let mut answer = self.tell("Runtime.evaluate", question);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].take()
    }

    /// The text that an element shows; none if there is no such element.
    pub fn text(&mut self, selector: &str) -> String {
        let text = self.eval(&format!("document.querySelector({})?.innerText ?? ''", json!(selector)));
        text.as_str().expect("a text").to_owned()
    }

    /// How many elements there are.
    pub fn count(&mut self, selector: &str) -> u64 {
        let count = self.eval(&format!("document.querySelectorAll({}).length", json!(selector)));
        count.as_u64().expect("a number")
    }

    /// Waits until an expression is true.
    ///
    /// # Panics
    ///
    /// When it is not after [`PATIENCE`].
    pub fn until(&mut self, what: &str, expression: &str) {
        let expression = format!("Boolean({expression})");
        wait::until(what, || self.eval(&expression) == true);
    }

    /// Waits until an element shows a text that contains `words`.
    ///
    /// # Panics
    ///
    /// When it does not after [`PATIENCE`].
    pub fn shows(&mut self, selector: &str, words: &str) {
        let found =
            format!("document.querySelector({})?.innerText.includes({})", json!(selector), json!(words));
        self.until(&format!("{selector} shows {words:?}"), &found);
    }

    /// Clicks into the middle of an element, as a mouse does.
    ///
    /// # Panics
    ///
    /// When there is no such element.
    pub fn click(&mut self, selector: &str) {
        let (x, y) = self.middle(selector);
        self.mouse("mousePressed", x, y);
        self.mouse("mouseReleased", x, y);
    }

    /// Moves the pointer into the middle of an element.
    ///
    /// # Panics
    ///
    /// When there is no such element.
    pub fn point(&mut self, selector: &str) {
        let (x, y) = self.middle(selector);
        self.mouse("mouseMoved", x, y);
    }

    /// What the mouse does at a place of the window, with its left button if with any: `mousePressed`, `mouseReleased`,
    /// `mouseMoved`, or `mouseDragged`, which is to move it while the button is down.
    pub fn mouse(&mut self, does: &str, x: f64, y: f64) {
        let button = if does == "mouseMoved" { "none" } else { "left" };
        let kind = if does == "mouseDragged" { "mouseMoved" } else { does };
        let held = u8::from(matches!(does, "mousePressed" | "mouseDragged"));
        let event =
            json!({ "type": kind, "x": x, "y": y, "button": button, "buttons": held, "clickCount": 1 });
        self.tell("Input.dispatchMouseEvent", event);
    }

    /// The middle of an element, once it is in sight.
    fn middle(&mut self, selector: &str) -> (f64, f64) {
        let place = self.eval(&format!(
            "(() => {{ const node = document.querySelector({}); node.scrollIntoView({{ block: 'nearest' }});
               const box = node.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()",
            json!(selector)
        ));
        (place[0].as_f64().expect("a number"), place[1].as_f64().expect("a number"))
    }

    /// Presses a key: a character, or the name of a key such as `ArrowLeft`.
    pub fn key(&mut self, key: &str) {
        let mut event = json!({ "type": "keyDown", "key": key });
        let text = if key == "Enter" { "\r" } else { key };
        if text.chars().count() == 1 {
            event["text"] = json!(text);
        }
        // What a browser does by itself for a key, it does by the old numbers.
        let number = match key {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            "End" => 35,
            "Home" => 36,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            _ => 0,
        };
        event["windowsVirtualKeyCode"] = json!(number);
        self.tell("Input.dispatchKeyEvent", event.clone());
        event["type"] = json!("keyUp");
        self.tell("Input.dispatchKeyEvent", event);
    }

    /// Gives the window a size in CSS pixels, and what the user prefers, e.g. `("prefers-color-scheme", "dark")`.
    pub fn look(&mut self, width: u32, height: u32, prefers: &[(&str, &str)]) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.tell("Emulation.setDeviceMetricsOverride", size);
        let features: Vec<Value> =
            prefers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.tell("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Takes a picture of the window, and keeps it as `NAME.png` in the folder that `EVLOOP_TEST_SHOTS` names, for people to
    /// look at. Returns how many bytes it has.
    ///
    /// # Panics
    ///
    /// When the picture is none.
    pub fn picture(&mut self, name: &str) -> usize {
        let answer = self.tell("Page.captureScreenshot", json!({}));
        let bytes = from_base64(answer["data"].as_str().expect("a picture"));
        assert!(bytes.starts_with(b"\x89PNG"), "{name} is a picture");
        if let Some(folder) = std::env::var_os("EVLOOP_TEST_SHOTS") {
            fs::write(Path::new(&folder).join(format!("{name}.png")), &bytes).expect("the folder is there");
        }
        bytes.len()
    }

    /// What the page has had to complain about so far: exceptions, and errors in the console, such as what a policy forbids.
    pub fn complaints(&mut self) -> Vec<String> {
        // An answer comes after all that happened before it.
        self.eval("1");
        let is_bad = |event: &&Value| match event["method"].as_str() {
            Some("Runtime.exceptionThrown") => true,
            Some("Log.entryAdded") => event["params"]["entry"]["level"] == "error",
            Some("Runtime.consoleAPICalled") => event["params"]["type"] == "error",
            _ => false,
        };
        self.events.iter().filter(is_bad).map(|event| event["params"].to_string()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        send_signal("KILL", &format!("-{}", self.child.id()));
        // It is gone, or on its way.
        let _ = self.child.wait();
    }
}

fn from_base64(text: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => u32::from(letter - b'A'),
        b'a'..=b'z' => u32::from(letter - b'a') + 26,
        b'0'..=b'9' => u32::from(letter - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u8> = text.bytes().filter(|letter| *letter != b'=').collect();
    let bytes = letters.chunks(4).flat_map(|four| {
        let bits = four.iter().fold(0, |bits, letter| bits << 6 | value(*letter)) << (6 * (4 - four.len()));
        bits.to_be_bytes().into_iter().skip(1).take(four.len() * 6 / 8)
    });
    bytes.collect()
}

#[test]
fn base64_is_read() {
    assert_eq!(from_base64("aGVsbG8="), b"hello");
    assert_eq!(from_base64("+/8="), [0xfb, 0xff]);
}
