//! The terminal: another screen as long as we show something, and the user's own again when we are done.

use super::report::{Line, Size};
use evloop::system;
use std::io::{self, Write};

/// The alternate screen of a terminal, until this is dropped.
pub(super) struct Screen {
    colour: bool,
}

/// The alternate screen, without a cursor.
const ENTER: &str = "\x1b[?1049h\x1b[?25l";
const LEAVE: &str = "\x1b[?25h\x1b[?1049l";
/// To the upper left corner.
const HOME: &str = "\x1b[H";
/// What is left of a line, and what is left of the screen.
const CLEAR_LINE: &str = "\x1b[K\r\n";
const CLEAR_REST: &str = "\x1b[J";
const BOLD: &str = "\x1b[1m";
const PLAIN: &str = "\x1b[0m";

impl Screen {
    /// None where standard output is no terminal.
    pub(super) fn open() -> Option<Screen> {
        if !system::is_terminal(io::stdout()) {
            return None;
        }
        write(ENTER);
        // https://no-color.org: whatever it is set to, unless it is empty.
        let colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Some(Screen { colour })
    }

    /// How much there is room for.
    pub(super) fn size(&self) -> Size {
        system::window_size(io::stdout()).map_or(Size { columns: 80, rows: 24 }, |(columns, rows)| Size {
            columns: columns.into(),
            rows: rows.into(),
        })
    }

    /// Draws over what was there.
    pub(super) fn show(&self, lines: &[Line]) {
        let mut text = HOME.to_owned();
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                text.push_str(CLEAR_LINE);
            }
            let (begin, end) = if self.colour && line.heading { (BOLD, PLAIN) } else { ("", "") };
            text.extend([begin, &line.text, end]);
        }
        text.push_str("\x1b[K");
        text.push_str(CLEAR_REST);
        write(&text);
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        write(LEAVE);
    }
}

/// Prints lines one below the other.
pub(super) fn print(lines: &[Line]) {
    let text: String = lines.iter().map(|line| format!("{}\n", line.text)).collect();
    write(&text);
}

/// Writes to a standard output that may be closed: then nobody wants to know.
fn write(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Text that may come from the program, without anything that would steer the terminal: control characters, and those that
/// turn the direction of writing.
pub(super) fn plain(text: &str) -> String {
    let steers = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().filter(|&letter| !steers(letter)).collect()
}
