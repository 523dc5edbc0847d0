//! Threads of user space: functions with a stack of their own, which the kernel knows nothing of.
//!
//! A processor runs what its registers say. To go on with another function is to put the registers away on the old stack, to
//! take the new stack, and to fetch the registers from there; whoever does that without the kernel has threads of their own
//! (`switch`, two dozen instructions). What a kernel does besides, to interrupt those who do not yield and to run several
//! at a time, is missing: a fiber runs until it says [`suspend`] itself.
//!
//! Why this is safe to use:
//! * A fiber stays on its thread ([`Fiber`] is not `Send`). A compiler takes it for granted that the thread does not change within
//!   a function, and keeps addresses of thread-local variables.
//! * Whoever runs is nobody's to resume: [`Fiber::resume`] takes the fiber, and gives it back when it is suspended.
//! * What lies on the stack of a fiber may be borrowed by others, who rely on its function to come to an end before they are
//!   gone (as `std::thread::scope` does). So the stack of a suspended fiber that is dropped stays where it is for ever.
//! * Below the stack lies a page that nobody may touch. The compiler sees to it that a function with a large frame does not step
//!   over it; to run out of stack ends the process by SIGSEGV.

#[cfg_attr(target_arch = "x86_64", path = "fiber/x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "fiber/aarch64.rs")]
#[cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64")), path = "fiber/unknown.rs")]
mod arch;
mod stack;

pub use stack::Stack;

use std::any::Any;
use std::cell::Cell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::{self, NonNull};

/// A function that can be left in the middle and gone on with.
///
/// ```
/// # #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))] {
/// use evloop_ffi::fiber::{Fiber, Progress, Stack, suspend};
/// use std::cell::Cell;
/// use std::rc::Rc;
///
/// let words = Rc::new(Cell::new(""));
/// let said = words.clone();
/// let fiber = Fiber::new(Stack::new(64 << 10)?, move || {
///     said.set("one moment, please");
///     suspend();
///     said.set("done");
/// });
/// let Progress::Suspended(fiber) = fiber.resume() else { unreachable!() };
/// assert_eq!(words.get(), "one moment, please");
/// // The stack can be used for the next.
/// let Progress::Ended(_stack) = fiber.resume() else { unreachable!() };
/// assert_eq!(words.get(), "done");
/// # }
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
pub struct Fiber(NonNull<Control>);

/// How far a fiber has come.
#[derive(Debug)]
pub enum Progress {
    /// It waits to be resumed.
    Suspended(Fiber),
    /// Its function has returned.
    Ended(Stack),
}

/// What a fiber and who resumes it know of each other. Only one of the two runs, so neither holds a reference over a switch.
struct Control {
    stack: Stack,
    /// Where the fiber's stack ends while it does not run, with its registers on top.
    own: *mut u8,
    /// The same of who resumed it, while it runs.
    resumer: *mut u8,
    /// `None` as soon as it has begun.
    body: Option<Box<dyn FnOnce()>>,
    /// How it has ended.
    outcome: Option<Result<(), Box<dyn Any + Send>>>,
}

thread_local! {
    /// The fiber that runs on this thread.
    static CURRENT: Cell<*mut Control> = const { Cell::new(ptr::null_mut()) };
}

impl Fiber {
    /// A fiber that will run `body` on `stack`, from the first [`Fiber::resume`] on.
    pub fn new(stack: Stack, body: impl FnOnce() + 'static) -> Fiber {
        let top = stack.top();
        let control = Box::into_raw(Box::new(Control {
            stack,
            own: ptr::null_mut(),
            resumer: ptr::null_mut(),
            body: Some(Box::new(body)),
            outcome: None,
        }));
        // SAFETY: nothing else is on the stack, which is writable and by far larger than a frame; `control` was just made.
        unsafe { (*control).own = arch::prepare(top, enter, control.cast()) };
        // SAFETY: a box is not null.
        Fiber(unsafe { NonNull::new_unchecked(control) })
    }

    /// Runs it until it suspends itself or its function returns.
    ///
    /// # Panics
    /// With the panic of its function, if that is how it ends.
    pub fn resume(self) -> Progress {
        let control = self.0.as_ptr();
        let before = CURRENT.replace(control);
        // SAFETY: `own` is where `prepare` or the last `suspend` has left the fiber, which does not run, and the two places live
        // as long as the fiber, which this function has.
        unsafe { arch::switch(&raw mut (*control).resumer, (*control).own) };
        CURRENT.set(before);
        // SAFETY: the fiber does not run.
        match unsafe { (*control).outcome.take() } {
            None => Progress::Suspended(self),
            Some(outcome) => {
                std::mem::forget(self);
                // SAFETY: the box was made in `new`; the fiber has ended, and its handle is forgotten.
                let control = unsafe { Box::from_raw(control) };
                match outcome {
                    Ok(()) => Progress::Ended(control.stack),
                    Err(panic) => {
                        drop(control);
                        resume_unwind(panic)
                    }
                }
            }
        }
    }
}

impl Drop for Fiber {
    fn drop(&mut self) {
        // SAFETY: the fiber does not run, or somebody would have it; the box was made in `new`, and this is its last owner.
        let control = unsafe { Box::from_raw(self.0.as_ptr()) };
        if control.body.is_none() {
            // It has begun, and others may rely on what lies on its stack.
            std::mem::forget(control);
        }
    }
}

impl fmt::Debug for Fiber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fiber({:p})", self.0)
    }
}

/// Leaves the fiber that runs: its [`Fiber::resume`] returns. Comes back when it is resumed again.
///
/// # Panics
/// When no fiber runs on this thread.
pub fn suspend() {
    let control = CURRENT.get();
    assert!(!control.is_null(), "suspend outside of a fiber");
    // SAFETY: this fiber runs, so that its resumer is in `resume` and has left its registers in `resumer`. Who resumes it next
    // has the same `control`.
    unsafe { arch::switch(&raw mut (*control).own, (*control).resumer) };
}

/// Where a fiber begins, on its own stack.
unsafe extern "C" fn enter(control: *mut u8) -> ! {
    let control = control.cast::<Control>();
    // SAFETY: `resume` has come here with its own control, and holds no reference to it meanwhile.
    let body = unsafe { (*control).body.take() };
    // Nobody above could catch a panic: there is no frame above.
    let outcome = catch_unwind(AssertUnwindSafe(|| body.into_iter().for_each(|body| body())));
    // SAFETY: as above; the resumer waits in `resume`. It will free this stack, on which nothing is left to be dropped.
    unsafe {
        (*control).outcome = Some(outcome);
        arch::switch(&raw mut (*control).own, (*control).resumer);
    }
    // Nobody has the fiber any more who could resume it.
    std::process::abort()
}
