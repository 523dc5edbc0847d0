//! The switch on x86-64, by the rules of its System V calling convention: a function that is called may do as it likes with all
//! registers but rbx, rbp and r12 to r15, and but the control words of the two floating-point units. So these are all that
//! must be kept; the rest is kept by who calls, if it matters.

use std::arch::naked_asm;

/// How a fiber begins: with its argument.
pub type Enter = unsafe extern "C" fn(*mut u8) -> !;

/// Puts the registers away on this stack, notes in `save` where, and goes on with what was put away at `to`.
#[unsafe(naked)]
pub unsafe extern "sysv64" fn switch(save: *mut *mut u8, to: *mut u8) {
    naked_asm!(
        "push rbp",
        "push rbx",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "sub rsp, 8",
        "stmxcsr [rsp]",
        "fnstcw [rsp + 4]",
        "mov [rdi], rsp",
        // From here on the other stack.
        "mov rsp, rsi",
        "ldmxcsr [rsp]",
        "fldcw [rsp + 4]",
        "add rsp, 8",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbx",
        "pop rbp",
        "ret",
    )
}

/// Where the first switch to a fiber returns to.
#[unsafe(naked)]
unsafe extern "sysv64" fn begin() {
    naked_asm!("mov rdi, r12", "call r13", "ud2")
}

/// The control words as a program finds them when it begins: all exceptions masked, rounding to nearest.
const CONTROL_WORDS: u64 = 0x037f_0000_1f80;

/// Lays below `top`, which is a multiple of 16, what `switch` will fetch: it then calls `enter` with `argument`.
///
/// # Safety
/// The 64 bytes below `top` must be writable, and nobody's.
pub unsafe fn prepare(top: *mut u8, enter: Enter, argument: *mut u8) -> *mut u8 {
    // In the order of `switch`: control words, r15, r14, r13, r12, rbx, rbp, and where to return to.
    let frame: [u64; 8] =
        [CONTROL_WORDS, 0, 0, enter as usize as u64, argument as u64, 0, 0, begin as *const () as u64];
    let place = top.wrapping_sub(size_of_val(&frame));
    // SAFETY: see above.
    unsafe { place.cast::<[u64; 8]>().write(frame) };
    place
}
