//! The switch on 64-bit ARM, by the rules of its procedure call standard: a function that is called keeps x19 to x29, the lower
//! halves of v8 to v15, and must know in x30 where to return to.

use std::arch::naked_asm;

/// How a fiber begins: with its argument.
pub type Enter = unsafe extern "C" fn(*mut u8) -> !;

/// Puts the registers away on this stack, notes in `save` where, and goes on with what was put away at `to`.
#[unsafe(naked)]
pub unsafe extern "C" fn switch(save: *mut *mut u8, to: *mut u8) {
    naked_asm!(
        "sub sp, sp, #160",
        "stp x19, x20, [sp, #0]",
        "stp x21, x22, [sp, #16]",
        "stp x23, x24, [sp, #32]",
        "stp x25, x26, [sp, #48]",
        "stp x27, x28, [sp, #64]",
        "stp x29, x30, [sp, #80]",
        "stp d8, d9, [sp, #96]",
        "stp d10, d11, [sp, #112]",
        "stp d12, d13, [sp, #128]",
        "stp d14, d15, [sp, #144]",
        "mov x2, sp",
        "str x2, [x0]",
        // From here on the other stack.
        "mov sp, x1",
        "ldp x19, x20, [sp, #0]",
        "ldp x21, x22, [sp, #16]",
        "ldp x23, x24, [sp, #32]",
        "ldp x25, x26, [sp, #48]",
        "ldp x27, x28, [sp, #64]",
        "ldp x29, x30, [sp, #80]",
        "ldp d8, d9, [sp, #96]",
        "ldp d10, d11, [sp, #112]",
        "ldp d12, d13, [sp, #128]",
        "ldp d14, d15, [sp, #144]",
        "add sp, sp, #160",
        "ret",
    )
}

/// Where the first switch to a fiber returns to.
#[unsafe(naked)]
unsafe extern "C" fn begin() {
    naked_asm!("mov x0, x19", "blr x20", "brk #1")
}

/// Lays below `top`, which is a multiple of 16, what `switch` will fetch: it then calls `enter` with `argument`.
///
/// # Safety
/// The 160 bytes below `top` must be writable, and nobody's.
pub unsafe fn prepare(top: *mut u8, enter: Enter, argument: *mut u8) -> *mut u8 {
    let mut frame = [0_u64; 20];
    // x19, x20 and x30, in the order of `switch`.
    (frame[0], frame[1], frame[11]) = (argument as u64, enter as usize as u64, begin as *const () as u64);
    let place = top.wrapping_sub(size_of_val(&frame));
    // SAFETY: see above.
    unsafe { place.cast::<[u64; 20]>().write(frame) };
    place
}
