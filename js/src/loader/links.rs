//! Who asked for which module by which name, and what is said when a module does not export what was asked of it.

use super::syntax::Place;
use super::{Loader, compile, url};
use crate::raw::Js;

/// How a module was asked for.
#[derive(PartialEq)]
pub(crate) struct Asked {
    pub(super) specifier: String,
    pub(super) importer: String,
}

impl Asked {
    fn text(&self) -> Option<String> {
        compile::read(&url::to_path(&self.importer)?).ok()
    }

    /// Whether who asked did so by a statement (`import { name } from 'specifier'`) with this name in it.
    fn names(&self, name: &str) -> bool {
        let Some(text) = self.text() else { return false };
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
        text.match_indices(&self.specifier).any(|(at, _)| {
            let before = text[..at].trim_end_matches(['\'', '"']).trim_end();
            let Some(before) = before.strip_suffix("from") else { return false };
            let start = before.rfind("import").max(before.rfind("export")).unwrap_or(0);
            before[start..].split(|c| !is_word(c)).any(|word| word == name)
        })
    }

    /// The braces in which the name was asked for, as a pattern: `{ a as b }` is `{ a: b }`.
    fn bindings(&self, name: &str) -> Option<String> {
        let text = self.text()?;
        let (before, after) = text.split_at(text.find(name)?);
        let (open, close) = (before.rfind('{')?, after.find('}')?);
        let braces = &text[open..=before.len() + close];
        (!braces.contains('\n')).then(|| braces.replace(" as ", ": "))
    }
}

/// The engine's message about a name that a module does not export, in V8's words, and Node's for CommonJS.
pub(crate) fn missing_export(js: &Js<'_>, name: &str, url: &str) -> String {
    let loader = Loader::of(js);
    let requests = loader.requests.borrow();
    // The engine cuts long names short, so several modules may be meant; who asks for the name tells.
    let asked = requests.iter().filter(|(known, _)| known.starts_with(url)).find_map(|(known, all)| {
        all.iter().find(|asked| asked.names(name)).map(|asked| (known.as_str(), asked))
    });
    let (url, asked) = asked.map_or((url, None), |(known, asked)| (known, Some(asked)));
    let specifier = asked.map_or(url, |asked| &asked.specifier);
    if let Some(asked) = asked {
        *loader.broken_link.borrow_mut() = Some((asked.importer.clone(), name.to_owned()));
    }
    if !loader.common_js.borrow().contains(url) {
        return format!("The requested module '{specifier}' does not provide an export named '{name}'");
    }
    let bindings = asked.and_then(|asked| asked.bindings(name)).unwrap_or_else(|| format!("{{ {name} }}"));
    format!(
        "Named export '{name}' not found. The requested module '{specifier}' is a CommonJS module, which may not \
         support all module.exports as named exports.\nCommonJS modules can always be imported via the default \
         export, for example using:\n\nimport pkg from '{specifier}';\nconst {bindings} = pkg;\n"
    )
}

/// Where the last broken link is: the importer, the line that names what is missing, carets.
pub(crate) fn broken_link(js: &Js<'_>) -> Option<String> {
    let loader = Loader::of(js);
    let (importer, name) = loader.broken_link.borrow().clone()?;
    let source = compile::read(&url::to_path(&importer)?).ok()?;
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    let mut lines = source.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    let (number, column) = lines.find_map(|(number, line)| {
        let whole =
            |at: &usize| !line[..*at].ends_with(is_word) && !line[*at + name.len()..].starts_with(is_word);
        line.match_indices(name.as_str()).map(|(at, _)| at).find(whole).map(|at| (number, at))
    })?;
    let line = source.lines().nth(number)?;
    let place =
        Place { line: number + 1, column: line[..column].chars().count() + 1, message: String::new() };
    Some(place.arrow(&source, &importer))
}
