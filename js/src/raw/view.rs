//! What an object is behind what it says about itself. None of this runs JavaScript.

use rquickjs::qjs;

use super::{Answer, Js, Owned, Thrown, Value};

impl Value<'_> {
    /// The engine's name for an object's class, whatever its prototype says; an empty string for anything else.
    ///
    /// A namespace of a module is `Module`.
    pub fn class_name(self, js: &Js<'_>) -> String {
        // SAFETY: looks at the value's own tag and class.
        let (id, is_proxy) = unsafe { (qjs::JS_GetClassID(self.raw), qjs::JS_IsProxy(self.raw)) };
        if !self.is_object() {
            return String::new();
        }
        if is_proxy {
            return "Proxy".to_owned();
        }
        // SAFETY: the runtime is alive; the atom is given back when its text has been copied.
        let name = unsafe {
            let atom = qjs::JS_GetClassName(js.runtime(), id);
            if atom == qjs::JS_ATOM_NULL {
                return "Object".to_owned();
            }
            let name = Owned::checked(js, qjs::JS_AtomToString(js.raw(), atom));
            qjs::JS_FreeAtom(js.raw(), atom);
            name
        };
        let name = name.ok().and_then(|name| name.value().text(js)).unwrap_or_default();
        // Namespaces share their name with plain objects, but not their class.
        let is_plain = || js.object().is_ok_and(|plain| self.has_class_of(plain.value()));
        match name.as_str() {
            "Object" if !is_plain() && !self.is_same_object(js.global().value()) => "Module".to_owned(),
            _ => name,
        }
    }

    /// The own property keys that are no indices, names before symbols: what a list has besides its elements. A list of a
    /// million elements is looked through without a million strings being made.
    pub fn keys_beside_indices<'a>(self, js: &mut Js<'a>, enumerable_only: bool) -> Answer<'a> {
        /// The bit by which the engine tells an atom that is a number from one that is a string.
        const INDEX: u32 = 1 << 31;
        let keys = js.array()?;
        let mut flags = qjs::JS_GPN_STRING_MASK | qjs::JS_GPN_SYMBOL_MASK;
        if enumerable_only {
            flags |= qjs::JS_GPN_ENUM_ONLY;
        }
        let (mut table, mut count) = (std::ptr::null_mut(), 0);
        // SAFETY: the value is alive; the outputs are written unless the call fails, and the table is given back below.
        let status =
            unsafe { qjs::JS_GetOwnPropertyNames(js.raw(), &mut table, &mut count, self.raw, flags as _) };
        if status < 0 {
            return Err(Thrown::pending());
        }
        let mut next = 0;
        let mut result = Ok(());
        for place in 0..count as usize {
            // SAFETY: the engine gave a table of so many entries.
            let atom = unsafe { (*table.add(place)).atom };
            if atom & INDEX == 0 && result.is_ok() {
                // SAFETY: the table keeps the atom alive; the value is ours.
                let key = unsafe { Owned::checked(js, qjs::JS_AtomToValue(js.raw(), atom)) };
                result = key.and_then(|key| keys.value().set_index(js, next, key));
                next += 1;
            }
        }
        // SAFETY: table and count are the engine's own, given back once.
        unsafe { qjs::JS_FreePropertyEnum(js.raw(), table, count) };
        result.map(|()| keys)
    }

    fn has_class_of(self, other: Value<'_>) -> bool {
        // SAFETY: looks at the values' own classes.
        unsafe { qjs::JS_GetClassID(self.raw) == qjs::JS_GetClassID(other.raw) }
    }

    /// Target and handler of a proxy, both `null` if it was revoked. None for anything else.
    pub fn proxy_details<'a>(self, js: &Js<'a>) -> Option<(Owned<'a>, Owned<'a>)> {
        // SAFETY: the value is alive, and a proxy when its halves are asked for.
        let halves = unsafe {
            if !qjs::JS_IsProxy(self.raw) {
                return None;
            }
            [qjs::JS_GetProxyTarget(js.raw(), self.raw), qjs::JS_GetProxyHandler(js.raw(), self.raw)]
        };
        // SAFETY: both results are ours.
        let [target, handler] = halves.map(|half| unsafe { Owned::checked(js, half) });
        match (target, handler) {
            (Ok(target), Ok(handler)) => Some((target, handler)),
            (target, handler) => {
                // The refusal of a revoked proxy is an exception, which is taken away.
                [target, handler]
                    .into_iter()
                    .filter_map(Result::err)
                    .for_each(|thrown| drop(js.caught(thrown)));
                Some((js.null(), js.null()))
            }
        }
    }
}
