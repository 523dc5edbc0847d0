//! The house's style, as far as a program can tell it. Each rule is a test that lists all its offenders.
//!
//! What rustfmt and clippy check is not repeated here. Old sins are ratcheted: they are written down with their size,
//! and may only shrink.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use evloop_tests::root_dir;

/// A file longer than this is probably two ideas.
const SOFT_LIMIT: usize = 400;

/// Files above the soft limit, with the number of lines at which they stand. The numbers may only go down.
const LONG_FILES: &[(&str, usize)] = &[("runtime/tests/order.rs", 463)];

/// Where system calls live.
const FFI: &str = "ffi/";
/// Where the engine's C interface lives: a layer of the program, and the build script that compiles to bytecode.
const RAW: &[&str] = &["js/src/raw/", "js/build.rs"];
/// How often each folder says `unsafe`, and what for. One more has to be written down here, besides its `// SAFETY:`; one less
/// may be. Whoever looks for what could go wrong in memory begins with this list.
const UNSAFE: &[(&str, usize, &str)] = &[
    ("ffi/src", 104, "system calls, one a block; descriptors that they return; who runs a fiber"),
    ("ffi/src/bare", 12, "system calls that wait, and what signals bear; buffers that a ring owns"),
    ("ffi/src/changes", 6, "system calls on watched files, and the records that they fill in"),
    ("ffi/src/datagram", 2, "the call that takes many datagrams"),
    (
        "ffi/src/fiber",
        21,
        "the switch of stacks on each processor, a new stack's first frame, and its memory",
    ),
    ("ffi/src/file", 22, "system calls on files"),
    ("ffi/src/poller", 14, "system calls that wait, and one that renews a descriptor"),
    ("ffi/src/process", 18, "fork, exec, and the little that may be done between the two"),
    ("ffi/src/resolve", 9, "name servers asked by the C library, and its lists of answers"),
    ("ffi/src/socket", 8, "options of sockets"),
    ("ffi/src/system", 76, "what the system tells of itself, mostly into records of its own"),
    ("ffi/src/terminal", 20, "pseudo-terminals, and what puts terminals back when the process ends"),
    ("ffi/src/user_kqueue", 35, "the kqueue in user space: descriptors, and lists that C callers hand over"),
    (
        "ffi/tests",
        15,
        "descriptors with numbers of one's choice, calls of the kqueue in user space as C makes them",
    ),
    ("ffi/tests/queue", 2, "the same"),
    ("js", 5, "the build script's engine, which compiles to bytecode"),
    ("js/src/raw", 183, "the engine's C interface: values are counted by hand there"),
];
/// Tests that let time pass, and why.
const SLEEPS: &[(&str, &str)] = &[
    ("tests/src/wait.rs", "looks again and again at what another process does"),
    ("runtime/tests/descriptors.rs", "measures processor time over a span of waiting"),
    ("runtime/tests/remote.rs", "keeps a thread busy while the loop waits for it"),
];

/// A text file of the repository.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn is(&self, kind: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|extension| extension == kind)
    }

    fn is_within(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }

    /// Whether it belongs to a test: then it is read by people, and shipped to nobody.
    fn is_test(&self) -> bool {
        self.is_within(&["tests/"]) || self.path.contains("/tests/")
    }

    /// Expected outputs and the like hold what a program prints, not what we would write.
    fn is_written_by_hand(&self) -> bool {
        ["rs", "js", "mjs", "cjs", "md", "toml", "sh", "c", "h"].iter().any(|kind| self.is(kind))
            || self.is_within(&[".ci/", "scripts/"])
    }

    fn is_javascript(&self) -> bool {
        self.is("js") || self.is("mjs") || self.is("cjs")
    }

    /// Its lines, from 1 on.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// Its lines as Rust code: without comments and what is in quotation marks.
    fn code(&self) -> impl Iterator<Item = (usize, String)> {
        self.lines().map(|(number, line)| (number, without_words(line)))
    }
}

/// All text files of the repository, as they are on disk.
fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root_dir(), "", &mut found);
    assert!(found.len() > 50, "these are not all files: {}", found.len());
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("the repository can be read").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if matches!(name.as_str(), "target" | ".git" | "Cargo.lock") {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
        } else if let Ok(text) = fs::read_to_string(entry.path()) {
            // What is no text is no text file.
            found.push(Source { path, text });
        }
    }
}

/// A line of Rust without its comment and without the insides of its strings.
fn without_words(line: &str) -> String {
    let mut code = String::new();
    let mut rest = line.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '/' if rest.peek() == Some(&'/') => break,
            '"' => {
                while let Some(inner) = rest.next() {
                    match inner {
                        '\\' => drop(rest.next()),
                        '"' => break,
                        _ => {}
                    }
                }
                code.push_str("\"\"");
            }
            _ => code.push(character),
        }
    }
    code
}

/// How often `word` stands in `code` by itself and not as part of a longer name.
fn count_word(code: &str, word: &str) -> usize {
    let is_part = |character: Option<char>| character.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let stands_alone = |(at, _): &(usize, &str)| {
        !is_part(code[..*at].chars().next_back()) && !is_part(code[at + word.len()..].chars().next())
    };
    code.match_indices(word).filter(stands_alone).count()
}

fn has_word(code: &str, word: &str) -> bool {
    count_word(code, word) > 0
}

/// Fails with all complaints, if there are any.
fn report(rule: &str, complaints: Vec<String>) {
    assert!(complaints.is_empty(), "{rule}:\n  {}\n", complaints.join("\n  "));
}

/// A complaint for each line that `offends`, of the sources that `concerns` picks.
fn lines_that(concerns: impl Fn(&Source) -> bool, offends: impl Fn(&Source, &str) -> bool) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources().iter().filter(|source| concerns(source)) {
        for (number, line) in source.lines().filter(|(_, line)| offends(source, line)) {
            complaints.push(format!("{}:{number}: {}", source.path, line.trim()));
        }
    }
    complaints
}

/// The same for lines of Rust code, comments and strings left out.
fn code_that(concerns: impl Fn(&Source) -> bool, offends: impl Fn(&str) -> bool) -> Vec<String> {
    lines_that(|source| source.is("rs") && concerns(source), |_, line| offends(&without_words(line)))
}

#[test]
fn lines_fit_a_screen() {
    // rustfmt keeps code at 110, and prose aims at 120; this is where it ends. Twin programs hold rows of cases.
    let concerns = |source: &Source| source.is_written_by_hand() && !source.is_within(&["tests/js/"]);
    let too_long = |source: &Source, line: &str| {
        // A row of a table and a link cannot be broken.
        let is_row = source.is("md") && (line.starts_with('|') || line.contains("](http"));
        line.chars().count() > 132 && !is_row
    };
    report("lines that are too long", lines_that(concerns, too_long));
}

#[test]
fn files_are_one_idea_long() {
    let mut complaints = Vec::new();
    for source in sources().iter().filter(|source| source.is("rs") || source.is_javascript()) {
        let count = source.text.lines().count();
        let allowed = LONG_FILES.iter().find(|(path, _)| *path == source.path).map(|(_, count)| *count);
        match allowed {
            None if count > SOFT_LIMIT => complaints.push(format!("{}: {count} lines", source.path)),
            Some(allowed) if count > allowed => {
                complaints.push(format!("{}: {count} lines, and was {allowed}", source.path));
            }
            _ => {}
        }
    }
    for (path, _) in LONG_FILES.iter().filter(|(path, _)| !root_dir().join(path).exists()) {
        complaints.push(format!("{path} is no longer there, and may leave the list"));
    }
    report("long files", complaints);
}

#[test]
fn system_calls_live_in_ffi() {
    let outside = |source: &Source| !source.is_within(&[FFI]);
    report(
        "libc outside of ffi/",
        code_that(outside, |code| has_word(code, "libc") && code.contains("libc::")),
    );
}

#[test]
fn unsafe_code_lives_in_two_folders() {
    let outside = |source: &Source| !source.is_within(&[FFI]) && !source.is_within(RAW);
    report("unsafe outside of its folders", code_that(outside, |code| has_word(code, "unsafe")));
}

#[test]
fn unsafe_code_is_counted() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for source in sources().iter().filter(|source| source.is("rs")) {
        let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let count: usize = source.code().map(|(_, code)| count_word(&code, "unsafe")).sum();
        if count > 0 {
            *counts.entry(folder.to_owned()).or_default() += count;
        }
    }
    let known = |folder: &str| UNSAFE.iter().find(|entry| entry.0 == folder).map_or(0, |entry| entry.1);
    let complaint = |(folder, count): (&String, &usize)| {
        let allowed = known(folder);
        (*count > allowed).then(|| format!("{folder} has {count} in its code, and {allowed} written down"))
    };
    report("`unsafe` that is not written down in style.rs", counts.iter().filter_map(complaint).collect());
}

#[test]
fn unsafe_blocks_say_why_they_are_sound() {
    let mut complaints = Vec::new();
    for source in sources().iter().filter(|source| source.is("rs")) {
        let lines: Vec<&str> = source.text.lines().collect();
        let opens = |code: &str| code.contains("unsafe {") || code.contains("unsafe impl");
        for (number, _) in source.code().filter(|(_, code)| opens(code)) {
            if !is_explained(&lines, number - 1) {
                complaints.push(format!("{}:{number}", source.path));
            }
        }
    }
    report("unsafe without a SAFETY comment", complaints);
}

/// Whether the line's comment, or the one above the statement that it is part of, gives the reason.
fn is_explained(lines: &[&str], at: usize) -> bool {
    let says = |line: &str| line.contains("SAFETY:");
    if says(lines[at]) {
        return true;
    }
    // Upwards through the statement's own beginning, then through the comment above it.
    let is_comment = |line: &str| line.trim_start().starts_with("//");
    let above = lines[..at].iter().rev();
    let comment = above.skip_while(|line| !is_comment(line)).take_while(|line| is_comment(line));
    let distance = lines[..at].iter().rev().take_while(|line| !is_comment(line)).count();
    distance <= 3 && comment.into_iter().any(|line| says(line))
}

#[test]
fn nothing_is_left_to_be_done() {
    let unfinished = |code: &str| ["todo!", "unimplemented!", "dbg!"].iter().any(|name| code.contains(name));
    report("unfinished code", code_that(|_| true, unfinished));
}

#[test]
fn libraries_do_not_print() {
    let library = |source: &Source| {
        source.is_within(&["ffi/src/", "runtime/src/", "js/src/"]) && !source.is_within(&["js/src/bin/"])
    };
    let prints =
        |code: &str| ["println!", "print!", "eprintln!", "eprint!"].iter().any(|name| has_word(code, name));
    report("libraries that print", code_that(library, prints));
}

#[test]
fn blanks_are_where_they_belong() {
    let hidden = |source: &Source, line: &str| {
        let tab = line.contains('\t') && source.is_written_by_hand();
        tab || (source.is_written_by_hand() && line.ends_with([' ', '\t', '\r']))
    };
    let mut complaints = lines_that(|_| true, hidden);
    for source in sources().iter().filter(|source| source.is_written_by_hand()) {
        if !source.text.is_empty() && (!source.text.ends_with('\n') || source.text.ends_with("\n\n")) {
            complaints.push(format!("{} does not end with one line feed", source.path));
        }
    }
    report("tabs, blanks at a line's end, ends of files", complaints);
}

#[test]
fn what_is_put_off_has_a_reason() {
    // Spelt in two parts, since this file is under the rule too.
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
    let bare = |_: &Source, line: &str| {
        marks.iter().any(|mark| has_word(line, mark) && !line.contains(&format!("{mark}(")))
    };
    report("put off without `(reason)`", lines_that(Source::is_written_by_hand, bare));
}

#[test]
fn no_path_of_somebodys_machine() {
    let roots = [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/Us", "ers/"), concat!("/wo", "rk/")];
    let local = |_: &Source, line: &str| {
        roots.iter().any(|root| {
            line.match_indices(root).any(|(at, _)| {
                // `docs/home/x` is a path of the repository; a path from the root has no name before it.
                !line[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || "._-".contains(c))
            })
        })
    };
    report("paths of one machine", lines_that(|_| true, local));
}

#[test]
fn each_file_says_what_it_is() {
    let silent = |source: &&Source| source.is("rs") && !source.text.starts_with("//!");
    let complaints = sources().iter().filter(silent).map(|source| source.path.clone()).collect();
    report("no `//!` at the top", complaints);
}

#[test]
fn built_in_javascript_says_what_it_is() {
    let silent = |source: &&Source| {
        source.is_within(&["js/src/"]) && source.is("js") && !source.text.starts_with("//")
    };
    let complaints = sources().iter().filter(silent).map(|source| source.path.clone()).collect();
    report("no comment at the top", complaints);
}

#[test]
fn no_test_is_switched_off_or_sleeps() {
    report("tests that are switched off", code_that(|_| true, |code| code.contains("#[ignore")));
    let elsewhere = |source: &Source| source.is_test() && SLEEPS.iter().all(|(path, _)| *path != source.path);
    report(
        "tests that sleep",
        code_that(elsewhere, |code| has_word(code, "sleep") && code.contains("sleep(")),
    );
}

#[test]
fn the_rules_see_what_they_are_for() {
    assert_eq!(without_words(r#"let a = "// \" b"; // c"#), r#"let a = ""; "#);
    assert!(has_word("a unsafe {", "unsafe") && !has_word("unsafe_code", "unsafe"));
    assert_eq!(count_word("unsafe { a }; unsafe { unsafe_b }", "unsafe"), 2);
    let explained = ["// SAFETY: so", "let a =", "    unsafe {"];
    assert!(is_explained(&explained, 2));
    assert!(!is_explained(&["// No reason.", "unsafe {"], 1));
}
