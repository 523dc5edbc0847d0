//! The table of failure scenarios in `docs/scenarios.md`: what it names exists, and what bears a number is in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use evloop_tests::root_dir;

const PAGE: &str = "docs/scenarios.md";

/// Where tests are.
const FOLDERS: &[&str] = &["ffi", "runtime", "js", "examples", "tests"];

/// The letters of the chapters, and the first and the last scenario of each. (I is of HTTP, which is not there yet.)
const CHAPTERS: &[(char, u32, u32)] = &[
    ('a', 1, 12),
    ('b', 13, 28),
    ('c', 29, 58),
    ('d', 59, 70),
    ('e', 71, 84),
    ('f', 85, 92),
    ('g', 93, 110),
    ('h', 111, 122),
    ('j', 143, 160),
    ('k', 161, 168),
];

/// A row: its number, what is in its cell of tests, and the words in backquotes there.
struct Row {
    number: u32,
    tests: String,
}

impl Row {
    /// `FILE::TEST`, or the file of a program.
    fn names(&self) -> impl Iterator<Item = &str> {
        self.tests.split('`').skip(1).step_by(2).filter(|word| word.contains("::") || word.contains("/js/"))
    }
}

fn rows() -> Vec<Row> {
    let page = fs::read_to_string(root_dir().join(PAGE)).expect(PAGE);
    let row = |line: &str| {
        let cells: Vec<&str> = line.strip_prefix('|')?.split('|').map(str::trim).collect();
        Some(Row { number: cells.first()?.parse().ok()?, tests: cells.get(2)?.to_string() })
    };
    page.lines().filter_map(row).collect()
}

/// The numbers at the beginning of a test's name: 42 and 49 of `c42_c49_a_slow_reader`.
fn numbers(name: &str, separator: char) -> Vec<u32> {
    let number = |word: &str| {
        let letter = word.chars().next().filter(char::is_ascii_lowercase)?;
        let number: u32 = word[1..].parse().ok()?;
        chapter_of(number).is_some_and(|chapter| chapter == letter).then_some(number)
    };
    name.split(separator).map_while(number).collect()
}

fn chapter_of(number: u32) -> Option<char> {
    let chapter = CHAPTERS.iter().find(|(_, first, last)| (*first..=*last).contains(&number));
    chapter.map(|(letter, ..)| *letter)
}

/// All tests and twin programs that bear a number, as the table names them: `FILE::TEST`, or the program's file.
fn numbered() -> BTreeMap<String, Vec<u32>> {
    let mut found = BTreeMap::new();
    for folder in FOLDERS {
        collect(&root_dir().join(folder), folder, &mut found);
    }
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u32>>) {
    for entry in fs::read_dir(folder).expect("the repository can be read").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}/{name}");
        if entry.path().is_dir() {
            collect(&entry.path(), &path, found);
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(entry.path()).expect("a source file is text");
            for test in functions(&text).filter(|test| !numbers(test, '_').is_empty()) {
                found.insert(format!("{path}::{test}"), numbers(test, '_'));
            }
        } else if ["js", "mjs", "cjs"].iter().any(|kind| name.ends_with(&format!(".{kind}")))
            && !numbers(&name, '-').is_empty()
        {
            found.insert(path, numbers(&name, '-'));
        }
    }
}

fn functions(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.trim_start().strip_prefix("fn ")?.split(['(', '<']).next())
}

#[test]
fn the_tests_of_the_table_exist() {
    let mut missing = Vec::new();
    for row in rows() {
        for name in row.names() {
            let (file, test) = name.split_once("::").unwrap_or((name, ""));
            let text = fs::read_to_string(root_dir().join(file)).unwrap_or_default();
            if text.is_empty() || (!test.is_empty() && !functions(&text).any(|function| function == test)) {
                missing.push(format!("{}: {name}", row.number));
            }
        }
    }
    assert!(missing.is_empty(), "{PAGE} names what is not there:\n  {}\n", missing.join("\n  "));
}

#[test]
fn every_test_with_a_number_is_in_the_table() {
    let rows = rows();
    let mut missing = Vec::new();
    for (name, numbers) in numbered() {
        for number in numbers {
            let row = rows.iter().find(|row| row.number == number);
            if row.is_none_or(|row| row.names().all(|word| word != name)) {
                missing.push(format!("{number}: {name}"));
            }
        }
    }
    assert!(missing.is_empty(), "not in the rows of {PAGE}:\n  {}\n", missing.join("\n  "));
}

#[test]
fn every_scenario_has_one_row_with_tests_or_a_reason() {
    let rows = rows();
    for number in CHAPTERS.iter().flat_map(|(_, first, last)| *first..=*last) {
        let own: Vec<&Row> = rows.iter().filter(|row| row.number == number).collect();
        assert_eq!(own.len(), 1, "rows of scenario {number} in {PAGE}");
        assert!(!own[0].tests.is_empty(), "scenario {number} has neither a test nor a reason");
    }
}

#[test]
fn numbers_are_read_from_names() {
    assert_eq!(numbers("c42_c49_a_slow_reader", '_'), [42, 49]);
    assert_eq!(numbers("c55-timeouts.js", '-'), [55]);
    assert!(numbers("a55_of_another_chapter", '_').is_empty());
    assert!(numbers("a_test", '_').is_empty());
}
