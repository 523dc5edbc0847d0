//! `package.json`: read once for each folder.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::error::LoadError;
use super::json::Json;

/// What the loader wants to know of a package.
#[derive(Debug)]
pub(crate) struct Package {
    /// Where its `package.json` is.
    pub(crate) config: PathBuf,
    /// Its own name, by which it may refer to itself.
    pub(crate) name: Option<String>,
    /// The file that stands for it.
    pub(crate) main: Option<String>,
    /// True if `type` is `module`, false if it is `commonjs`, None if the package does not say.
    pub(crate) is_module: Option<bool>,
    /// What it shows to others; None also for `null`, which means the same.
    pub(crate) exports: Option<Json>,
    /// What `#` names mean inside of it.
    pub(crate) imports: Option<Json>,
}

impl Package {
    /// The folder that the package is.
    pub(crate) fn folder(&self) -> &Path {
        self.config.parent().unwrap_or(&self.config)
    }

    fn parse(config: PathBuf, text: &str) -> Result<Package, LoadError> {
        let Some(json @ Json::Object(_)) = Json::parse(text) else {
            return Err(LoadError::InvalidPackageConfig { config, importing: None });
        };
        let text_of = |name| json.get(name).and_then(Json::text).map(str::to_owned);
        let map_of = |name| json.get(name).filter(|value| **value != Json::Null).cloned();
        Ok(Package {
            name: text_of("name"),
            main: text_of("main"),
            is_module: match json.get("type").and_then(Json::text) {
                Some("module") => Some(true),
                Some("commonjs") => Some(false),
                _ => None,
            },
            exports: map_of("exports"),
            imports: map_of("imports").filter(|value| matches!(value, Json::Object(_))),
            config,
        })
    }
}

/// The packages met so far. That a folder has no `package.json` is not remembered: a program may be about to write it.
#[derive(Default)]
pub(crate) struct Packages {
    known: RefCell<HashMap<PathBuf, Rc<Package>>>,
}

impl Packages {
    /// The package that a folder is; None if it has no `package.json`.
    pub(crate) fn of_folder(&self, folder: &Path) -> Result<Option<Rc<Package>>, LoadError> {
        if let Some(package) = self.known.borrow().get(folder) {
            return Ok(Some(Rc::clone(package)));
        }
        let config = folder.join("package.json");
        let Ok(bytes) = fs::read(&config) else { return Ok(None) };
        let package = Rc::new(Package::parse(config, &String::from_utf8_lossy(&bytes))?);
        self.known.borrow_mut().insert(folder.to_owned(), Rc::clone(&package));
        Ok(Some(package))
    }

    /// The package that a file belongs to: the nearest `package.json` above it, but never one above a `node_modules`.
    pub(crate) fn of_file(&self, file: &Path) -> Result<Option<Rc<Package>>, LoadError> {
        for folder in file.ancestors().skip(1) {
            if folder.file_name().is_some_and(|name| name == "node_modules") {
                return Ok(None);
            }
            if let Some(package) = self.of_folder(folder)? {
                return Ok(Some(package));
            }
        }
        Ok(None)
    }
}
