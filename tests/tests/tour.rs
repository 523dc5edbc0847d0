//! The programs of the guided tour, and those that are to be explained, do what their pages say: under evloop, and under Node.

use std::collections::HashSet;
use std::fs;

use evloop_tests::program::{self, Running};
use evloop_tests::root_dir;
use evloop_tests::runtime::for_each;

/// A program of the tour: its file, the program's text, and what it prints, as the page has them.
struct Stop<'a> {
    file: &'a str,
    program: &'a str,
    prints: &'a str,
}

/// The text between the first `open` and the next `close`, and what follows.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<(&'a str, &'a str)> {
    text.split_once(open)?.1.split_once(close)
}

/// The page's programs in their order: a link to the file, its text, its output.
fn stops(page: &str) -> Vec<Stop<'_>> {
    let sections = page.split("\n## ").skip(1);
    sections
        .filter_map(|section| {
            let (file, rest) = between(section, "](../examples/tour/", "):\n")?;
            let (program, rest) = between(rest, "```js\n", "```\n")?;
            let (prints, _) = between(rest, "```text\n", "```\n")?;
            Some(Stop { file, program, prints })
        })
        .collect()
}

#[test]
fn programs_of_the_tour_print_what_its_page_says() {
    let page = fs::read_to_string(root_dir().join("docs/tour.md")).unwrap();
    let stops = stops(&page);
    assert_eq!(stops.len(), 10);
    for stop in &stops {
        let path = root_dir().join("examples/tour").join(stop.file);
        assert_eq!(fs::read_to_string(&path).unwrap(), stop.program, "{}", stop.file);
        for_each(|runtime| {
            let outcome = program::run(runtime.runs(&path));
            assert_eq!(outcome.stdout, stop.prints, "{} under {runtime}: {outcome:?}", stop.file);
            assert_eq!((outcome.stderr.as_str(), outcome.code), ("", 0), "{} under {runtime}", stop.file);
        });
    }
}

/// No program is forgotten by the page.
#[test]
fn the_tour_has_all_its_programs() {
    let page = fs::read_to_string(root_dir().join("docs/tour.md")).unwrap();
    let on_page: HashSet<_> = stops(&page).iter().map(|stop| stop.file.to_owned()).collect();
    let on_disk: HashSet<_> = fs::read_dir(root_dir().join("examples/tour"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(on_page, on_disk);
}

/// The words of a row of a table, cell by cell: what stands in `quotes`.
fn cells(row: &str) -> Vec<Vec<&str>> {
    row.trim_matches('|').split('|').map(|cell| cell.split('`').skip(1).step_by(2).collect()).collect()
}

/// The programs that are to be explained print the same everywhere before they hang, or end with the code that is written down.
#[test]
fn programs_to_be_explained_behave_as_written_down() {
    let expected = fs::read_to_string(root_dir().join("examples/explain/expected.md")).unwrap();
    let (causes, outputs) = expected.split_once("| Program | Prints |").expect("two tables");
    let rows: Vec<_> = outputs.lines().filter(|line| line.starts_with("| `")).map(cells).collect();
    assert_eq!(rows.len(), 10);
    for row in &rows {
        let (file, prints) = (row[0][0], &row[1]);
        let cause = causes.lines().find(|line| line.starts_with(&format!("| `{file}`"))).expect(file);
        let code: Option<i32> = cause.split('|').nth(3).and_then(|cell| cell.trim().parse().ok());
        for_each(|runtime| {
            let running = Running::start(runtime.runs(root_dir().join("examples/explain").join(file)));
            for said in prints {
                assert_eq!(running.says(&[said]), Some(*said), "{file} under {runtime}");
            }
            if let Some(code) = code {
                let outcome = running.finish();
                let lines: Vec<_> = outcome.stdout.lines().collect();
                assert_eq!((&lines, outcome.code), (prints, code), "{file} under {runtime}: {outcome:?}");
            }
        });
    }
}

#[test]
fn stops_and_cells_are_found() {
    let page =
        "# A\n\n## 1. B\n[x](../examples/tour/1-b.js):\n\n```js\nc\n```\nIt:\n```text\nd\ne\n```\nEnd.\n";
    let found = stops(page);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].file, found[0].program, found[0].prints), ("1-b.js", "c\n", "d\ne\n"));
    assert_eq!(cells("| `a` | b | `c`, and `d` |"), [vec!["a"], vec![], vec!["c", "d"]]);
}
