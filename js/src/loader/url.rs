//! Files as `file:` URLs, which is how modules are named, and the little arithmetic on paths that comes with it.

use std::path::{Component, Path, PathBuf};

/// The `file:` URL of an absolute path.
pub(crate) fn from_path(path: &Path) -> String {
    let mut url = String::from("file://");
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'%' | b'\\' => url.push_str(&format!("%{byte:02X}")),
            _ => push_encoded(&mut url, byte),
        }
    }
    url
}

/// Appends a byte of a path, escaped if a URL may not hold it there.
fn push_encoded(url: &mut String, byte: u8) {
    let plain = byte.is_ascii_graphic()
        && !matches!(byte, b'"' | b'#' | b'<' | b'>' | b'?' | b'^' | b'`' | b'{' | b'}');
    match plain {
        true => url.push(char::from(byte)),
        false => url.push_str(&format!("%{byte:02X}")),
    }
}

/// The path that a `file:` URL names, without its query and fragment. None for other URLs and other hosts' files.
pub(crate) fn to_path(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("file://")?;
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    rest.starts_with('/').then(|| PathBuf::from(decode(split_suffix(rest).0)))
}

/// A path and its query and fragment: `/a?b#c` is `/a` and `?b#c`.
pub(crate) fn split_suffix(text: &str) -> (&str, &str) {
    text.split_at(text.find(['?', '#']).unwrap_or(text.len()))
}

/// Resolves a relative or absolute path reference (`./a%20b.mjs?query`) against a folder: the URL.
pub(crate) fn join(folder: &Path, reference: &str) -> String {
    let (path, suffix) = split_suffix(reference);
    let mut encoded = String::new();
    path.bytes().for_each(|byte| push_encoded(&mut encoded, byte));
    let base = from_path(folder);
    let mut segments: Vec<&str> =
        if path.starts_with('/') { Vec::new() } else { base[7..].split('/').skip(1).collect() };
    segments.retain(|segment| !segment.is_empty());
    for segment in encoded.split('/') {
        match segment.to_ascii_lowercase().replace("%2e", ".").as_str() {
            "" | "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    // What ends in a slash, or in a dot segment, names a folder.
    let last = encoded.rsplit('/').next().unwrap_or_default();
    let slash = if matches!(last, "" | "." | "..") && !segments.is_empty() { "/" } else { "" };
    format!("file:///{}{slash}{suffix}", segments.join("/"))
}

/// Undoes percent-encoding.
pub(crate) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.filter(|_| *first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A path without `.` and `..`, by its text alone.
pub(crate) fn normalize(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(clean.pop()),
            other => clean.push(other),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for path in ["/a/b.mjs", "/with space/50%/q?x#y", "/ü/日本/a+b&c=d", "/a\\b/\"<>`{}^"] {
            let url = from_path(Path::new(path));
            assert!(url.is_ascii() && !url.contains(' '), "{url}");
            assert_eq!(to_path(&url), Some(PathBuf::from(path)), "{url}");
        }
    }

    #[test]
    fn references_are_joined_as_urls() {
        let join = |reference| join(Path::new("/a/b"), reference);
        assert_eq!(join("./c.mjs"), "file:///a/b/c.mjs");
        assert_eq!(join("../c d.mjs?q=1#x"), "file:///a/c%20d.mjs?q=1#x");
        assert_eq!(join("/x/./y/../z"), "file:///x/z");
        assert_eq!(join("."), "file:///a/b/");
        assert_eq!(join("../../.."), "file:///");
        assert_eq!(join("./c%20d"), "file:///a/b/c%20d");
    }

    #[test]
    fn other_urls_are_no_files() {
        assert_eq!(to_path("https://x/y"), None);
        assert_eq!(to_path("file://other/y"), None);
    }
}
