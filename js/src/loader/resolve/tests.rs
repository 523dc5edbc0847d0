//! Resolution, tried on folders made for it.

use super::*;

/// A folder of files that goes when the test is over.
struct Files(PathBuf);

impl Files {
    fn new(test: &str, files: &[(&str, &str)]) -> Files {
        let root = std::env::temp_dir().join(format!("evloop-resolve-{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        for (name, text) in files {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Files(real_path(&root))
    }

    /// What `require(name)` finds from a file, relative to the root; or the error's code.
    fn require(&self, from: &str, name: &str) -> String {
        let parent = self.0.join(from);
        let folder = parent.parent().unwrap();
        let node_modules: Vec<PathBuf> = node_modules_above(folder).collect();
        let packages = Packages::default();
        let request = Request {
            packages: &packages,
            is_builtin: |id| matches!(id, "net" | "node:net"),
            extensions: EXTENSIONS,
            name,
            parent: Some(&parent),
        };
        match request.resolve(folder, &node_modules) {
            Ok(Resolved::File(file)) => file.strip_prefix(&self.0).unwrap().display().to_string(),
            Ok(Resolved::Builtin(id)) => format!("node:{id}"),
            Err(error) => error.code().to_owned(),
        }
    }

    /// The same for `import`.
    fn import(&self, from: &str, specifier: &str) -> String {
        let packages = Packages::default();
        let search = Search::for_import(&packages, |id| matches!(id, "net" | "node:net"));
        match search.url(specifier, &self.0.join(from)) {
            Ok(url) => url.replace(&url::from_path(&self.0), "").trim_start_matches('/').to_owned(),
            Err(error) => error.code().to_owned(),
        }
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn require_guesses_extensions_and_folders() {
    let files = Files::new(
        "guess",
        &[
            ("a.js", ""),
            ("b.json", "{}"),
            ("both.js", ""),
            ("both/index.js", ""),
            ("dir/index.json", "{}"),
            ("main/package.json", r#"{"main": "./lib/entry"}"#),
            ("main/lib/entry.js", ""),
            ("maindir/package.json", r#"{"main": "lib"}"#),
            ("maindir/lib/index.js", ""),
            ("lost/package.json", r#"{"main": "none.js"}"#),
            ("lost/index.js", ""),
            ("gone/package.json", r#"{"main": "none.js"}"#),
            ("bad/package.json", r#"{"main": "#),
            ("x.y", ""),
        ],
    );
    let cases = [
        ("./a", "a.js"),
        ("./a.js", "a.js"),
        ("./b", "b.json"),
        ("./both", "both.js"),
        ("./both/", "both/index.js"),
        ("./dir", "dir/index.json"),
        ("./dir/..", "MODULE_NOT_FOUND"),
        ("./main", "main/lib/entry.js"),
        ("./maindir", "maindir/lib/index.js"),
        ("./lost", "lost/index.js"),
        ("./gone", "MODULE_NOT_FOUND"),
        ("./bad", "ERR_INVALID_PACKAGE_CONFIG"),
        ("./x.y", "x.y"),
        ("./none", "MODULE_NOT_FOUND"),
        ("./a.js/", "MODULE_NOT_FOUND"),
        ("", "MODULE_NOT_FOUND"),
    ];
    for (name, expected) in cases {
        assert_eq!(files.require("t.js", name), expected, "{name}");
    }
    assert_eq!(files.require("main/lib/entry.js", "../../a"), "a.js");
    assert_eq!(files.require("main/lib/entry.js", ".."), "main/lib/entry.js");
}

#[test]
fn packages_are_looked_for_upwards() {
    let files = Files::new(
        "up",
        &[
            ("node_modules/far/index.js", ""),
            ("node_modules/@s/p/package.json", r#"{"main": "m.js"}"#),
            ("node_modules/@s/p/m.js", ""),
            ("node_modules/@s/p/sub/x.js", ""),
            ("node_modules/file.js", ""),
            ("a/b/node_modules/far/index.js", ""),
            ("a/b/node_modules/exp/package.json", r#"{"exports": {".": "./e.js", "./gone": "./gone.js"}}"#),
            ("a/b/node_modules/exp/e.js", ""),
        ],
    );
    assert_eq!(files.require("t.js", "far"), "node_modules/far/index.js");
    assert_eq!(files.require("a/b/t.js", "far"), "a/b/node_modules/far/index.js");
    assert_eq!(files.require("a/t.js", "far/index.js"), "node_modules/far/index.js");
    assert_eq!(files.require("a/t.js", "@s/p"), "node_modules/@s/p/m.js");
    assert_eq!(files.require("a/t.js", "@s/p/sub/x"), "node_modules/@s/p/sub/x.js");
    assert_eq!(files.require("a/t.js", "file"), "node_modules/file.js");
    assert_eq!(files.require("a/b/c/t.js", "exp"), "a/b/node_modules/exp/e.js");
    assert_eq!(files.require("a/b/c/t.js", "exp/e.js"), "ERR_PACKAGE_PATH_NOT_EXPORTED");
    assert_eq!(files.require("a/b/c/t.js", "exp/gone"), "MODULE_NOT_FOUND");
    assert_eq!(files.require("a/t.js", "exp"), "MODULE_NOT_FOUND");

    assert_eq!(files.import("a/b/t.mjs", "far"), "a/b/node_modules/far/index.js");
    assert_eq!(files.import("a/t.mjs", "@s/p"), "node_modules/@s/p/m.js");
    assert_eq!(files.import("a/t.mjs", "@s/p/sub/x"), "ERR_MODULE_NOT_FOUND");
    assert_eq!(files.import("a/t.mjs", "@s/p/sub/x.js"), "node_modules/@s/p/sub/x.js");
    assert_eq!(files.import("a/t.mjs", "none"), "ERR_MODULE_NOT_FOUND");
    assert_eq!(files.import("a/t.mjs", "@s"), "ERR_INVALID_MODULE_SPECIFIER");
}

#[test]
fn a_package_knows_itself_and_its_imports() {
    let files = Files::new(
        "self",
        &[
            (
                "p/package.json",
                r##"{"name": "me", "exports": {"./x": {"import": "./x.mjs", "require": "./x.cjs"}},
                     "imports": {"#in": "./in.js", "#net": "net", "#dep": "dep", "#bad": "../out.js"}}"##,
            ),
            ("p/x.mjs", ""),
            ("p/x.cjs", ""),
            ("p/in.js", ""),
            ("p/deep/t.js", ""),
            ("node_modules/dep/index.js", ""),
        ],
    );
    assert_eq!(files.require("p/deep/t.js", "me/x"), "p/x.cjs");
    assert_eq!(files.import("p/deep/t.js", "me/x"), "p/x.mjs");
    assert_eq!(files.require("p/deep/t.js", "me"), "ERR_PACKAGE_PATH_NOT_EXPORTED");
    assert_eq!(files.require("p/deep/t.js", "mean"), "MODULE_NOT_FOUND");
    for (name, expected) in [
        ("#in", "p/in.js"),
        ("#net", "node:net"),
        ("#dep", "node_modules/dep/index.js"),
        ("#bad", "ERR_INVALID_PACKAGE_TARGET"),
        ("#none", "ERR_PACKAGE_IMPORT_NOT_DEFINED"),
        ("#", "ERR_INVALID_MODULE_SPECIFIER"),
    ] {
        assert_eq!(files.require("p/deep/t.js", name), expected, "require {name}");
        assert_eq!(files.import("p/deep/t.js", name), expected, "import {name}");
    }
}

#[test]
fn import_takes_names_literally() {
    let files = Files::new("esm", &[("a b.mjs", ""), ("dir/index.js", ""), ("sub/t.mjs", "")]);
    for (specifier, expected) in [
        ("../a b.mjs", "a%20b.mjs"),
        ("../a%20b.mjs?v=1#x", "a%20b.mjs?v=1#x"),
        ("../dir", "ERR_UNSUPPORTED_DIR_IMPORT"),
        ("../dir/index", "ERR_MODULE_NOT_FOUND"),
        ("../dir%2findex.js", "ERR_INVALID_MODULE_SPECIFIER"),
        ("net", "node:net"),
        ("node:net", "node:net"),
        ("node:none", "ERR_UNKNOWN_BUILTIN_MODULE"),
        ("https://example.org/x.js", "ERR_UNSUPPORTED_ESM_URL_SCHEME"),
        ("data:text/javascript,1", "data:text/javascript,1"),
        (".hidden", "ERR_INVALID_MODULE_SPECIFIER"),
    ] {
        assert_eq!(files.import("sub/t.mjs", specifier), expected, "{specifier}");
    }
}

#[cfg(unix)]
#[test]
fn links_lead_to_one_module() {
    let files = Files::new("link", &[("real/x.js", ""), ("real/package.json", "{}")]);
    fs::create_dir(files.0.join("node_modules")).unwrap();
    std::os::unix::fs::symlink(files.0.join("real"), files.0.join("node_modules/linked")).unwrap();
    assert_eq!(files.require("t.js", "linked/x"), "real/x.js");
    assert_eq!(files.import("t.mjs", "linked/x.js"), "real/x.js");
}
