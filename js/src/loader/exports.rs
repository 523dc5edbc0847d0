//! The `exports` and `imports` maps of packages: from a subpath or a `#` name, by conditions and patterns, to a file.

use std::path::{Path, PathBuf};

use super::error::LoadError;
use super::json::Json;
use super::package::Package;
use super::url;

/// Which branches of a map are taken, besides `default`. In a map the order of the branches decides, not this one.
pub(crate) type Conditions = &'static [&'static str];

/// For `require`.
pub(crate) const REQUIRE: Conditions = &["node", "require", "module-sync"];
/// For `import`.
pub(crate) const IMPORT: Conditions = &["node", "import", "module-sync"];

/// Where a map leads.
#[derive(Debug, PartialEq)]
pub(crate) enum Target {
    /// To a file of the package.
    File(PathBuf),
    /// To another package, or to a built-in module; only `imports` may do that.
    Package(String),
}

/// One look into a map, for one importer.
pub(crate) struct Lookup<'p> {
    /// Whose map it is.
    pub(crate) package: &'p Package,
    /// The conditions that hold.
    pub(crate) conditions: Conditions,
    /// Who asks, if the message shall say so.
    pub(crate) importer: Option<&'p Path>,
}

impl Lookup<'_> {
    /// The file that the package shows at `subpath`, which is `.` or begins with `./`.
    pub(crate) fn exports(&self, exports: &Json, subpath: &str) -> Result<PathBuf, LoadError> {
        let found = match shape_of(exports) {
            Shape::Mixed => {
                let config = self.package.config.clone();
                return Err(LoadError::InvalidPackageConfig { config, importing: None });
            }
            Shape::Subpaths => self.in_map(exports, subpath, "exports")?,
            Shape::Main if subpath == "." => self.target(exports, None, ".", "exports")?,
            Shape::Main => None,
        };
        match found.flatten() {
            Some(Target::File(file)) => Ok(file),
            _ => Err(LoadError::PathNotExported {
                subpath: subpath.to_owned(),
                config: self.package.config.clone(),
                importer: self.importer(),
            }),
        }
    }

    /// What a `#` name means inside of the package; None if it means nothing.
    pub(crate) fn imports(&self, imports: &Json, name: &str) -> Result<Option<Target>, LoadError> {
        Ok(self.in_map(imports, name, "imports")?.flatten())
    }

    fn importer(&self) -> Option<PathBuf> {
        self.importer.map(Path::to_owned)
    }

    /// Looks a key up, and then the patterns, of which the one with the longest part before its `*` wins.
    ///
    /// As below, None means that nothing was said, and `Some(None)` that it was forbidden by a `null`.
    fn in_map(
        &self,
        map: &Json,
        key: &str,
        field: &'static str,
    ) -> Result<Option<Option<Target>>, LoadError> {
        if let Some(target) = map.get(key).filter(|_| !key.contains('*') && !key.ends_with('/')) {
            return self.target(target, None, key, field);
        }
        let Json::Object(members) = map else { return Ok(None) };
        let mut best: Option<(&str, &str, &Json, &str)> = None;
        for (pattern, target) in members {
            let Some((head, tail)) = pattern.split_once('*') else { continue };
            let fits =
                key.starts_with(head) && key.ends_with(tail) && key.len() >= pattern.len() && key != head;
            let better =
                best.is_none_or(|(other, _, _, old)| (head.len(), pattern.len()) > (other.len(), old.len()));
            if fits && better && !tail.contains('*') {
                best = Some((head, &key[head.len()..key.len() - tail.len()], target, pattern));
            }
        }
        match best {
            Some((_, matched, target, pattern)) => self.target(target, Some((matched, key)), pattern, field),
            None => Ok(None),
        }
    }

    /// Follows a target. `matched` is what stood for the `*` of the pattern, and the whole key that was asked for.
    fn target(
        &self,
        target: &Json,
        matched: Option<(&str, &str)>,
        key: &str,
        field: &'static str,
    ) -> Result<Option<Option<Target>>, LoadError> {
        match target {
            Json::String(text) => self.text_target(text, matched, key, field).map(|found| Some(Some(found))),
            Json::Null => Ok(Some(None)),
            Json::Object(branches) => {
                for (condition, branch) in branches {
                    if condition == "default" || self.conditions.contains(&condition.as_str()) {
                        let found = self.target(branch, matched, key, field)?;
                        if found.is_some() {
                            return Ok(found);
                        }
                    }
                }
                Ok(None)
            }
            Json::Array(choices) => {
                let mut last = Ok(Some(None));
                for choice in choices {
                    last = self.target(choice, matched, key, field);
                    let next = matches!(last, Ok(None | Some(None)) | Err(LoadError::InvalidTarget { .. }));
                    if !next {
                        break;
                    }
                }
                last
            }
            Json::Bool | Json::Number => Err(self.invalid(field, "false", key)),
        }
    }

    fn text_target(
        &self,
        text: &str,
        matched: Option<(&str, &str)>,
        key: &str,
        field: &'static str,
    ) -> Result<Target, LoadError> {
        let quoted = format!("\"{text}\"");
        let fill = |text: &str| match matched {
            Some((part, _)) => text.replace('*', part),
            None => text.to_owned(),
        };
        let Some(inside) = text.strip_prefix("./") else {
            let is_path = text.starts_with("../") || text.starts_with('/');
            // Other URLs name nothing that a package could have.
            let is_url = text.contains("://") && !text.starts_with("node:");
            if field == "imports" && !is_path && !is_url {
                return Ok(Target::Package(fill(text)));
            }
            return Err(self.invalid(field, &quoted, key));
        };
        if leaves_package(inside) {
            return Err(self.invalid(field, &quoted, key));
        }
        if let Some((part, asked)) = matched.filter(|(part, _)| leaves_package(part)) {
            let _ = part;
            let config = self.package.config.display();
            return Err(LoadError::InvalidSpecifier {
                specifier: asked.to_owned(),
                reason: format!(
                    "request is not a valid match in pattern \"{key}\" for the \"{field}\" resolution of {config}"
                ),
                importer: self.importer(),
            });
        }
        let lower = fill(inside).to_ascii_lowercase();
        if lower.contains("%2f") || lower.contains("%5c") {
            return Err(LoadError::InvalidSpecifier {
                specifier: fill(text),
                reason: "must not include encoded \"/\" or \"\\\" characters".to_owned(),
                importer: self.importer(),
            });
        }
        // Targets are URLs: what is percent-encoded in them is meant decoded.
        let file = format!("{}/{}", self.package.folder().display(), url::decode(&fill(inside)));
        Ok(Target::File(PathBuf::from(file)))
    }

    fn invalid(&self, field: &'static str, target: &str, key: &str) -> LoadError {
        LoadError::InvalidTarget {
            field,
            target: target.to_owned(),
            key: key.to_owned(),
            config: self.package.config.clone(),
            importer: self.importer(),
        }
    }
}

enum Shape {
    /// One target for the package itself.
    Main,
    /// A map of subpaths.
    Subpaths,
    /// Both at once, which is a mistake.
    Mixed,
}

fn shape_of(exports: &Json) -> Shape {
    let Json::Object(members) = exports else { return Shape::Main };
    let dotted = members.iter().filter(|(key, _)| key.starts_with('.')).count();
    match dotted {
        0 => Shape::Main,
        all if all == members.len() => Shape::Subpaths,
        _ => Shape::Mixed,
    }
}

/// True if a path has a segment by which it could climb out of its package, also in disguise.
fn leaves_package(path: &str) -> bool {
    path.split(['/', '\\']).any(|segment| {
        let segment = url::decode(segment).to_ascii_lowercase();
        matches!(segment.as_str(), "." | ".." | "node_modules")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package() -> Package {
        Package {
            config: PathBuf::from("/p/package.json"),
            name: None,
            main: None,
            is_module: None,
            exports: None,
            imports: None,
        }
    }

    fn exports(map: &str, subpath: &str, conditions: Conditions) -> Result<String, &'static str> {
        let lookup = Lookup { package: &package(), conditions, importer: None };
        let found = lookup.exports(&Json::parse(map).unwrap(), subpath);
        found.map(|file| file.display().to_string()).map_err(|error| error.code())
    }

    #[test]
    fn the_order_of_the_map_decides() {
        let map = r#"{"import": "./i.mjs", "require": "./r.cjs", "default": "./d.js"}"#;
        assert_eq!(exports(map, ".", REQUIRE), Ok("/p/r.cjs".into()));
        assert_eq!(exports(map, ".", IMPORT), Ok("/p/i.mjs".into()));
        let map =
            r#"{".": [{"browser": "./b.js"}, "bad", {"default": {"import": "./i.js", "node": "./n.js"}}]}"#;
        assert_eq!(exports(map, ".", REQUIRE), Ok("/p/n.js".into()));
        assert_eq!(exports(map, ".", IMPORT), Ok("/p/i.js".into()));
    }

    #[test]
    fn the_longest_pattern_wins_and_null_forbids() {
        let map =
            r#"{"./a/*": "./x/*.js", "./a/b/*.js": "./y/*/*.js", "./a/secret/*": null, "./e": "./e.js"}"#;
        assert_eq!(exports(map, "./a/q/r", REQUIRE), Ok("/p/x/q/r.js".into()));
        assert_eq!(exports(map, "./a/b/c.js", REQUIRE), Ok("/p/y/c/c.js".into()));
        assert_eq!(exports(map, "./a/secret/c", REQUIRE), Err("ERR_PACKAGE_PATH_NOT_EXPORTED"));
        assert_eq!(exports(map, "./e", REQUIRE), Ok("/p/e.js".into()));
        assert_eq!(exports(map, "./f", REQUIRE), Err("ERR_PACKAGE_PATH_NOT_EXPORTED"));
        assert_eq!(exports(map, ".", REQUIRE), Err("ERR_PACKAGE_PATH_NOT_EXPORTED"));
    }

    #[test]
    fn nothing_leads_out_of_the_package() {
        for target in ["../x.js", "/x.js", "x.js", "./a/../../x.js", "./node_modules/x.js", "./%2e%2E/x.js"] {
            let map = format!(r#"{{"./a": "{target}"}}"#);
            assert_eq!(exports(&map, "./a", REQUIRE), Err("ERR_INVALID_PACKAGE_TARGET"), "{target}");
        }
        let map = r#"{"./a/*": "./x/*"}"#;
        assert_eq!(exports(map, "./a/../b", REQUIRE), Err("ERR_INVALID_MODULE_SPECIFIER"));
        assert_eq!(
            exports(r#"{"./a": "./a", "b": "./b"}"#, "./a", REQUIRE),
            Err("ERR_INVALID_PACKAGE_CONFIG")
        );
    }

    #[test]
    fn imports_may_lead_to_packages() {
        let lookup = Lookup { package: &package(), conditions: IMPORT, importer: None };
        let map = Json::parse(r##"{"#dep": "other/x", "#in/*": "./lib/*.js", "#out": "../x"}"##).unwrap();
        assert_eq!(lookup.imports(&map, "#dep").unwrap(), Some(Target::Package("other/x".into())));
        assert_eq!(lookup.imports(&map, "#in/a").unwrap(), Some(Target::File("/p/lib/a.js".into())));
        assert_eq!(lookup.imports(&map, "#none").unwrap(), None);
        assert_eq!(lookup.imports(&map, "#out").unwrap_err().code(), "ERR_INVALID_PACKAGE_TARGET");
    }
}
