//! What the engine asks while it links ECMAScript modules: which, from where, and what is in it.

use std::collections::HashSet;
use std::env;
use std::path::{Path, PathBuf};

use super::compile;
use super::error::LoadError;
use super::format::{self, Format};
use super::hooks;
use super::links::Asked;
use super::names;
use super::resolve::Search;
use super::syntax::Place;
use super::{Loader, url, waits};
use crate::raw::{Answer, Js, ModuleHost, ModuleSource, Thrown, Value};
use crate::rooms;

/// The loader as the engine sees it. Modules are named by their URLs.
pub(crate) struct Host;

impl ModuleHost for Host {
    fn resolve(&self, js: &mut Js<'_>, specifier: &str, importer: &str) -> Result<String, Thrown> {
        let url = match Loader::of(js).hooked.get() {
            true => hooks::resolve(js, specifier, importer)?,
            false => match known_url(js, specifier, importer) {
                Some(url) => return Ok(url),
                None => find(js, specifier, importer).map_err(|error| compile::throw(js, &error))?,
            },
        };
        let asked = Asked { specifier: specifier.to_owned(), importer: importer.to_owned() };
        let loader = Loader::of(js);
        let mut requests = loader.requests.borrow_mut();
        let known = requests.entry(url.clone()).or_default();
        if !known.contains(&asked) {
            known.push(asked);
        }
        drop(requests);
        loader.imports.borrow_mut().entry(importer.to_owned()).or_default().insert(url.clone());
        Ok(url)
    }

    fn load(
        &self,
        js: &mut Js<'_>,
        name: &str,
        attributes: &[(String, String)],
    ) -> Result<ModuleSource, Thrown> {
        let loader = Loader::of(js);
        if let Some(source) = loader.sources.borrow().get(name) {
            return Ok(ModuleSource::Code(source.to_string()));
        }
        if loader.hooked.get()
            && let Some(source) = hooks::load(js, name, attributes)?
        {
            return Ok(source);
        }
        let url = name;
        let is_known = |name: &str, value: &str| name == "type" && value == "json";
        if let Some((name, value)) = attributes.iter().find(|(name, value)| !is_known(name, value)) {
            let (name, value, url) = (name.clone(), value.clone(), url.to_owned());
            return Err(compile::throw(js, &LoadError::AttributeUnsupported { name, value, url }));
        }
        let kind = attributes.first().map(|(_, value)| value.as_str());
        if let Some(id) = name.strip_prefix("node:") {
            check_not_json(js, name, kind)?;
            return Ok(ModuleSource::Synthetic(builtin_names(js, id)?));
        }
        if name.starts_with("data:") {
            return load_data(js, name, kind);
        }
        let file = url::to_path(name).unwrap_or_default();
        match format::of_file(&loader.packages, &file) {
            Ok(Some(format)) => load_file(js, name, &file, format, kind),
            Ok(None) => {
                let extension = file.extension().unwrap_or_default().to_string_lossy();
                let extension = format!(".{extension}");
                Err(compile::throw(js, &LoadError::UnknownExtension { extension, file }))
            }
            Err(error) => Err(compile::throw(js, &error)),
        }
    }

    fn evaluate<'a>(&self, js: &mut Js<'a>, name: &str) -> Answer<'a> {
        if Loader::of(js).hooked.get()
            && let Some(namespace) = hooks::namespace(js, name)?
        {
            return Ok(namespace);
        }
        let (maker, argument) = match name.strip_prefix("node:") {
            Some(id) => ("namespaceOfBuiltin", id.to_owned()),
            None if name.starts_with("data:") => ("namespaceOfJson", data_of(name).1),
            None => {
                let file = url::to_path(name).unwrap_or_default();
                let json = file.extension().is_some_and(|extension| extension == "json");
                let maker = if json { "namespaceOfJsonFile" } else { "namespaceOfCommonJs" };
                (maker, file.to_string_lossy().into_owned())
            }
        };
        let maker = compile::function_of(js, "module/namespace", maker)?;
        let argument = js.string(&argument)?;
        let loader = Loader::of(js);
        loader.evaluating.borrow_mut().push(name.to_owned());
        let namespace = maker.value().call(js, Value::UNDEFINED, &[argument.value()]);
        loader.evaluating.borrow_mut().pop();
        namespace
    }

    fn describe(&self, js: &mut Js<'_>, name: &str, meta: Value<'_>) -> Result<(), Thrown> {
        if let Some(file) = url::to_path(name) {
            let folder = js.string(&file.parent().unwrap_or(&file).to_string_lossy())?;
            meta.define(js, js.atom("dirname"), folder);
            let file = js.string(&file.to_string_lossy())?;
            meta.define(js, js.atom("filename"), file);
        }
        let is_main = Loader::of(js).main.borrow().as_deref() == Some(name);
        meta.define(js, js.atom("main"), js.bool(is_main));
        let importer = name.to_owned();
        let resolve = js.closure(c"resolve", 1, move |js, args| {
            let specifier = args.get(0).to_text(js)?;
            // Where a file would be can be told whether it is there or not.
            match find(js, &specifier, &importer) {
                Ok(url) => js.string(&url),
                Err(LoadError::ModuleMissing { url, .. } | LoadError::DirectoryImport { url, .. }) => {
                    js.string(&url)
                }
                // So can what other URLs are, though nothing here loads them.
                Err(LoadError::UnsupportedScheme { .. }) => js.string(&specifier),
                Err(error) => Err(compile::throw(js, &error)),
            }
        })?;
        meta.define(js, js.atom("resolve"), resolve);
        let url = js.string(name)?;
        meta.define(js, js.atom("url"), url);
        Ok(())
    }

    fn explain(&self, js: &mut Js<'_>, name: &str, source: &str, thrown: Thrown) -> Thrown {
        // The engine also looks for what a module imports while it compiles it; that may fail for other reasons.
        let error = js.caught(thrown);
        let explained = is_plain_syntax_error(js, error.value()).and_then(|plain| match plain {
            true => Place::of_error(js, error.value(), source).map(Some),
            false => Ok(None),
        });
        match explained {
            Ok(Some(place)) => compile::throw_syntax(js, source, name, place, false),
            Ok(None) => js.throw(error),
            Err(thrown) => thrown,
        }
    }
}

fn is_plain_syntax_error(js: &mut Js<'_>, error: Value<'_>) -> Result<bool, Thrown> {
    let question = compile::function_of(js, "module/errors", "isPlainSyntaxError")?;
    let answer = question.value().call(js, Value::UNDEFINED, &[error])?;
    Ok(answer.value().truthy(js))
}

/// The URL that the same name meant to the same importer before: it still does, whatever has become of the file.
fn known_url(js: &Js<'_>, specifier: &str, importer: &str) -> Option<String> {
    let loader = Loader::of(js);
    let requests = loader.requests.borrow();
    let imports = loader.imports.borrow();
    let is_asked = |url: &&String| {
        let asked = requests.get(*url).into_iter().flatten();
        asked.into_iter().any(|asked| asked.specifier == specifier && asked.importer == importer)
    };
    imports.get(importer)?.iter().find(is_asked).cloned()
}

/// The URL that `importer` means by `specifier`.
pub(crate) fn find(js: &Js<'_>, specifier: &str, importer: &str) -> Result<String, LoadError> {
    let loader = Loader::of(js);
    let importer = match url::to_path(importer) {
        Some(file) => file,
        // A script is named by its path; code from the command line has a name but no folder, and takes the current one.
        None if importer.starts_with('/') => PathBuf::from(importer),
        None => env::current_dir().unwrap_or_default().join(importer),
    };
    Search::for_import(&loader.packages, rooms::is_public_name).url(specifier, &importer)
}

fn check_not_json(js: &mut Js<'_>, name: &str, kind: Option<&str>) -> Result<(), Thrown> {
    match kind {
        Some(kind) => {
            let (url, kind) = (name.to_owned(), kind.to_owned());
            Err(compile::throw(js, &LoadError::AttributeIncompatible { url, kind }))
        }
        None => Ok(()),
    }
}

fn load_file(
    js: &mut Js<'_>,
    name: &str,
    file: &Path,
    format: Format,
    kind: Option<&str>,
) -> Result<ModuleSource, Thrown> {
    if format == Format::Json {
        return match kind {
            Some(_) => Ok(ModuleSource::Synthetic(vec!["default".to_owned()])),
            None => Err(compile::throw(js, &LoadError::AttributeMissing { url: name.to_owned() })),
        };
    }
    check_not_json(js, name, kind)?;
    let source = match compile::read(file) {
        Ok(source) => source,
        Err(errno) => {
            let maker = compile::function_of(js, "module/errors", "readError")?;
            let (errno, path) = (js.int(-errno), js.string(&file.to_string_lossy())?);
            let error = maker.value().call(js, Value::UNDEFINED, &[errno.value(), path.value()])?;
            return Err(js.throw(error));
        }
    };
    let path = file.to_string_lossy();
    let is_module = match format {
        Format::Module => true,
        Format::CommonJs => false,
        _ => compile::common_js(js, &source, &path, true)?.is_none(),
    };
    let loader = Loader::of(js);
    match is_module {
        true => {
            // Only `require` wants to know; for it this is worth reading the text once more.
            if loader.required_waits.get() == Some(false) && waits::at_top_level(&source) {
                loader.required_waits.set(Some(true));
            }
            Ok(ModuleSource::Code(source))
        }
        false => {
            loader.common_js.borrow_mut().insert(name.to_owned());
            Ok(ModuleSource::Synthetic(names::of_common_js(&loader.packages, file, &source)))
        }
    }
}

/// What a built-in module exports: its properties, and itself as the default.
fn builtin_names(js: &mut Js<'_>, id: &str) -> Result<Vec<String>, Thrown> {
    let maker = compile::function_of(js, "module/namespace", "namesOfBuiltin")?;
    let id = js.string(id)?;
    let names = maker.value().call(js, Value::UNDEFINED, &[id.value()])?;
    let count = names.value().length(js)?;
    (0..count).map(|index| names.value().get_index(js, index)?.value().to_text(js)).collect()
}

/// A `data:` URL's media type and text.
fn data_of(name: &str) -> (String, String) {
    let (head, data) = name.trim_start_matches("data:").split_once(',').unwrap_or(("", ""));
    let (media, options) = head.split_once(';').unwrap_or((head, ""));
    let data = url::decode(data);
    let is_base64 = options.split(';').any(|option| option == "base64");
    (media.to_owned(), if is_base64 { decode_base64(&data) } else { data })
}

fn load_data(js: &mut Js<'_>, name: &str, kind: Option<&str>) -> Result<ModuleSource, Thrown> {
    let (media, source) = data_of(name);
    match media.as_str() {
        "text/javascript" => {
            check_not_json(js, name, kind)?;
            Ok(ModuleSource::Code(source))
        }
        "application/json" if kind.is_some() => Ok(ModuleSource::Synthetic(vec!["default".to_owned()])),
        "application/json" => Err(compile::throw(js, &LoadError::AttributeMissing { url: name.to_owned() })),
        _ => Err(compile::throw(js, &LoadError::UnknownFormat { format: media, url: name.to_owned() })),
    }
}

fn decode_base64(text: &str) -> String {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    let digits: Vec<u32> = text.bytes().filter_map(digit).map(u32::from).collect();
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for group in digits.chunks(4) {
        let word = group.iter().fold(0, |word, digit| word << 6 | digit) << (6 * (4 - group.len()));
        bytes.extend_from_slice(&word.to_be_bytes()[1..group.len().max(1)]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Loader {
    /// Whether a module is another, or imports it, itself or through others.
    fn reaches(&self, from: &str, to: &str) -> bool {
        let imports = self.imports.borrow();
        let mut seen = HashSet::from([from]);
        let mut next = vec![from];
        while let Some(url) = next.pop() {
            if url == to {
                return true;
            }
            let further = imports.get(url).into_iter().flatten().map(String::as_str);
            next.extend(further.filter(|url| seen.insert(url)));
        }
        false
    }
}

/// What `require` of an ECMAScript module gives: its namespace; null if it waits for a promise at its top level;
/// undefined if it imports a module that is being evaluated: one of `running`, or one that `import` is just running.
pub(crate) fn require<'a>(js: &mut Js<'a>, name: &str, running: &[String]) -> Answer<'a> {
    let quoted = name.replace('\\', "\\\\").replace('\'', "%27");
    let whole = format!("import * as whole from '{quoted}'; export {{ whole }};");
    let loader = Loader::of(js);
    let mut in_cycle = false;
    let may_run = || {
        let busy = loader.evaluating.borrow();
        in_cycle = busy.iter().chain(running).any(|busy| loader.reaches(name, busy));
        !in_cycle && loader.required_waits.get() != Some(true)
    };
    loader.required_waits.set(Some(false));
    let holder = js.evaluate_now(&whole, &format!("{name}#required"), may_run);
    loader.required_waits.set(None);
    let Some(holder) = holder? else { return Ok(if in_cycle { js.undefined() } else { js.null() }) };
    let whole = js.atom("whole");
    let namespace = holder.value().get(js, whole)?;
    let facade = compile::function_of(js, "module/namespace", "needsFacade")?;
    let answer = facade.value().call(js, Value::UNDEFINED, &[namespace.value()])?;
    if answer.value().is_object() || answer.value().is_function(js) {
        let name = js.atom("value");
        return answer.value().get(js, name);
    }
    if !answer.value().truthy(js) {
        return Ok(namespace);
    }
    // Tools that translate modules to CommonJS look for this mark, so modules with a default export get it.
    let marked = format!(
        "export * from '{quoted}'; export {{ default }} from '{quoted}'; export const __esModule = true;"
    );
    match js.evaluate_now(&marked, &format!("{name}#marked"), || true)? {
        Some(namespace) => Ok(namespace),
        None => Ok(js.null()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_urls() {
        assert_eq!(data_of("data:text/javascript,a%20b"), ("text/javascript".into(), "a b".into()));
        assert_eq!(
            data_of("data:text/javascript;charset=utf-8;base64,YWJjZA=="),
            ("text/javascript".into(), "abcd".into())
        );
        assert_eq!(decode_base64("YQ=="), "a");
        assert_eq!(decode_base64("YWI="), "ab");
    }
}
