//! What stands in documents: the JavaScript in them runs, the links in them lead somewhere.
//!
//! Rust in the documents is compiled and run as documentation of the crate of examples.

use std::fs;
use std::path::Path;

use evloop_tests::program;
use evloop_tests::root_dir;
use evloop_tests::runtime::for_each;

/// The blocks of a document in a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let opening = format!("```{language}\n");
    text.split(&opening)
        .skip(1)
        .filter_map(|rest| rest.split_once("```"))
        .map(|(code, _)| code.to_owned())
        .collect()
}

/// Each line of the chapter's program begins with its place in the order.
#[test]
fn the_chapters_program_runs_in_the_order_that_it_says() {
    let text = fs::read_to_string(root_dir().join("docs/how-an-event-loop-works.md")).unwrap();
    let programs = blocks(&text, "js");
    assert_eq!(programs.len(), 1);
    for_each(|runtime| {
        let outcome = program::run(runtime.evaluates("-e", &programs[0]));
        let order: Vec<&str> = outcome.stdout.lines().filter_map(|line| line.get(..1)).collect();
        assert_eq!(order, ["1", "2", "3", "4", "5", "6"], "{runtime}: {outcome:?}");
    });
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut broken = Vec::new();
    let mut documents = vec![root_dir().join("README.md"), root_dir().join("ARCHITECTURE.md")];
    for folder in ["docs", "docs/decisions"] {
        let entries = fs::read_dir(root_dir().join(folder)).unwrap();
        documents.extend(entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()));
    }
    for document in documents {
        let text = fs::read_to_string(&document).unwrap();
        let here = document.parent().unwrap_or(Path::new("."));
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            let path = link.split('#').next().unwrap_or_default();
            if !link.contains("://") && !path.is_empty() && !here.join(path).exists() {
                broken.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(broken.is_empty(), "links that lead nowhere:\n  {}", broken.join("\n  "));
}

#[test]
fn blocks_are_found() {
    assert_eq!(blocks("a\n```js\nb\n```\nc\n```rust\nd\n```\n", "js"), ["b\n"]);
}

/// `FILE::TEST` in the table of libuv's functions is a test that exists: in `runtime/tests` if no folder is said.
#[test]
fn the_tests_that_the_table_of_libuv_names_exist() {
    let text = fs::read_to_string(root_dir().join("docs/libuv.md")).unwrap();
    let named: Vec<_> =
        text.split('`').skip(1).step_by(2).filter_map(|word| word.split_once(".rs::")).collect();
    assert!(named.len() > 80, "these are not all: {}", named.len());
    let exists = |&(file, test): &(&str, &str)| {
        let path = if file.contains('/') { format!("{file}.rs") } else { format!("runtime/tests/{file}.rs") };
        fs::read_to_string(root_dir().join(path)).is_ok_and(|text| text.contains(&format!("fn {test}()")))
    };
    let missing: Vec<_> = named.iter().filter(|named| !exists(named)).collect();
    assert!(missing.is_empty(), "no such tests: {missing:?}");
}
