//! Which names a CommonJS module seems to export.
//!
//! `import { name } from './x.cjs'` is linked before the module runs, so its names are guessed from its text, by the
//! ways of writing that people and translators use. What is missed is still there in the default export.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::compile;
use super::lexer::{Token, tokens};
use super::package::Packages;
use super::resolve::{EXTENSIONS, Request, Resolved, node_modules_above};
use super::unescape::unescape;
use super::url;
use crate::rooms;

/// What a text seems to export.
#[derive(Debug, Default, PartialEq)]
struct Found {
    names: BTreeSet<String>,
    /// Modules of which all is passed on.
    passed_on: Vec<String>,
}

/// The names of a file's exports, `default` first.
pub(crate) fn of_common_js(packages: &Packages, file: &Path, source: &str) -> Vec<String> {
    let mut names = BTreeSet::new();
    let mut seen = vec![file.to_owned()];
    collect(packages, file, source, &mut names, &mut seen);
    names.remove("default");
    names.remove("module.exports");
    ["default", "module.exports"].iter().map(|name| (*name).to_owned()).chain(names).collect()
}

fn collect(
    packages: &Packages,
    file: &Path,
    source: &str,
    names: &mut BTreeSet<String>,
    seen: &mut Vec<PathBuf>,
) {
    let found = scan(source);
    names.extend(found.names);
    for name in found.passed_on {
        let folder = file.parent().unwrap_or(file);
        let node_modules: Vec<PathBuf> = node_modules_above(folder).collect();
        let is_builtin = rooms::is_public_name;
        let request =
            Request { packages, is_builtin, extensions: EXTENSIONS, name: &name, parent: Some(file) };
        let Ok(Resolved::File(next)) = request.resolve(folder, &node_modules) else { continue };
        let is_script = next.extension().is_none_or(|extension| extension == "js" || extension == "cjs");
        if seen.contains(&next) || !is_script {
            continue;
        }
        if let Ok(text) = compile::read(&next) {
            seen.push(url::normalize(&next));
            collect(packages, &next, &text, names, seen);
        }
    }
}

fn scan(source: &str) -> Found {
    let words = tokens(source);
    let mut found = Found::default();
    for at in 0..words.len() {
        let after_dot = at > 0 && words[at - 1] == Token::Mark('.');
        match words[at] {
            Token::Word("exports") if !after_dot => found.assignment(&words[at + 1..]),
            Token::Word("module") if !after_dot => {
                if let [Token::Mark('.'), Token::Word("exports"), rest @ ..] = &words[at + 1..] {
                    found.assignment(rest);
                    found.whole(rest);
                }
            }
            Token::Word("defineProperty") => found.definition(&words[at + 1..]),
            // TypeScript, Babel: `__exportStar(require('x'), exports)`, `__export(require('x'))`
            Token::Word("__exportStar" | "__export" | "_exportStar") => {
                if let Some(name) =
                    words.get(at + 1..).and_then(|rest| required(rest.strip_prefix(&[Token::Mark('(')])?))
                {
                    found.passed_on.push(name);
                }
            }
            // Babel: `var _x = require('x'); Object.keys(_x).forEach(function (key) { … exports[key] = …`
            Token::Word("keys") => found.all_keys(&words, at),
            _ => {}
        }
    }
    found
}

impl Found {
    /// `.name =` or `['name'] =`, behind `exports`.
    fn assignment(&mut self, words: &[Token<'_>]) {
        let (name, rest) = match words {
            [Token::Mark('.'), Token::Word(name), rest @ ..] => (*name, rest),
            [Token::Mark('['), Token::String(name), Token::Mark(']'), rest @ ..] => (*name, rest),
            _ => return,
        };
        if is_assignment(rest) {
            self.names.extend(unescape(name));
        }
    }

    /// `= { a, b: 1, 'c': 2, ...require('x') }` or `= require('x')`, behind `module.exports`.
    fn whole(&mut self, words: &[Token<'_>]) {
        match words {
            [Token::Mark('='), Token::Mark('{'), rest @ ..] => self.literal(rest),
            [Token::Mark('='), rest @ ..] => self.passed_on.extend(required(rest)),
            _ => {}
        }
    }

    fn literal(&mut self, words: &[Token<'_>]) {
        let mut depth = 0;
        let mut key_may_begin = true;
        for (at, word) in words.iter().enumerate() {
            let next = words.get(at + 1);
            match word {
                Token::Mark('{' | '(' | '[') => depth += 1,
                Token::Mark('}') if depth == 0 => return,
                Token::Mark('}' | ')' | ']') => depth -= 1,
                Token::Mark(',') if depth == 0 => {
                    key_may_begin = true;
                    continue;
                }
                Token::Mark('.') if depth == 0 && key_may_begin => {
                    let rest = words[at..].strip_prefix(&[Token::Mark('.'); 3]);
                    self.passed_on.extend(rest.and_then(required));
                }
                Token::Word("async" | "get" | "set")
                    if key_may_begin && matches!(next, Some(Token::Word(_))) =>
                {
                    continue;
                }
                Token::Word(name) | Token::String(name) if depth == 0 && key_may_begin => {
                    if matches!(next, Some(Token::Mark(',' | ':' | '}' | '('))) {
                        self.names.extend(unescape(name));
                    }
                }
                _ => {}
            }
            key_may_begin = false;
        }
    }

    /// `(exports, 'name', { enumerable: true, get …` behind `defineProperty`.
    fn definition(&mut self, words: &[Token<'_>]) {
        let rest = match words {
            [Token::Mark('('), Token::Word("exports"), rest @ ..] => rest,
            [
                Token::Mark('('),
                Token::Word("module"),
                Token::Mark('.'),
                Token::Word("exports"),
                rest @ ..,
            ] => rest,
            _ => return,
        };
        if let [Token::Mark(','), Token::String(name), Token::Mark(','), ..] = rest {
            self.names.extend(unescape(name));
        }
    }

    fn all_keys(&mut self, words: &[Token<'_>], at: usize) {
        let [
            Token::Mark('('),
            Token::Word(variable),
            Token::Mark(')'),
            Token::Mark('.'),
            Token::Word("forEach"),
            ..,
        ] = words[at + 1..]
        else {
            return;
        };
        let is_source =
            |window: &[Token<'_>]| window[0] == Token::Word(variable) && window[1] == Token::Mark('=');
        let source = words.windows(2).position(is_source);
        self.passed_on.extend(source.and_then(|start| required(&words[start + 2..])));
    }
}

fn is_assignment(words: &[Token<'_>]) -> bool {
    // `==` compares.
    matches!(words, [Token::Mark('='), rest @ ..] if rest.first() != Some(&Token::Mark('=')))
}

/// The name in `require('name')`, also inside of a call: `__importStar(require('name'))`.
fn required(words: &[Token<'_>]) -> Option<String> {
    match words {
        [Token::Word("require"), Token::Mark('('), Token::String(name), Token::Mark(')'), ..] => {
            Some((*name).to_owned())
        }
        [Token::Word(helper), Token::Mark('('), rest @ ..]
            if helper.contains("nterop") || helper.contains("import") =>
        {
            required(rest)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(source: &str) -> Vec<String> {
        let found = scan(source);
        let passed_on = found.passed_on.into_iter().map(|name| format!("*{name}"));
        found.names.into_iter().chain(passed_on).collect()
    }

    #[test]
    fn assignments() {
        assert_eq!(
            names("exports.a = exports.b = 1; module.exports.c = 2; exports['d-e'] = 3;"),
            ["a", "b", "c", "d-e"]
        );
        assert_eq!(
            names("x.exports.a = 1; exports.b == 1; exports.c; // exports.d = 1\n'exports.e = 1'"),
            [""; 0]
        );
    }

    #[test]
    fn literals() {
        let source = "module.exports = { a, b: f(x, y), 'c': { no: 1 }, d() { return { no } }, async e() {}, get f() {}, ...g }";
        assert_eq!(names(source), ["a", "b", "c", "d", "e", "f"]);
        assert_eq!(names("module.exports = {...require('x'), y: 1}"), ["y", "*x"]);
    }

    #[test]
    fn definitions_and_passing_on() {
        assert_eq!(
            names("Object.defineProperty(exports, 'a', { enumerable: true, get: function () {} })"),
            ["a"]
        );
        assert_eq!(names("module.exports = require('./lib')"), ["*./lib"]);
        assert_eq!(
            names("__exportStar(require('./lib'), exports); tslib.__exportStar(require('b'), exports)"),
            ["*./lib", "*b"]
        );
        let babel = "var _x = _interopRequireWildcard(require('./x'));
            Object.keys(_x).forEach(function (key) { exports[key] = _x[key]; });";
        assert_eq!(names(babel), ["*./x"]);
    }
}
