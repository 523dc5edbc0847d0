//! Twin programs: the same program gives the same output under evloop and under Node, and the output is written down.
//!
//! Each `tests/js/ROOM/NAME.js` (or `.mjs`, `.cjs`) has a `NAME.out` beside it, the expected standard output, and
//! where they are not empty and 0, a `NAME.err` and a `NAME.code`, the expected standard error and exit code. Programs
//! in folders below a room (fixtures) are not run by themselves. Lines at the top of the program may say more:
//!
//! ```text
//! //@ args: one two        arguments
//! //@ stdin: hello\n       standard input (\n is a line feed)
//! //@ env: NAME=value      one variable of the environment
//! //@ node: 22             the written output is that of Node from 22 on; an older one is not compared
//! //@ node: 20-24          the same, and newer ones are not compared either
//! ```
//!
//! In what is compared, the room's folder reads `DIR`; of stderr, frames of the runtime's own code and the closing
//! line with its version are left out. In a `.err`, a `*` stands for any characters, and a line `...` for
//! any lines. `EVLOOP_TEST_BLESS=1` writes
//! the files anew from what Node prints: read them before you commit them.

use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use crate::program::{self, Outcome};
use crate::runtime::{self, Runtime};

/// Runs all programs of a room under each runtime and compares.
///
/// # Panics
///
/// With a list of all differences, when there is one; or when the room is empty.
pub fn room(name: &str) {
    let folder = crate::js_dir().join(name);
    let programs = programs(&folder);
    assert!(!programs.is_empty(), "no program in {}", folder.display());
    if blesses() {
        programs.iter().for_each(|program| bless(program, &[]));
    }
    let mut complaints = Vec::new();
    for runtime in Runtime::all() {
        for program in &programs {
            complaints.extend(compare(runtime, program, &[]).map(|why| format!("{name}: {runtime}: {why}")));
        }
    }
    let count = complaints.len();
    assert!(count == 0, "{count} differences\n\n{}", complaints.join("\n\n"));
}

/// Runs all programs of a room under both faces of evloop, with options of the command line that Node does not have.
///
/// # Panics
///
/// As [`room`].
pub fn room_with_options(name: &str, options: &str) {
    let variables = [("NODE_OPTIONS", options.to_owned())];
    let mut complaints = Vec::new();
    for runtime in Runtime::all().into_iter().filter(|runtime| runtime.is_evloop()) {
        for program in programs(&crate::js_dir().join(name)) {
            let why = compare(runtime, &program, &variables);
            complaints.extend(why.map(|why| format!("{name}: {runtime} {options}: {why}")));
        }
    }
    let count = complaints.len();
    assert!(count == 0, "{count} differences\n\n{}", complaints.join("\n\n"));
}

/// Runs one program under each runtime and compares, with variables added to its environment.
///
/// # Panics
///
/// With the differences, when there is one.
pub fn program(program: &Path, variables: &[(&str, String)]) {
    if blesses() {
        bless(program, variables);
    }
    for runtime in Runtime::all() {
        if let Some(why) = compare(runtime, program, variables) {
            panic!("{runtime}: {why}");
        }
    }
}

/// Whether the written output shall be made anew.
pub fn blesses() -> bool {
    std::env::var_os("EVLOOP_TEST_BLESS").is_some()
}

/// The programs of a folder, by name.
fn programs(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let is_program = |path: &PathBuf| {
        let kind = path.extension().unwrap_or_default();
        path.is_file() && (kind == "js" || kind == "mjs" || kind == "cjs")
    };
    let mut found: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(is_program).collect();
    found.sort();
    found
}

/// What is expected of a program, or what it did.
#[derive(PartialEq)]
struct Behaviour {
    stdout: String,
    stderr: String,
    code: i32,
}

impl Behaviour {
    fn written_beside(program: &Path) -> Behaviour {
        let read = |kind| fs::read_to_string(program.with_extension(kind));
        Behaviour {
            stdout: read("out").unwrap_or_else(|_| panic!("{} has no .out beside it", program.display())),
            stderr: read("err").unwrap_or_default(),
            code: read("code").map_or(0, |text| text.trim().parse().expect("a .code holds a number")),
        }
    }

    fn of(outcome: &Outcome, program: &Path) -> Behaviour {
        let folder = program.parent().expect("a program is in a room").to_string_lossy().into_owned();
        let stderr = outcome.stderr.replace(&folder, "DIR");
        Behaviour {
            stdout: outcome.stdout.replace(&folder, "DIR"),
            stderr: without_internals(&stderr),
            code: outcome.code,
        }
    }
}

fn compare(runtime: Runtime, program: &Path, variables: &[(&str, String)]) -> Option<String> {
    let notes = Notes::of(program);
    if runtime == Runtime::Node && !notes.node.contains(&runtime::node_major()) {
        return None;
    }
    let expected = Behaviour::written_beside(program);
    let seen = Behaviour::of(&notes.run(runtime, program, variables), program);
    let name = program.file_name().unwrap_or_default().to_string_lossy();
    if seen.stdout != expected.stdout {
        let difference = difference(&expected.stdout, &seen.stdout);
        return Some(format!("{name}: stdout\n{difference}{}", indented("stderr", &seen.stderr)));
    }
    if seen.code != expected.code {
        let (want, is) = (expected.code, seen.code);
        return Some(format!(
            "{name}: exit code {is} instead of {want}\n{}",
            indented("stderr", &seen.stderr)
        ));
    }
    if !matches(&expected.stderr, &seen.stderr) {
        return Some(format!("{name}: stderr\n{}", difference(&expected.stderr, &seen.stderr)));
    }
    None
}

/// Writes down what Node does.
fn bless(program: &Path, variables: &[(&str, String)]) {
    let notes = Notes::of(program);
    if !notes.node.contains(&runtime::node_major()) {
        return;
    }
    let seen = Behaviour::of(&notes.run(Runtime::Node, program, variables), program);
    let write = |kind, text: &str, needed| {
        let path = program.with_extension(kind);
        if needed {
            fs::write(&path, text).expect("the room can be written to");
        } else {
            // Most programs have none of them.
            let _ = fs::remove_file(&path);
        }
    };
    write("out", &seen.stdout, true);
    write("code", &format!("{}\n", seen.code), seen.code != 0);
    // A pattern written by hand says more than what one version printed.
    let old = fs::read_to_string(program.with_extension("err")).unwrap_or_default();
    if !matches(&old, &seen.stderr) {
        write("err", &seen.stderr, !seen.stderr.is_empty());
    }
}

/// The notes at the top of a program.
struct Notes {
    args: Vec<String>,
    stdin: String,
    env: Vec<(String, String)>,
    node: RangeInclusive<u32>,
}

impl Notes {
    fn of(program: &Path) -> Notes {
        let text =
            fs::read_to_string(program).unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let mut notes = Notes { args: Vec::new(), stdin: String::new(), env: Vec::new(), node: 0..=u32::MAX };
        for line in text.lines() {
            let Some((key, value)) = line.strip_prefix("//@ ").and_then(|note| note.split_once(": ")) else {
                continue;
            };
            match key {
                "args" => notes.args = value.split(' ').map(str::to_owned).collect(),
                "stdin" => notes.stdin = value.replace("\\n", "\n"),
                "env" => {
                    let (name, value) = value.split_once('=').expect("NAME=value");
                    notes.env.push((name.to_owned(), value.to_owned()));
                }
                "node" => {
                    let major = |text: &str| text.trim().parse().expect("a major version of Node");
                    let (first, last) = value.split_once('-').map_or((value, None), |(a, b)| (a, Some(b)));
                    notes.node = major(first)..=last.map_or(u32::MAX, major);
                }
                _ => panic!("{}: no note is called {key}", program.display()),
            }
        }
        notes
    }

    fn run(&self, runtime: Runtime, program: &Path, variables: &[(&str, String)]) -> Outcome {
        let mut command = runtime.runs(program);
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        command.args(&self.args).envs(self.env.iter().map(|(name, value)| (name, value)));
        command.current_dir(program.parent().expect("a program is in a room"));
        program::run_with_input(command, self.stdin.as_bytes())
    }
}

/// Leaves out the frames of a runtime's own code, and the closing line with the version.
fn without_internals(stderr: &str) -> String {
    let mut lines: Vec<&str> = stderr.lines().filter(|line| !is_internal_frame(line)).collect();
    // The properties of an error follow its last frame, which may be an internal one and gone.
    for line in lines.iter_mut().filter(|line| line.starts_with("    at ")) {
        *line = line.strip_suffix(" {").unwrap_or(line);
    }
    let is_version = |line: &&str| line.starts_with("Node.js v") || line.starts_with("evloop v");
    if lines.last().is_some_and(is_version) {
        lines.pop();
    }
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn is_internal_frame(line: &str) -> bool {
    let Some(frame) = line.trim_start().strip_prefix("at ") else { return false };
    let place = frame.rsplit('(').next().unwrap_or(frame);
    place.starts_with("node:")
        || place.starts_with("async node:")
        || place.starts_with("<anonymous>")
        || place.starts_with("native")
}

/// Whether each line fits its pattern.
fn matches(pattern: &str, text: &str) -> bool {
    let (patterns, lines): (Vec<_>, Vec<_>) = (pattern.lines().collect(), text.lines().collect());
    lines_match(&patterns, &lines)
}

fn lines_match(patterns: &[&str], lines: &[&str]) -> bool {
    match patterns.split_first() {
        None => lines.is_empty(),
        Some((&"...", rest)) => (0..=lines.len()).any(|skipped| lines_match(rest, &lines[skipped..])),
        Some((pattern, rest)) => {
            lines.split_first().is_some_and(|(line, lines)| fits(pattern, line) && lines_match(rest, lines))
        }
    }
}

fn fits(pattern: &str, line: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == line };
    let Some(line) = line.strip_prefix(head) else { return false };
    let starts = line.char_indices().map(|(at, _)| at).chain([line.len()]);
    starts.into_iter().any(|at| fits(rest, &line[at..]))
}

/// Shows two texts from shortly before their first difference on.
fn difference(expected: &str, seen: &str) -> String {
    let (want, is): (Vec<_>, Vec<_>) = (expected.lines().collect(), seen.lines().collect());
    let same = want.iter().zip(&is).take_while(|(a, b)| fits(a, b)).count();
    let from = same.saturating_sub(2);
    let part =
        |lines: &[&str]| lines.iter().skip(from).take(12).map(|l| format!("    {l}\n")).collect::<String>();
    format!("  expected, from line {}:\n{}  seen:\n{}", from + 1, part(&want), part(&is))
}

fn indented(title: &str, text: &str) -> String {
    let lines: String = text.lines().take(15).map(|line| format!("    {line}\n")).collect();
    if lines.is_empty() { lines } else { format!("  {title}:\n{lines}") }
}

#[cfg(test)]
mod tests {
    use super::{fits, matches, without_internals};

    #[test]
    fn a_star_stands_for_any_characters() {
        assert!(fits("at * (DIR/a.js:*:3)", "at run (DIR/a.js:10:3)"));
        assert!(fits("*", ""));
        assert!(!fits("at * (DIR/a.js)", "at run (DIR/b.js)"));
    }

    #[test]
    fn three_dots_stand_for_any_lines() {
        assert!(matches("a\n...\nc\n", "a\nb\nb\nc\n"));
        assert!(matches("...\na", "a"));
        assert!(!matches("a\n...\nc", "a\nb"));
    }

    #[test]
    fn frames_of_the_runtime_and_its_version_are_left_out() {
        let stderr = "Error: x\n    at f (DIR/a.js:1:2)\n    at node:net:3:4\n    at g (node:net:1:1)\n\nNode.js v24\n";
        assert_eq!(without_internals(stderr), "Error: x\n    at f (DIR/a.js:1:2)\n");
    }
}
