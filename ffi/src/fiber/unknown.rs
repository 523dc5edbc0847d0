//! Processors whose registers nobody has told us of. There are no stacks here (`Stack::new` says so), and so no fibers.

/// How a fiber begins: with its argument.
pub type Enter = unsafe extern "C" fn(*mut u8) -> !;

/// Cannot be called, for want of a fiber to switch to.
pub unsafe extern "C" fn switch(_save: *mut *mut u8, _to: *mut u8) {
    unreachable!("a fiber on a processor without fibers")
}

/// Cannot be called, for want of a stack.
pub unsafe fn prepare(_top: *mut u8, _enter: Enter, _argument: *mut u8) -> *mut u8 {
    unreachable!("a stack on a processor without fibers")
}
