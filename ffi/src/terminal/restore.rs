//! Terminals are put back as they were, however the process ends: by a return from `main` or an exit (atexit(3)), by a signal
//! that would end it, by a crash. Only SIGKILL leaves them as they are.
//!
//! A signal may come between any two instructions, so what its handler looks at is a list that only grows, of places that
//! are used again, as with the inboxes in `signal.rs`.

use crate::signal::{self, replaced_at_exit};
use crate::{Error, Result};
use std::cell::UnsafeCell;
use std::mem::{self, MaybeUninit};
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering::SeqCst};
use std::sync::{Once, OnceLock};
use std::thread;

/// Nobody's place.
const FREE: i32 = -1;
/// Somebody's, who is just writing down how the terminal was.
const TAKEN: i32 = -2;

/// How one terminal was.
struct Entry {
    /// Its descriptor, [`FREE`] or [`TAKEN`].
    fd: AtomicI32,
    /// The process that has changed the terminal. A copy of it has the list, too, and leaves the terminal alone.
    owner: AtomicI32,
    /// How many are reading the settings just now.
    visitors: AtomicU32,
    /// Written while the place is taken, and read while it has a descriptor.
    settings: UnsafeCell<MaybeUninit<libc::termios>>,
    next: OnceLock<Box<Entry>>,
}

// SAFETY: the settings are written by one who has taken the place, after all visitors have gone, and read by visitors who
// have seen a descriptor, which is there only when they are written.
unsafe impl Sync for Entry {}
// SAFETY: nothing in it belongs to a thread.
unsafe impl Send for Entry {}

static FIRST: Entry = Entry::new();

impl Entry {
    const fn new() -> Entry {
        Entry {
            fd: AtomicI32::new(FREE),
            owner: AtomicI32::new(0),
            visitors: AtomicU32::new(0),
            settings: UnsafeCell::new(MaybeUninit::uninit()),
            next: OnceLock::new(),
        }
    }

    fn wait_until_nobody_looks(&self) {
        while self.visitors.load(SeqCst) != 0 {
            thread::yield_now();
        }
    }

    fn is_ours(&self) -> bool {
        // SAFETY: getpid(2) touches no memory and cannot fail.
        self.owner.load(SeqCst) == unsafe { libc::getpid() }
    }

    /// Async-signal-safe.
    fn restore(&self) {
        self.visitors.fetch_add(1, SeqCst);
        let fd = self.fd.load(SeqCst);
        if fd >= 0 && self.is_ours() {
            // SAFETY: there is a descriptor, so the settings are written, and stay so while there are visitors. The
            // call is async-signal-safe.
            unsafe { libc::tcsetattr(fd, libc::TCSANOW, (*self.settings.get()).as_ptr()) };
        }
        self.visitors.fetch_sub(1, SeqCst);
    }
}

/// The place of one terminal in the list, as long as it is to be put back.
#[derive(Debug)]
pub(super) struct Place(&'static Entry);

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entry({})", self.fd.load(SeqCst))
    }
}

impl Place {
    /// `fd` must stay open as long as the place is held.
    pub(super) fn take(fd: BorrowedFd<'_>, settings: libc::termios) -> Result<Place> {
        watch_over_the_end()?;
        let mut entry = &FIRST;
        while entry.fd.compare_exchange(FREE, TAKEN, SeqCst, SeqCst).is_err() {
            entry = entry.next.get_or_init(|| Box::new(Entry::new()));
        }
        entry.wait_until_nobody_looks();
        // SAFETY: the place is ours, and nobody reads before there is a descriptor.
        unsafe { (*entry.settings.get()).write(settings) };
        entry.owner.store(std::process::id() as i32, SeqCst);
        entry.fd.store(fd.as_raw_fd(), SeqCst);
        Ok(Place(entry))
    }
}

impl Place {
    /// Whether it is for this process to put the terminal back.
    pub(super) fn is_ours(&self) -> bool {
        self.0.is_ours()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fd.store(TAKEN, SeqCst);
        self.0.wait_until_nobody_looks();
        self.0.fd.store(FREE, SeqCst);
    }
}

/// Puts all terminals back as they were when they were borrowed. Async-signal-safe. For a program that ends in a way that
/// nobody sees (`_exit`), or hands its terminal to another for a while.
pub fn restore_all() {
    // In the background the call would stop us, by SIGTTOU, in the middle of dying; blocked, it is simply allowed.
    let (mut stop, mut before) = (MaybeUninit::uninit(), MaybeUninit::uninit());
    // SAFETY: the pointers are to sets that the calls fill before they are read; all of them are async-signal-safe.
    unsafe {
        libc::sigemptyset(stop.as_mut_ptr());
        libc::sigaddset(stop.as_mut_ptr(), libc::SIGTTOU);
        libc::pthread_sigmask(libc::SIG_BLOCK, stop.as_ptr(), before.as_mut_ptr());
    }
    let mut next = Some(&FIRST);
    while let Some(entry) = next {
        entry.restore();
        next = entry.next.get().map(|entry| &**entry);
    }
    // SAFETY: as above.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, before.as_ptr(), ptr::null_mut()) };
}

extern "C" fn at_exit() {
    restore_all();
}

/// Signals that end a process by default, but for SIGKILL, which nobody may handle.
const ENDS: [libc::c_int; 19] = [
    libc::SIGHUP,
    libc::SIGINT,
    libc::SIGQUIT,
    libc::SIGILL,
    libc::SIGTRAP,
    libc::SIGABRT,
    libc::SIGBUS,
    libc::SIGFPE,
    libc::SIGUSR1,
    libc::SIGSEGV,
    libc::SIGUSR2,
    libc::SIGPIPE,
    libc::SIGALRM,
    libc::SIGTERM,
    libc::SIGXCPU,
    libc::SIGXFSZ,
    libc::SIGVTALRM,
    libc::SIGPROF,
    libc::SIGSYS,
];

/// From the first borrowed terminal on. Signals that the program ignores or handles are its own affair: it does not end by
/// them. Faults are an exception, since Rust's own handler of them ends the process, too, and so is any other's likely to.
fn watch_over_the_end() -> Result<()> {
    static ONCE: Once = Once::new();
    let mut outcome = Ok(());
    ONCE.call_once(|| {
        // SAFETY: the function is there as long as the program.
        if unsafe { libc::atexit(at_exit) } != 0 {
            outcome = Err(Error::new("atexit", libc::ENOMEM));
        }
        for signal in ENDS {
            let fault = signal == libc::SIGSEGV || signal == libc::SIGBUS;
            // A system that does not let one be handled ends us without our word.
            let _ = replaced_at_exit(signal, &ending(), fault);
        }
    });
    outcome
}

fn ending() -> libc::sigaction {
    // SAFETY: sigaction is plain old data, for which all-zero is a valid value.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    let handler: extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void) = end;
    action.sa_sigaction = handler as libc::sighandler_t;
    // On a stack of its own, where there is one: a thread may end for want of stack.
    action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
    // SAFETY: the pointer is to a valid set.
    unsafe { libc::sigfillset(&mut action.sa_mask) };
    action
}

/// The handler: puts the terminals back, and then lets happen what would have happened without us.
extern "C" fn end(signal: libc::c_int, info: *mut libc::siginfo_t, _: *mut libc::c_void) {
    restore_all();
    signal::put_back(signal);
    // SAFETY: the kernel hands over a valid description, if any.
    let code = unsafe { info.as_ref() }.map_or(0, |info| info.si_code);
    // An instruction at fault is executed again when we return. Anything else is sent again, and arrives when we return.
    if !is_fault(signal, code) {
        // SAFETY: raise(3) touches no memory of ours, and is async-signal-safe.
        unsafe { libc::raise(signal) };
    }
}

/// Whether the signal came from an instruction, and not from kill(2): the codes of faults are small numbers everywhere, and
/// those of senders are not.
fn is_fault(signal: libc::c_int, code: libc::c_int) -> bool {
    const KERNEL: libc::c_int = 0x80;
    matches!(signal, libc::SIGSEGV | libc::SIGBUS | libc::SIGILL | libc::SIGFPE)
        && (1..=KERNEL).contains(&code)
}
