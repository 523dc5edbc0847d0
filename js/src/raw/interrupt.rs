//! Interrupts: now and then, in the midst of JavaScript, the engine lets somebody look.

use std::ffi::{c_int, c_void};
use std::rc::Rc;

use rquickjs::qjs;

use super::Js;
use super::context::Inner;

/// Who looks. Nothing of the program is to be run, and nothing that it sees is to be changed.
pub(super) type Look = Rc<dyn Fn(&mut Js<'_>)>;

impl Js<'_> {
    /// Has `look` called after every some thousand calls and jumps backwards of JavaScript code.
    pub fn on_interrupt(&mut self, look: impl Fn(&mut Js<'_>) + 'static) {
        *self.state().look.borrow_mut() = Some(Rc::new(look));
        // SAFETY: the runtime is alive. The opaque pointer is the one of our context, which lives as long as the runtime is
        // used, and is read back as what it is.
        unsafe {
            qjs::JS_SetInterruptHandler(self.runtime(), Some(interrupted), self.opaque().cast_mut().cast())
        }
    }
}

unsafe extern "C" fn interrupted(_runtime: *mut qjs::JSRuntime, opaque: *mut c_void) -> c_int {
    // SAFETY: `on_interrupt` has set it; the engine is entered, since its code runs.
    let mut js = unsafe { Js::from_opaque(opaque.cast::<Inner>()) };
    // It is out of its place while it looks, so that it does not look at itself.
    let look = js.state().look.borrow_mut().take();
    if let Some(look) = look {
        look(&mut js);
        js.state().look.borrow_mut().get_or_insert(look);
    }
    0
}
