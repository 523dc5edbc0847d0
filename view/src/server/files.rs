//! The page's files, as they are in the folder `page`: they come with the program, and need no other place.

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Name below the token, type, text.
pub(super) const FILES: &[(&str, &str, &str)] = &[
    ("", HTML, include_str!("../page/index.html")),
    ("style.css", CSS, include_str!("../page/style.css")),
    ("app.js", SCRIPT, include_str!("../page/app.js")),
    ("card.js", SCRIPT, include_str!("../page/card.js")),
    ("control.js", SCRIPT, include_str!("../page/control.js")),
    ("dom.js", SCRIPT, include_str!("../page/dom.js")),
    ("queues.js", SCRIPT, include_str!("../page/queues.js")),
    ("ring.js", SCRIPT, include_str!("../page/ring.js")),
    ("tables.js", SCRIPT, include_str!("../page/tables.js")),
    ("timeline.js", SCRIPT, include_str!("../page/timeline.js")),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_file_of_the_page_is_served() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/page");
        let is_part = |name: &String| [".html", ".css", ".js"].iter().any(|end| name.ends_with(end));
        let files =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let there: BTreeSet<String> = files.filter(is_part).collect();
        let served =
            FILES.iter().map(|(name, ..)| if name.is_empty() { "index.html" } else { name }.to_owned());
        assert_eq!(there, served.collect());
    }
}
