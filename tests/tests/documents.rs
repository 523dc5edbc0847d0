//! What stands in documents: the JavaScript in them runs, the links in them lead somewhere.
//!
//! Rust in the documents is compiled and run as documentation of the crate of examples.

use std::collections::HashSet;
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

/// A source file of the reactor, as far as its documentation goes.
struct Documented {
    path: String,
    /// Public functions and types.
    items: Vec<String>,
    /// Types with methods here, which may be declared elsewhere.
    extended: Vec<String>,
    /// The words of the examples.
    words: HashSet<String>,
}

impl Documented {
    fn read(path: String, text: &str) -> Documented {
        let mut file = Documented { path, items: Vec::new(), extended: Vec::new(), words: HashSet::new() };
        let mut within = false;
        for line in text.lines().map(str::trim_start) {
            if let Some(said) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) {
                if said.trim_start().starts_with("```") {
                    within = !within;
                } else if within {
                    file.words.extend(words(said).map(str::to_owned));
                }
            } else if let Some(item) = line.strip_prefix("pub ") {
                let declared = words(item).skip_while(|word| ["const", "unsafe", "async"].contains(word));
                if let [kind, name] = declared.take(2).collect::<Vec<_>>()[..]
                    && ["fn", "struct", "enum", "trait", "type"].contains(&kind)
                {
                    file.items.push(name.to_owned());
                }
            } else if let Some(extended) = line.strip_prefix("impl ") {
                file.extended.extend(words(extended).next().map(str::to_owned));
            }
        }
        file
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

fn documented(folder: &Path, under: &str, files: &mut Vec<Documented>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let name = format!("{under}{}", entry.file_name().display());
        // Models are tests.
        if entry.path().is_dir() && name != "models" {
            documented(&entry.path(), &format!("{name}/"), files);
        } else if name.ends_with(".rs") {
            files.push(Documented::read(name, &fs::read_to_string(entry.path()).unwrap()));
        }
    }
}

/// Each public function and type of the reactor is a word of an example: in the file that declares it or, if it is a method,
/// in the file of its type. That the examples run is what `cargo test --doc` sees to.
#[test]
fn public_items_of_the_reactor_have_examples() {
    let mut files = Vec::new();
    documented(&root_dir().join("runtime/src"), "", &mut files);
    let count: usize = files.iter().map(|file| file.items.len()).sum();
    assert!(count > 200, "these are not all: {count}");
    let is_shown = |item: &String, file: &Documented| {
        file.words.contains(item)
            || files.iter().any(|other| {
                file.extended.iter().any(|extended| other.items.contains(extended))
                    && other.words.contains(item)
            })
    };
    let missing: Vec<_> = files
        .iter()
        .flat_map(|file| {
            file.items.iter().filter(|item| !is_shown(item, file)).map(|item| (&file.path, item))
        })
        .collect();
    assert!(missing.is_empty(), "without an example: {missing:?}");
}

#[test]
fn items_and_examples_are_found() {
    let text = "/// A thing.\n/// ```\n/// let one = two();\n/// ```\n/// not three\npub struct Thing;\n\
                impl Thing {\n    pub const fn two() {}\n    pub(crate) fn three() {}\n}\n";
    let file = Documented::read("thing.rs".to_owned(), text);
    assert_eq!(
        (file.items, file.extended),
        (vec!["Thing".to_owned(), "two".to_owned()], vec!["Thing".to_owned()])
    );
    assert!(file.words.contains("two") && !file.words.contains("three"));
}
