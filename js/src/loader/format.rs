//! What kind of module a file is.

use std::path::Path;

use super::error::LoadError;
use super::package::Packages;

/// How a file is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// A CommonJS module.
    CommonJs,
    /// An ECMAScript module.
    Module,
    /// JSON.
    Json,
    /// CommonJS, unless its syntax says otherwise: nothing else does.
    Detect,
}

/// The format of a file, by its extension and by the `type` of the package it belongs to. None if the extension is not
/// known.
pub(crate) fn of_file(packages: &Packages, file: &Path) -> Result<Option<Format>, LoadError> {
    let extension = file.extension().and_then(|extension| extension.to_str());
    Ok(match extension {
        Some("mjs") => Some(Format::Module),
        Some("cjs") => Some(Format::CommonJs),
        Some("json") => Some(Format::Json),
        Some("js") | None => Some(match packages.of_file(file)?.and_then(|package| package.is_module) {
            Some(true) => Format::Module,
            Some(false) => Format::CommonJs,
            None => Format::Detect,
        }),
        Some(_) => None,
    })
}
