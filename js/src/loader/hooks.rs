//! The way to a program's own hooks (`module.registerHooks`), which are kept by `modules/module/hooks.js`.

use super::compile;
use crate::raw::{Answer, Js, ModuleSource, Owned, Thrown, Value};

/// The URL that the hooks make of a name.
pub(super) fn resolve(js: &mut Js<'_>, specifier: &str, importer: &str) -> Result<String, Thrown> {
    let (specifier, importer) = (js.string(specifier)?, js.string(importer)?);
    call(js, "resolveImport", &[specifier.value(), importer.value()])?.value().to_text(js)
}

/// What the hooks load for a URL; None if they leave it to the loader.
pub(super) fn load(
    js: &mut Js<'_>,
    url: &str,
    attributes: &[(String, String)],
) -> Result<Option<ModuleSource>, Thrown> {
    let given = js.object()?;
    for (name, value) in attributes {
        let value = js.string(value)?;
        given.value().define(js, js.atom(name), value);
    }
    let url = js.string(url)?;
    let answer = call(js, "loadImport", &[url.value(), given.value()])?;
    if !answer.value().is_object() {
        return Ok(None);
    }
    let names = property(js, &answer, "names")?;
    if names.value().is_object() {
        let count = names.value().length(js)?;
        let names = (0..count).map(|index| names.value().get_index(js, index)?.value().to_text(js));
        return Ok(Some(ModuleSource::Synthetic(names.collect::<Result<_, _>>()?)));
    }
    let source = property(js, &answer, "source")?;
    Ok(Some(ModuleSource::Code(source.value().to_text(js)?)))
}

/// The exports of a module that the hooks have made; None if it is none of theirs.
pub(super) fn namespace<'a>(js: &mut Js<'a>, url: &str) -> Result<Option<Owned<'a>>, Thrown> {
    let url = js.string(url)?;
    if !call(js, "isMade", &[url.value()])?.value().truthy(js) {
        return Ok(None);
    }
    call(js, "namespaceOf", &[url.value()]).map(Some)
}

fn property<'a>(js: &mut Js<'a>, object: &Owned<'a>, name: &str) -> Answer<'a> {
    let name = js.atom(name);
    object.value().get(js, name)
}

fn call<'a>(js: &mut Js<'a>, name: &str, arguments: &[Value<'_>]) -> Answer<'a> {
    let function = compile::function_of(js, "module/hooks", name)?;
    function.value().call(js, Value::UNDEFINED, arguments)
}
