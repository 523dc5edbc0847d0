//! The native half of `module`: looking for files, reading them, compiling them.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::loader::format::{self, Format};
use crate::loader::resolve::{EXTENSIONS, Request, Resolved, node_modules_above, real_path};
use crate::loader::{Loader, compile, esm, names, url};
use crate::raw::{Answer, Args, Js, Thrown, Value};
use crate::rooms;

/// The natives of `module/native`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let natives = js.object()?;
    for (name, function) in [
        ("resolve", js.function(c"resolve", 5, resolve)?),
        ("findPath", js.function(c"findPath", 3, find_path)?),
        ("nodeModulePaths", js.function(c"nodeModulePaths", 1, node_module_paths)?),
        ("format", js.function(c"format", 1, format_of)?),
        ("readText", js.function(c"readText", 1, read_text)?),
        ("compile", js.function(c"compile", 3, compile_common_js)?),
        ("checkModule", js.function(c"checkModule", 2, check_module)?),
        ("parseJson", js.function(c"parseJson", 1, parse_json)?),
        ("isBuiltin", js.function(c"isBuiltin", 1, is_builtin)?),
        ("builtinIds", js.function(c"builtinIds", 0, builtin_ids)?),
        ("builtin", js.function(c"builtin", 1, builtin)?),
        ("absolute", js.function(c"absolute", 1, absolute)?),
        ("toUrl", js.function(c"toUrl", 1, to_url)?),
        ("toPath", js.function(c"toPath", 1, to_path)?),
        ("packageConfig", js.function(c"packageConfig", 1, package_config)?),
        ("importModule", js.function(c"importModule", 1, import_module)?),
        ("requireModule", js.function(c"requireModule", 2, require_module)?),
        ("importSource", js.function(c"importSource", 2, import_source)?),
        ("runScript", js.function(c"runScript", 2, run_script)?),
        ("refillBuiltins", js.function(c"refillBuiltins", 0, refill_builtins)?),
        ("setHooked", js.function(c"setHooked", 1, set_hooked)?),
        ("resolveImport", js.function(c"resolveImport", 2, resolve_import)?),
        ("provide", js.function(c"provide", 2, provide)?),
        ("isModule", js.function(c"isModule", 2, is_module)?),
        ("namesOf", js.function(c"namesOf", 2, names_of)?),
        ("setMain", js.function(c"setMain", 1, set_main)?),
    ] {
        natives.value().define(js, js.atom(name), function);
    }
    Ok(natives)
}

/// An argument that our own JavaScript promises to be a string.
fn text(js: &Js<'_>, value: Value<'_>) -> String {
    value.text(js).unwrap_or_default()
}

fn texts(js: &mut Js<'_>, array: Value<'_>) -> Result<Vec<String>, Thrown> {
    if !array.is_object() {
        return Ok(Vec::new());
    }
    let count = array.length(js)?;
    (0..count).map(|index| array.get_index(js, index)?.value().to_text(js)).collect()
}

/// `resolve(request, parentFile, folder, nodeModules, extensions)`: the file's path, or `node:` and an id.
fn resolve<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let loader = Loader::of(js);
    let (name, folder) = (text(js, args.get(0)), text(js, args.get(2)));
    let parent = args.get(1).text(js).map(PathBuf::from);
    let node_modules: Vec<PathBuf> = texts(js, args.get(3))?.into_iter().map(PathBuf::from).collect();
    let extensions = texts(js, args.get(4))?;
    let extensions: Vec<&str> = extensions.iter().map(String::as_str).collect();
    let request = Request {
        packages: &loader.packages,
        is_builtin: rooms::is_public_name,
        extensions: if extensions.is_empty() { EXTENSIONS } else { &extensions },
        name: &name,
        parent: parent.as_deref(),
    };
    match request.resolve(Path::new(&folder), &node_modules) {
        Ok(Resolved::File(file)) => js.string(&file.to_string_lossy()),
        Ok(Resolved::Builtin(id)) => js.string(&format!("node:{id}")),
        Err(error) => Err(compile::throw(js, &error)),
    }
}

/// `findPath(path, folderOnly, extensions)`: the file that `require` of an absolute path means, or undefined.
fn find_path<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let loader = Loader::of(js);
    let name = text(js, args.get(0));
    let extensions = texts(js, args.get(2))?;
    let extensions: Vec<&str> = extensions.iter().map(String::as_str).collect();
    let request = Request {
        packages: &loader.packages,
        is_builtin: rooms::is_public_name,
        extensions: if extensions.is_empty() { EXTENSIONS } else { &extensions },
        name: &name,
        parent: None,
    };
    let folder_only = args.get(1).truthy(js);
    match request.file_or_folder(Path::new(&name), folder_only) {
        Ok(Some(file)) => js.string(&file.to_string_lossy()),
        Ok(None) => Ok(js.undefined()),
        Err(error) => Err(compile::throw(js, &error)),
    }
}

/// `nodeModulePaths(folder)`
fn node_module_paths<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let folder = text(js, args.get(0));
    let folders = node_modules_above(Path::new(&folder)).map(|path| path.to_string_lossy().into_owned());
    js.strings(folders)
}

/// `format(file)`: `commonjs`, `module`, `json`, `detect`, or undefined for an unknown extension.
fn format_of<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let loader = Loader::of(js);
    match format::of_file(&loader.packages, Path::new(&text(js, args.get(0)))) {
        Ok(Some(Format::CommonJs)) => js.string("commonjs"),
        Ok(Some(Format::Module)) => js.string("module"),
        Ok(Some(Format::Json)) => js.string("json"),
        Ok(Some(Format::Detect)) => js.string("detect"),
        Ok(None) => Ok(js.undefined()),
        Err(error) => Err(compile::throw(js, &error)),
    }
}

/// `readText(file)`: its text without a byte order mark, or the negative errno.
fn read_text<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    match compile::read(Path::new(&text(js, args.get(0)))) {
        Ok(source) => js.string(&source),
        Err(errno) => Ok(js.int(-errno)),
    }
}

/// `compile(source, file, detect)`: the module's function; or null, if `detect` and the source is an ECMAScript module.
fn compile_common_js<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (source, file) = (args.get(0).to_text(js)?, text(js, args.get(1)));
    let detect = args.get(2).truthy(js);
    match compile::common_js(js, &source, &file, detect)? {
        Some(function) => Ok(function),
        None => Ok(js.null()),
    }
}

/// `checkModule(source, file)`: throws if the source cannot be compiled as an ECMAScript module.
fn check_module<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (source, file) = (args.get(0).to_text(js)?, text(js, args.get(1)));
    match js.check_module(&source, &file) {
        Ok(()) => Ok(js.undefined()),
        Err(thrown) => Err(compile::module_error(js, &source, &file, thrown)),
    }
}

/// `parseJson(text)`: the value; the engine's SyntaxError otherwise.
fn parse_json<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let source = args.get(0).to_text(js)?;
    js.parse_json(&source, "<anonymous>")
}

fn is_builtin<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let known = args.get(0).text(js).is_some_and(|id| rooms::is_public_name(&id));
    Ok(js.bool(known))
}

fn builtin_ids<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    js.strings(rooms::public_names())
}

/// `builtin(id)`: the exports of a built-in module.
fn builtin<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let id = text(js, args.get(0));
    // Every program has the class; few ask for it, and they get all of it.
    if id == "module" {
        rooms::require(js, "module/extras")?;
    }
    rooms::require(js, &id)
}

/// `absolute(path)`: from the current folder, without `.` and `..`; symbolic links stay.
fn absolute<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let path = text(js, args.get(0));
    let full = std::path::absolute(&path).unwrap_or_else(|_| PathBuf::from(&path));
    js.string(&url::normalize(&full).to_string_lossy())
}

fn to_url<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    js.string(&url::from_path(Path::new(&text(js, args.get(0)))))
}

/// `toPath(url)`: undefined if it is not a file's.
fn to_path<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    match url::to_path(&text(js, args.get(0))) {
        Some(path) => js.string(&path.to_string_lossy()),
        None => Ok(js.undefined()),
    }
}

/// `packageConfig(file)`: the nearest package.json of a file, or undefined.
fn package_config<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let loader = Loader::of(js);
    match loader.packages.of_file(Path::new(&text(js, args.get(0)))) {
        Ok(Some(package)) => js.string(&package.config.to_string_lossy()),
        Ok(None) => Ok(js.undefined()),
        Err(error) => Err(compile::throw(js, &error)),
    }
}

/// `importModule(url)`: a promise of the namespace.
fn import_module<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let name = text(js, args.get(0));
    js.import(&name)
}

/// `requireModule(url, running)`: what `require` of an ECMAScript module gives; null if it waits for something; undefined
/// if it imports one of the modules that are running.
fn require_module<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let name = text(js, args.get(0));
    let running = texts(js, args.get(1))?;
    esm::require(js, &name, &running)
}

/// `importSource(source, url)`: runs source text as a module of this name; a promise of its namespace.
fn import_source<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (source, name) = (text(js, args.get(0)), text(js, args.get(1)));
    Loader::of(js).sources.borrow_mut().insert(name.clone(), Rc::from(source));
    js.import(&name)
}

/// `runScript(source, name)`: runs a script in the global scope, and gives `{ value }`; null if the text is a module's.
fn run_script<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (source, name) = (text(js, args.get(0)), text(js, args.get(1)));
    // Stack traces will want to show its lines.
    Loader::of(js).sources.borrow_mut().insert(name.clone(), Rc::from(source.as_str()));
    if let Err(thrown) = js.check_script(&source, &name) {
        compile::is_module(js, &source, &name, thrown)?;
        return Ok(js.null());
    }
    let value = js.eval(&source, &name)?;
    let outcome = js.object()?;
    outcome.value().define(js, js.atom("value"), value);
    Ok(outcome)
}

/// `setHooked(are)`: whether the program has hooks.
fn set_hooked<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    Loader::of(js).hooked.set(args.get(0).truthy(js));
    Ok(js.undefined())
}

/// `resolveImport(specifier, importer)`: the URL, as the loader finds it by itself.
fn resolve_import<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (specifier, importer) = (text(js, args.get(0)), text(js, args.get(1)));
    match esm::find(js, &specifier, &importer) {
        Ok(url) => js.string(&url),
        Err(error) => Err(compile::throw(js, &error)),
    }
}

/// `provide(url, source)`: the text of an ECMAScript module that is not the file's.
fn provide<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (url, source) = (text(js, args.get(0)), text(js, args.get(1)));
    Loader::of(js).sources.borrow_mut().insert(url, Rc::from(source));
    Ok(js.undefined())
}

/// `isModule(source, file)`: whether its syntax says that a text is an ECMAScript module.
fn is_module<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (source, file) = (text(js, args.get(0)), text(js, args.get(1)));
    let function = compile::common_js(js, &source, &file, true)?;
    Ok(js.bool(function.is_none()))
}

/// `namesOf(source, file)`: the names that a CommonJS module seems to export.
fn names_of<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (source, file) = (text(js, args.get(0)), text(js, args.get(1)));
    js.strings(names::of_common_js(&Loader::of(js).packages, Path::new(&file), &source).into_iter())
}

/// `refillBuiltins()`: what was imported of built-in modules shows their exports as they are now.
fn refill_builtins<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    js.refill_modules(|name| name.starts_with("node:"))?;
    Ok(js.undefined())
}

/// `setMain(file)`: the program's own module, for `import.meta.main`.
fn set_main<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let file = real_path(Path::new(&text(js, args.get(0))));
    *Loader::of(js).main.borrow_mut() = Some(url::from_path(&file));
    Ok(js.undefined())
}
