//! From the name that a program writes to the file that it means: Node's rules for `require` and for `import`.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::LoadError;
use super::exports::{Conditions, IMPORT, Lookup, REQUIRE, Target};
use super::package::Packages;
use super::url;

/// What a name leads to.
#[derive(Debug, PartialEq)]
pub(crate) enum Resolved {
    /// A file, by its real path.
    File(PathBuf),
    /// A built-in module, by its id without `node:`.
    Builtin(String),
}

/// What `require` adds to a name in search of a file.
pub(crate) const EXTENSIONS: &[&str] = &[".js", ".json", ".node"];

/// A call of `require`.
pub(crate) struct Request<'r> {
    /// The packages met so far.
    pub(crate) packages: &'r Packages,
    /// What is built in and open to programs.
    pub(crate) is_builtin: fn(&str) -> bool,
    /// The extensions to try.
    pub(crate) extensions: &'r [&'r str],
    /// The name to look for.
    pub(crate) name: &'r str,
    /// The file that asks; None if it is not a file.
    pub(crate) parent: Option<&'r Path>,
}

impl Request<'_> {
    /// Finds what is meant. Relative names start at `folder`, others are looked for in `node_modules`, the folders to
    /// search in order.
    pub(crate) fn resolve(&self, folder: &Path, node_modules: &[PathBuf]) -> Result<Resolved, LoadError> {
        if is_path(self.name) {
            let path = folder.join(self.name);
            let found = self.file_or_folder(&path, names_folder(self.name))?;
            return found.map(Resolved::File).ok_or_else(|| self.not_found());
        }
        if let Some(found) = self.inside_own_package()? {
            return Ok(found);
        }
        for folder in node_modules {
            if let Some(file) = self.in_node_modules(folder)? {
                return Ok(Resolved::File(file));
            }
        }
        Err(self.not_found())
    }

    fn not_found(&self) -> LoadError {
        LoadError::NotFound { request: self.name.to_owned() }
    }

    /// `#` names, and the package's own name.
    fn inside_own_package(&self) -> Result<Option<Resolved>, LoadError> {
        let Some(parent) = self.parent else { return Ok(None) };
        let is_import = self.name.starts_with('#');
        let Some(package) = self.packages.of_file(parent)? else { return Ok(None) };
        if is_import && package.imports.is_some() {
            let search = Search { packages: self.packages, is_builtin: self.is_builtin, conditions: REQUIRE };
            return match search.import_name(self.name, parent)? {
                Place::Builtin(id) => Ok(Some(Resolved::Builtin(id))),
                Place::File(file) => self.exported(&file, package.folder()).map(Some),
            };
        }
        let (Some(exports), Some(name)) = (&package.exports, &package.name) else { return Ok(None) };
        let Some(rest) = self.name.strip_prefix(name.as_str()) else { return Ok(None) };
        if !rest.is_empty() && !rest.starts_with('/') {
            return Ok(None);
        }
        let lookup = Lookup { package: &package, conditions: REQUIRE, importer: None };
        let file = lookup.exports(exports, &format!(".{rest}"))?;
        self.exported(&file, package.folder()).map(Some)
    }

    /// A file that a map has named: it must be there, nothing is added to its name.
    fn exported(&self, file: &Path, package: &Path) -> Result<Resolved, LoadError> {
        match file.is_file() {
            true => Ok(Resolved::File(real_path(file))),
            false => Err(LoadError::ExportMissing { file: file.to_owned(), package: package.to_owned() }),
        }
    }

    fn in_node_modules(&self, folder: &Path) -> Result<Option<PathBuf>, LoadError> {
        // One look at the folder saves many at what is not in it.
        if !folder.is_dir() {
            return Ok(None);
        }
        if let Some((name, subpath)) = split_package_name(self.name) {
            let home = folder.join(name);
            let package = self.packages.of_folder(&home)?;
            if let Some((package, exports)) = package.as_ref().and_then(|it| Some((it, it.exports.as_ref()?)))
            {
                let lookup = Lookup { package, conditions: REQUIRE, importer: None };
                let file = lookup.exports(exports, &subpath)?;
                return match self.exported(&file, &home)? {
                    Resolved::File(file) => Ok(Some(file)),
                    Resolved::Builtin(_) => Ok(None),
                };
            }
        }
        self.file_or_folder(&folder.join(self.name), names_folder(self.name))
    }

    /// `require`'s guesses: the file itself, with an extension, the folder's package, its index.
    pub(crate) fn file_or_folder(
        &self,
        path: &Path,
        folder_only: bool,
    ) -> Result<Option<PathBuf>, LoadError> {
        let path = &url::normalize(path);
        let kind = fs::metadata(path);
        if !folder_only {
            if kind.as_ref().is_ok_and(|kind| !kind.is_dir()) {
                return Ok(Some(real_path(path)));
            }
            if let Some(file) = self.with_extension(path) {
                return Ok(Some(file));
            }
        }
        match kind.is_ok_and(|kind| kind.is_dir()) {
            true => self.folder(path),
            false => Ok(None),
        }
    }

    fn with_extension(&self, path: &Path) -> Option<PathBuf> {
        let mut name = path.as_os_str().to_owned();
        let length = name.len();
        for extension in self.extensions {
            name.push(extension);
            if is_file(Path::new(&name)) {
                return Some(real_path(Path::new(&name)));
            }
            let text = name.into_string().ok()?;
            name = text[..length].into();
        }
        None
    }

    fn folder(&self, folder: &Path) -> Result<Option<PathBuf>, LoadError> {
        let index = || self.with_extension(&folder.join("index"));
        let Some(package) = self.packages.of_folder(folder)? else { return Ok(index()) };
        let Some(main) = package.main.as_deref().filter(|main| !main.is_empty()) else { return Ok(index()) };
        let path = url::normalize(&folder.join(main));
        if is_file(&path) {
            return Ok(Some(real_path(&path)));
        }
        let found = self.with_extension(&path).or_else(|| self.with_extension(&path.join("index")));
        if let Some(file) = found.or_else(index) {
            return Ok(Some(file));
        }
        let (config, request) = (package.config.clone(), self.name.to_owned());
        Err(LoadError::MainMissing { file: path, config, request })
    }
}

/// The `node_modules` folders in which a file of `folder` looks for packages, nearest first.
pub(crate) fn node_modules_above(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let own = |folder: &&Path| folder.file_name().is_none_or(|name| name != "node_modules");
    folder.ancestors().filter(own).map(|folder| folder.join("node_modules"))
}

/// Where a URL of `import` leads, before the file is looked at.
enum Place {
    File(PathBuf),
    Builtin(String),
}

/// A search by the rules of `import`.
pub(crate) struct Search<'s> {
    /// The packages met so far.
    pub(crate) packages: &'s Packages,
    /// What is built in and open to programs.
    pub(crate) is_builtin: fn(&str) -> bool,
    /// The conditions that hold in maps.
    pub(crate) conditions: Conditions,
}

impl<'s> Search<'s> {
    /// For an `import`.
    pub(crate) fn for_import(packages: &'s Packages, is_builtin: fn(&str) -> bool) -> Search<'s> {
        Search { packages, is_builtin, conditions: IMPORT }
    }

    /// The URL that `importer`, a file, means by `specifier`: `file:`, `node:` or `data:`.
    pub(crate) fn url(&self, specifier: &str, importer: &Path) -> Result<String, LoadError> {
        let folder = importer.parent().unwrap_or(importer);
        if is_path(specifier) {
            return self.finish(&url::join(folder, specifier), importer);
        }
        if specifier.starts_with("node:") {
            return match (self.is_builtin)(specifier) {
                true => Ok(specifier.to_owned()),
                false => Err(LoadError::UnknownBuiltin { id: specifier.to_owned() }),
            };
        }
        if specifier.starts_with("file:") {
            return match url::to_path(specifier) {
                Some(_) => self.finish(specifier, importer),
                None => Err(LoadError::UnsupportedScheme { scheme: "file:".to_owned() }),
            };
        }
        if let Some(scheme) = scheme_of(specifier) {
            return match scheme {
                "data:" => Ok(specifier.to_owned()),
                _ => Err(LoadError::UnsupportedScheme { scheme: scheme.to_owned() }),
            };
        }
        let place = match specifier.starts_with('#') {
            true => self.import_name(specifier, importer)?,
            false => self.package(specifier, importer)?,
        };
        match place {
            Place::Builtin(id) => Ok(format!("node:{id}")),
            Place::File(file) => self.finish(&url::from_path(&file), importer),
        }
    }

    /// Looks whether a file is there, and follows symbolic links: one file is one module.
    fn finish(&self, reference: &str, importer: &Path) -> Result<String, LoadError> {
        let (path, suffix) = url::split_suffix(reference);
        let lower = path.to_ascii_lowercase();
        if lower.contains("%2f") || lower.contains("%5c") {
            let specifier = path.trim_start_matches("file://").to_owned();
            let reason = "must not include encoded \"/\" or \"\\\" characters".to_owned();
            return Err(LoadError::InvalidSpecifier {
                specifier,
                reason,
                importer: Some(importer.to_owned()),
            });
        }
        let file = url::to_path(path).unwrap_or_default();
        let importer = importer.to_owned();
        match fs::metadata(&file) {
            Ok(kind) if kind.is_dir() => {
                let folder = file.display().to_string();
                Err(LoadError::DirectoryImport { folder, importer, url: reference.to_owned() })
            }
            Ok(_) if !path.ends_with('/') => Ok(format!("{}{suffix}", url::from_path(&real_path(&file)))),
            _ => Err(LoadError::ModuleMissing { file, importer, url: reference.to_owned() }),
        }
    }

    /// What a `#` name means to `importer`.
    fn import_name(&self, name: &str, importer: &Path) -> Result<Place, LoadError> {
        if name == "#" {
            let reason = "is not a valid internal imports specifier name".to_owned();
            let importer = Some(importer.to_owned());
            return Err(LoadError::InvalidSpecifier { specifier: name.to_owned(), reason, importer });
        }
        let package = self.packages.of_file(importer)?;
        if let Some((package, imports)) = package.as_ref().and_then(|it| Some((it, it.imports.as_ref()?))) {
            let lookup = Lookup { package, conditions: self.conditions, importer: Some(importer) };
            match lookup.imports(imports, name)? {
                Some(Target::File(file)) => return Ok(Place::File(file)),
                Some(Target::Package(specifier)) => return self.package(&specifier, &package.config),
                None => {}
            }
        }
        Err(LoadError::ImportNotDefined {
            specifier: name.to_owned(),
            config: package.map(|package| package.config.clone()),
            importer: importer.to_owned(),
        })
    }

    /// A package by name: built in, the importer's own, or in some `node_modules` above it.
    fn package(&self, specifier: &str, importer: &Path) -> Result<Place, LoadError> {
        if (self.is_builtin)(specifier) {
            return Ok(Place::Builtin(specifier.trim_start_matches("node:").to_owned()));
        }
        let Some((name, subpath)) = split_package_name(specifier) else {
            let reason = "is not a valid package name".to_owned();
            let importer = Some(importer.to_owned());
            return Err(LoadError::InvalidSpecifier { specifier: specifier.to_owned(), reason, importer });
        };
        let explain = |error| match error {
            LoadError::InvalidPackageConfig { config, .. } => {
                let importing = Some((specifier.to_owned(), importer.to_owned()));
                LoadError::InvalidPackageConfig { config, importing }
            }
            other => other,
        };
        let own = self.packages.of_file(importer).map_err(explain)?;
        let own = own.filter(|package| package.name.as_deref() == Some(name) && package.exports.is_some());
        let package = match own {
            Some(own) => own,
            None => {
                let missing =
                    || LoadError::PackageMissing { name: name.to_owned(), importer: importer.to_owned() };
                let folder = importer.parent().unwrap_or(importer);
                let home =
                    node_modules_above(folder).map(|folder| folder.join(name)).find(|home| home.is_dir());
                let home = home.ok_or_else(missing)?;
                match self.packages.of_folder(&home).map_err(explain)? {
                    Some(package) => package,
                    None if subpath == "." => return self.legacy_main(&home, None, importer),
                    None => return Ok(Place::File(url::normalize(&home.join(&subpath)))),
                }
            }
        };
        if let Some(exports) = &package.exports {
            let lookup = Lookup { package: &package, conditions: self.conditions, importer: Some(importer) };
            return lookup.exports(exports, &subpath).map(Place::File);
        }
        match subpath.as_str() {
            "." => self.legacy_main(package.folder(), package.main.as_deref(), importer),
            _ => Ok(Place::File(url::normalize(&package.folder().join(url::decode(&subpath))))),
        }
    }

    /// The main file of a package that has no `exports`.
    fn legacy_main(&self, folder: &Path, main: Option<&str>, importer: &Path) -> Result<Place, LoadError> {
        let tries = ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node"];
        let of_main = main.into_iter().flat_map(|main| tries.iter().map(move |end| format!("{main}{end}")));
        let of_index = EXTENSIONS.iter().map(|extension| format!("index{extension}"));
        let mut names = of_main.chain(of_index).map(|name| url::normalize(&folder.join(name)));
        let missing = || {
            let name = url::normalize(&folder.join(main.unwrap_or("index.js"))).display().to_string();
            LoadError::PackageMissing { name, importer: importer.to_owned() }
        };
        names.find(|name| is_file(name)).map(Place::File).ok_or_else(missing)
    }
}

/// True for names that say where the file is, instead of what it is called.
pub(crate) fn is_path(name: &str) -> bool {
    let first = name.split('/').next().unwrap_or_default();
    name.starts_with('/') || first == "." || first == ".."
}

/// True for paths that can only mean a folder.
fn names_folder(name: &str) -> bool {
    matches!(name.rsplit('/').next(), Some("" | "." | ".."))
}

/// A package's name and the rest as a subpath: `@a/b/c` is `@a/b` and `./c`. None if no package can be called so.
pub(crate) fn split_package_name(specifier: &str) -> Option<(&str, String)> {
    let slashes = if specifier.starts_with('@') { 2 } else { 1 };
    let end = specifier.match_indices('/').nth(slashes - 1).map_or(specifier.len(), |(at, _)| at);
    let (name, rest) = specifier.split_at(end);
    let has_scope = !name.starts_with('@') || name.contains('/');
    let fine = !name.is_empty() && has_scope && !name.starts_with('.') && !name.contains(['\\', '%']);
    fine.then(|| (name, format!(".{rest}")))
}

/// `foo:` of `foo:bar`, if it looks like a URL.
fn scheme_of(specifier: &str) -> Option<&str> {
    let colon = specifier.find(':')?;
    let scheme = &specifier[..colon];
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let fine = scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(is_part);
    fine.then(|| &specifier[..=colon])
}

fn is_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|kind| !kind.is_dir())
}

/// The path without symbolic links, by which a file is one module however it was reached.
pub(crate) fn real_path(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| url::normalize(path))
}

#[cfg(test)]
mod tests;
