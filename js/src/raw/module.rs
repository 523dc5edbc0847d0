//! ECMAScript modules: the engine links and evaluates them, a [`ModuleHost`] says where they come from.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::ptr::NonNull;
use std::rc::Rc;

use rquickjs::qjs;

use super::{Answer, Js, Owned, Thrown, Value};

/// What a module is made of.
pub enum ModuleSource {
    /// Source text.
    Code(String),
    /// A module that native code fills when its turn to be evaluated comes: the names of its exports.
    Synthetic(Vec<String>),
}

/// Where modules come from. One per engine; set by [`Js::set_module_host`].
pub trait ModuleHost {
    /// The full name of the module that `importer` means by `specifier`.
    fn resolve(&self, js: &mut Js<'_>, specifier: &str, importer: &str) -> Result<String, Thrown>;

    /// The module of a full name, imported with these attributes.
    fn load(
        &self,
        js: &mut Js<'_>,
        name: &str,
        attributes: &[(String, String)],
    ) -> Result<ModuleSource, Thrown>;

    /// Evaluates a synthetic module: an object with a property for each of its exports.
    fn evaluate<'a>(&self, js: &mut Js<'a>, name: &str) -> Answer<'a>;

    /// Fills `import.meta`.
    fn describe(&self, js: &mut Js<'_>, name: &str, meta: Value<'_>) -> Result<(), Thrown>;

    /// Replaces the compiler's exception about a module's text by a better one.
    fn explain(&self, js: &mut Js<'_>, name: &str, source: &str, thrown: Thrown) -> Thrown;
}

impl<'a> Js<'a> {
    /// Says where modules come from.
    pub fn set_module_host(&self, host: Rc<dyn ModuleHost>) {
        *self.state().modules.borrow_mut() = Some(host);
    }

    /// Imports a module by its full name: a promise of its namespace.
    pub fn import(&mut self, name: &str) -> Answer<'a> {
        let name = CString::new(name.replace('\0', "\u{fffd}")).unwrap_or_default();
        self.note_run();
        // SAFETY: both names live over the call. An empty base means that the name is already full.
        unsafe { Owned::checked(self, qjs::JS_LoadModule(self.raw(), c"".as_ptr(), name.as_ptr())) }
    }

    /// Compiles source text as a module without running it: what can be said is whether it is one.
    pub fn check_module(&mut self, source: &str, file: &str) -> Result<(), Thrown> {
        self.compile(source, file, qjs::JS_EVAL_TYPE_MODULE).map(drop)
    }

    /// Runs source text as a module, here and now, and gives its namespace. None if it waits for a promise at its top
    /// level, or at that of a module it imports; it then goes on by itself.
    ///
    /// When all it imports has been loaded, `may_run` is asked; if it says no, nothing is run, and the answer is None.
    pub fn evaluate_now(
        &mut self,
        source: &str,
        name: &str,
        may_run: impl FnOnce() -> bool,
    ) -> Result<Option<Owned<'a>>, Thrown> {
        let compiled = self.compile(source, name, qjs::JS_EVAL_TYPE_MODULE)?;
        // SAFETY: a compiled module's value points to its definition, which the context keeps.
        let module: *mut qjs::JSModuleDef = unsafe { qjs::JS_VALUE_GET_PTR(compiled.value().raw).cast() };
        // SAFETY: the value is a compiled module's; resolving asks the host for what it imports.
        if unsafe { qjs::JS_ResolveModule(self.raw(), compiled.value().raw) } < 0 {
            return Err(Thrown::pending());
        }
        if !may_run() {
            return Ok(None);
        }
        let promise = self.run_compiled(compiled)?;
        match self.promise_details(promise.value()) {
            Some((true, true, reason)) => {
                self.forget_rejection(promise.value());
                Err(self.throw(reason))
            }
            Some((true, false, _)) => {
                // SAFETY: the module is alive, linked and evaluated; the namespace is ours.
                unsafe { Owned::checked(self, qjs::JS_GetModuleNamespace(self.raw(), module)).map(Some) }
            }
            _ => Ok(None),
        }
    }

    /// The file of the code that is running, `levels` calls up.
    pub fn running_file(&self, levels: i32) -> Option<String> {
        // SAFETY: the context is alive; the atom is ours and turned into a value before it is given back.
        let name = unsafe {
            let atom = qjs::JS_GetScriptOrModuleName(self.raw(), levels);
            if atom == qjs::JS_ATOM_NULL {
                return None;
            }
            let name = qjs::JS_AtomToString(self.raw(), atom);
            qjs::JS_FreeAtom(self.raw(), atom);
            Owned::checked(self, name)
        };
        name.ok()?.value().text(self)
    }

    fn module_host(&self) -> Result<Rc<dyn ModuleHost>, Thrown> {
        let host = self.state().modules.borrow().clone();
        host.ok_or_else(|| self.throw_error("modules are not available in this engine"))
    }

    fn load_module(
        &mut self,
        name: &str,
        attributes: Value<'_>,
    ) -> Result<NonNull<qjs::JSModuleDef>, Thrown> {
        let host = self.module_host()?;
        let attributes = self.attributes(attributes)?;
        match host.load(self, name, &attributes)? {
            ModuleSource::Code(source) => {
                let compiled = match self.compile(&source, name, qjs::JS_EVAL_TYPE_MODULE) {
                    Ok(compiled) => compiled,
                    Err(thrown) => return Err(host.explain(self, name, &source, thrown)),
                };
                // SAFETY: a compiled module's value points to its definition, which the context keeps.
                let module = unsafe { qjs::JS_VALUE_GET_PTR(compiled.value().raw).cast() };
                let module = NonNull::new(module).ok_or_else(|| self.throw_error("not a module"))?;
                // SAFETY: the module is alive; the result is ours.
                let meta =
                    unsafe { Owned::checked(self, qjs::JS_GetImportMeta(self.raw(), module.as_ptr()))? };
                host.describe(self, name, meta.value())?;
                Ok(module)
            }
            ModuleSource::Synthetic(exports) => self.synthetic_module(name, &exports),
        }
    }

    /// The import attributes: names and values. The engine has checked that the values are strings.
    fn attributes(&mut self, attributes: Value<'_>) -> Result<Vec<(String, String)>, Thrown> {
        if !attributes.is_object() {
            return Ok(Vec::new());
        }
        let names = attributes.own_keys(self)?;
        let mut found = Vec::new();
        for name in names {
            let atom = self.atom(&name);
            let value = attributes.get(self, atom)?.value().to_text(self)?;
            found.push((name, value));
        }
        Ok(found)
    }

    fn synthetic_module(
        &mut self,
        name: &str,
        exports: &[String],
    ) -> Result<NonNull<qjs::JSModuleDef>, Thrown> {
        let name = CString::new(name).unwrap_or_default();
        // SAFETY: the name lives over the call, and `fill_synthetic` has the signature of an initialiser.
        let module = unsafe { qjs::JS_NewCModule(self.raw(), name.as_ptr(), Some(fill_synthetic)) };
        let module = NonNull::new(module).ok_or_else(Thrown::pending)?;
        let names = self.strings(exports.iter())?;
        for export in exports {
            let export = CString::new(export.as_str()).unwrap_or_default();
            // SAFETY: the module is new and alive; the engine copies the name. The private value's count goes over.
            unsafe { qjs::JS_AddModuleExport(self.raw(), module.as_ptr(), export.as_ptr()) };
        }
        // SAFETY: as above.
        unsafe { qjs::JS_SetModulePrivateValue(self.raw(), module.as_ptr(), names.into_raw()) };
        Ok(module)
    }

    /// Fills synthetic modules again, those of which `wanted` approves by name: who imported them sees what they export
    /// now. Names cannot be added.
    pub fn refill_modules(&mut self, wanted: impl Fn(&str) -> bool) -> Result<(), Thrown> {
        let filled = self.state().filled.borrow().clone();
        for (_, module) in filled.iter().filter(|(name, _)| wanted(name)) {
            self.fill(module.as_ptr())?;
        }
        Ok(())
    }

    /// Evaluates a synthetic module and hands its exports to the engine.
    fn fill(&mut self, module: *mut qjs::JSModuleDef) -> Result<(), Thrown> {
        // SAFETY: the engine calls the initialiser with a live module of ours; both results are ours.
        let (name, names) = unsafe {
            let atom = qjs::JS_GetModuleName(self.raw(), module);
            let name = Owned::checked(self, qjs::JS_AtomToString(self.raw(), atom));
            qjs::JS_FreeAtom(self.raw(), atom);
            (name?, Owned::checked(self, qjs::JS_GetModulePrivateValue(self.raw(), module))?)
        };
        let name = name.value().text(self).unwrap_or_default();
        let exports = self.module_host()?.evaluate(self, &name)?;
        for index in 0..names.value().length(self)? {
            let export = names.value().get_index(self, index)?.value().text(self).unwrap_or_default();
            let atom = self.atom(&export);
            let value = exports.value().get(self, atom)?;
            let export = CString::new(export).unwrap_or_default();
            // SAFETY: the module is alive, and the export was added in `synthetic_module`; the count goes over.
            unsafe { qjs::JS_SetModuleExport(self.raw(), module, export.as_ptr(), value.into_raw()) };
        }
        // A module that was evaluated lives as long as its context.
        let mut filled = self.state().filled.borrow_mut();
        if let Some(module) = NonNull::new(module).filter(|new| filled.iter().all(|(_, old)| old != new)) {
            filled.push((name, module));
        }
        Ok(())
    }
}

/// Teaches the engine to ask our host.
pub(super) fn install_loader(runtime: NonNull<qjs::JSRuntime>) {
    // SAFETY: the runtime is alive; the functions have the signatures it wants and need no opaque pointer.
    unsafe {
        qjs::JS_SetModuleLoaderFunc2(
            runtime.as_ptr(),
            Some(normalize),
            Some(load),
            Some(check_attributes),
            std::ptr::null_mut(),
        );
    }
}

unsafe extern "C" fn normalize(
    context: *mut qjs::JSContext,
    importer: *const c_char,
    specifier: *const c_char,
    _opaque: *mut c_void,
) -> *mut c_char {
    // SAFETY: the engine calls with our context and with C strings that live over the call.
    let (mut js, importer, specifier) =
        unsafe { (Js::from_context(context), CStr::from_ptr(importer), CStr::from_ptr(specifier)) };
    let (importer, specifier) = (importer.to_string_lossy(), specifier.to_string_lossy());
    // Without an importer the name comes from `Js::import`, and is full.
    let name = match importer.is_empty() {
        true => Ok(specifier.into_owned()),
        false => js.module_host().and_then(|host| host.resolve(&mut js, &specifier, &importer)),
    };
    match name {
        // SAFETY: pointer and length describe the name, which the engine copies into memory that it will free.
        Ok(name) => unsafe { qjs::js_strndup(context, name.as_ptr().cast(), name.len() as _) },
        Err(_) => std::ptr::null_mut(),
    }
}

unsafe extern "C" fn load(
    context: *mut qjs::JSContext,
    name: *const c_char,
    _opaque: *mut c_void,
    attributes: qjs::JSValue,
) -> *mut qjs::JSModuleDef {
    // SAFETY: the engine calls with our context, a C string and a value that live over the call.
    let (mut js, name, attributes) =
        unsafe { (Js::from_context(context), CStr::from_ptr(name), Value::from_raw(attributes)) };
    match js.load_module(&name.to_string_lossy(), attributes) {
        Ok(module) => module.as_ptr(),
        Err(_) => std::ptr::null_mut(),
    }
}

unsafe extern "C" fn check_attributes(
    _context: *mut qjs::JSContext,
    _opaque: *mut c_void,
    _attributes: qjs::JSValue,
) -> c_int {
    // Unknown ones are refused by the host, which knows Node's words for it.
    0
}

unsafe extern "C" fn fill_synthetic(context: *mut qjs::JSContext, module: *mut qjs::JSModuleDef) -> c_int {
    // SAFETY: the engine calls with our context.
    let mut js = unsafe { Js::from_context(context) };
    match js.fill(module) {
        Ok(()) => 0,
        Err(_) => -1,
    }
}
