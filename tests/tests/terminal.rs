//! Programs on a terminal: keys, lines, and what the terminal is told; the same under evloop and Node.

use std::cell::{Cell, RefCell};
use std::process::{Command, Stdio};
use std::rc::Rc;

use evloop::{Event, Flow, Loop, system};
use evloop_tests::runtime::for_each;
use evloop_tests::wait::PATIENCE;

const KEYS: &str = r"
    const tty = require('tty');
    const { stdin, stdout } = process;
    const readline = require('readline');
    const say = (...words) => stdout.write(`${words.join(' ')}\n`);
    say(stdin instanceof tty.ReadStream, stdout instanceof tty.WriteStream, stdin.isTTY, stdout.getWindowSize(), stdin.isRaw);
    say(stdin.setRawMode(true) === stdin, stdin.isRaw, new tty.WriteStream(1).columns);
    readline.emitKeypressEvents(stdin);
    stdin.on('keypress', function heard(text, key) {
      say('key', JSON.stringify(text), key.name, key.ctrl);
      if (key.name !== 'q') return;
      stdin.removeListener('keypress', heard);
      const lines = readline.createInterface({ input: stdin, output: stdout, prompt: '# ' });
      lines.on('line', (line) => {
        say('line', line);
        lines.close();
      });
      lines.on('close', () => say('closed', stdin.isRaw));
      lines.prompt();
    });
    say('ready');
";

/// What is typed, each when the text before it has been shown.
const TYPED: &[(&str, &str)] = &[
    ("ready\r\n", "a"),
    ("key \"a\" a false", "\x03"),
    ("key \"\\u0003\" c true", "\x1b[A"),
    ("key  up false", "q"),
    ("\x1b[1G\x1b[0J# \x1b[3G", "hello\x7f\x7fp\r"),
    ("closed false\r\n", ""),
];

#[test]
fn keys_come_one_by_one_and_lines_are_edited() {
    for_each(|runtime| {
        let shown = on_terminal(runtime.evaluates("-e", KEYS), TYPED);
        for line in ["true true true 80,24 false", "true true 80", "line help"] {
            assert!(shown.contains(line), "{runtime}: {line:?} is missing in {shown:?}");
        }
    });
}

/// Runs a program on a terminal of its own, with somebody at the keyboard, and gives what was on the screen.
fn on_terminal(mut command: Command, typed: &'static [(&str, &str)]) -> String {
    let mut lp = Loop::new().unwrap();
    let (controller, terminal) = system::terminal_pair().unwrap();
    system::set_window_size(&controller, 80, 24).unwrap();
    let end = || Stdio::from(terminal.try_clone().unwrap());
    let mut child = command.env("TERM", "xterm").stdin(end()).stdout(end()).stderr(end()).spawn().unwrap();
    drop(terminal);
    drop(command);
    let (shown, next) = (Rc::<RefCell<String>>::default(), Cell::new(0));
    let screen = shown.clone();
    let controller = lp.conn_on(controller).unwrap();
    controller.start(&mut lp, move |lp, controller, event| {
        let Event::Data(bytes) = event else {
            // The program has ended, and nobody has the terminal open any more.
            controller.close(lp);
            return;
        };
        screen.borrow_mut().push_str(&String::from_utf8_lossy(bytes));
        while let Some((awaited, keys)) = typed.get(next.get())
            && screen.borrow().contains(awaited)
        {
            next.set(next.get() + 1);
            assert_eq!(controller.write(lp, keys.as_bytes()), Flow::Open);
        }
    });
    let late = lp.after(PATIENCE, |lp| lp.stop());
    late.set_ref(&mut lp, false);
    lp.run().unwrap();
    // One that did not end by itself shall.
    let _ = child.kill();
    let _ = child.wait();
    shown.take()
}
