//! Stacks: memory that grows downwards, with a page below that nobody may touch.

use crate::system::page_size;
use crate::{Error, Result};
use std::ptr::{self, NonNull};

/// A stack for one fiber at a time. The kernel gives it memory page by page, when they are first touched.
#[derive(Debug)]
pub struct Stack {
    /// The lowest page, which is the guard.
    base: NonNull<u8>,
    /// All bytes of the mapping, guard included.
    length: usize,
}

/// Systems that want to know which memory is a stack's.
#[cfg(not(target_vendor = "apple"))]
const KIND: libc::c_int = libc::MAP_STACK;
#[cfg(target_vendor = "apple")]
const KIND: libc::c_int = 0;

impl Stack {
    /// A stack of at least so many bytes, rounded up to whole pages, and at least four of them.
    ///
    /// ```
    /// # #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    /// evloop_ffi::fiber::Stack::new(64 << 10)?;
    /// # Ok::<(), evloop_ffi::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ENOMEM` when there is no memory, or the process has too many mappings (on Linux 65,530, of which a stack takes two);
    /// `ENOTSUP` on processors that fibers do not know: other than x86-64 and 64-bit ARM.
    pub fn new(bytes: usize) -> Result<Stack> {
        if !cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) {
            return Err(Error::not_supported("swapcontext"));
        }
        let page = page_size() as usize;
        let pages = bytes.div_ceil(page).max(4) + 1;
        let length = pages.checked_mul(page).ok_or(Error::new("mmap", libc::ENOMEM))?;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANON | KIND;
        let access = libc::PROT_READ | libc::PROT_WRITE;
        // SAFETY: a new mapping at a place of the kernel's choice touches no memory that is in use.
        let base = unsafe { libc::mmap(ptr::null_mut(), length, access, flags, -1, 0) };
        if base == libc::MAP_FAILED {
            return Err(Error::last("mmap"));
        }
        // SAFETY: the call succeeded, and never maps the page at address 0 unless asked to.
        let stack = Stack { base: unsafe { NonNull::new_unchecked(base.cast()) }, length };
        // SAFETY: the page is the first of the mapping, which nobody uses yet.
        match unsafe { libc::mprotect(base, page, libc::PROT_NONE) } {
            0 => Ok(stack),
            _ => Err(Error::last("mprotect")),
        }
    }

    /// Where it begins: behind its last byte.
    pub(super) fn top(&self) -> *mut u8 {
        self.base.as_ptr().wrapping_add(self.length)
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and who owns its stack owns all that lies on it.
        unsafe { libc::munmap(self.base.as_ptr().cast(), self.length) };
    }
}
