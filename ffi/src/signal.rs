//! Signals: told to loops through pipes.
//!
//! A signal may interrupt any thread between any two instructions, so its handler may do next to nothing: no lock, no
//! allocation. Ours writes the signal's number into the pipe of every [`Inbox`] that wants it; the loop that owns the
//! inbox reads the pipe when it next looks around, and user code never runs inside a handler.

use crate::error::check;
use crate::{Error, Result, io};
use std::marker::PhantomData;
use std::mem::{self, MaybeUninit};
use std::os::fd::{AsRawFd, OwnedFd};
use std::ptr;
use std::sync::atomic::{AtomicI32, AtomicU32, AtomicU64, Ordering::SeqCst};
use std::sync::{Mutex, MutexGuard, OnceLock};
use std::thread;

pub use crate::signal_name::Sig;

/// Where the signals of one loop arrive.
#[derive(Debug)]
pub struct Inbox {
    desk: &'static Desk,
    /// Kept open for the handler, which knows its number only.
    _writer: OwnedFd,
}

/// What the handler looks at: the desks of all inboxes are a list that only grows. A desk whose inbox has gone is
/// given to the next one, so that the list is as long as there ever were inboxes at a time.
#[derive(Debug)]
struct Desk {
    /// The process of the inbox, 0 when the desk is free. A child that was forked and has not yet executed its program
    /// runs our handler, too, and must not write into its parent's pipe.
    owner: AtomicI32,
    writer: AtomicI32,
    /// The signals wanted: bit n - 1 for signal n.
    wanted: AtomicU64,
    /// Signals for which the pipe had no room.
    lost: AtomicU64,
    /// How many handlers are at the desk just now.
    visitors: AtomicU32,
    next: OnceLock<Box<Desk>>,
}

static FIRST: Desk = Desk::new();

/// How each signal was dealt with before somebody wanted it, and how many inboxes want it.
static WATCHED: Mutex<[Option<Watched>; 65]> = Mutex::new([const { None }; 65]);

struct Watched {
    inboxes: usize,
    before: libc::sigaction,
}

impl Desk {
    const fn new() -> Desk {
        Desk {
            owner: AtomicI32::new(0),
            writer: AtomicI32::new(-1),
            wanted: AtomicU64::new(0),
            lost: AtomicU64::new(0),
            visitors: AtomicU32::new(0),
            next: OnceLock::new(),
        }
    }

    /// A free desk, or a new one at the end of the list.
    fn take(owner: i32) -> &'static Desk {
        let mut desk = &FIRST;
        while desk.owner.compare_exchange(0, owner, SeqCst, SeqCst).is_err() {
            desk = desk.next.get_or_init(|| Box::new(Desk::new()));
        }
        desk
    }

    /// The handler's part: async-signal-safe.
    fn deliver(&self, signal: libc::c_int, process: i32) {
        self.visitors.fetch_add(1, SeqCst);
        if self.wanted.load(SeqCst) & bit(signal) != 0
            && self.owner.load(SeqCst) == process
            && !self.write(signal)
        {
            // The pipe is full of signals. Whether this one comes 65,536 times or once more makes no difference, but
            // once it must. The second attempt is for a reader who emptied the pipe before the bit was set.
            self.lost.fetch_or(bit(signal), SeqCst);
            self.write(signal);
        }
        self.visitors.fetch_sub(1, SeqCst);
    }

    fn write(&self, signal: libc::c_int) -> bool {
        let byte = signal as u8;
        // SAFETY: write(2) is async-signal-safe and reads one byte. The descriptor is open: an inbox that goes takes
        // its wishes back first, and then waits until no visitor is left.
        unsafe { libc::write(self.writer.load(SeqCst), (&raw const byte).cast(), 1) == 1 }
    }
}

fn bit(signal: libc::c_int) -> u64 {
    1 << (signal - 1)
}

/// The handler of every watched signal, on whatever thread it interrupts.
extern "C" fn handle(signal: libc::c_int) {
    // The code that was interrupted may be about to read errno.
    let errno = Error::last("").errno;
    // SAFETY: getpid(2) touches no memory and cannot fail.
    let process = unsafe { libc::getpid() };
    let mut next = Some(&FIRST);
    while let Some(desk) = next {
        desk.deliver(signal, process);
        next = desk.next.get().map(|desk| &**desk);
    }
    // SAFETY: the pointer is to this thread's errno, always valid.
    unsafe { *errno_place() = errno };
}

fn errno_place() -> *mut libc::c_int {
    // SAFETY: the functions only return an address.
    unsafe {
        #[cfg(any(target_os = "linux", target_os = "dragonfly"))]
        return libc::__errno_location();
        #[cfg(any(target_os = "freebsd", target_vendor = "apple"))]
        return libc::__error();
        #[cfg(any(target_os = "android", target_os = "netbsd", target_os = "openbsd"))]
        return libc::__errno();
    }
}

impl Inbox {
    /// An inbox that wants no signal yet, and the descriptor from which to read the numbers, a byte each, in the order
    /// of their arrival. Drop the inbox before the descriptor: a pipe without a reader raises SIGPIPE.
    ///
    /// # Errors
    /// `EMFILE` or `ENFILE` when there are no descriptors left.
    pub fn new() -> Result<(Inbox, OwnedFd)> {
        let (reader, writer) = io::pipe()?;
        let desk = Desk::take(std::process::id() as i32);
        desk.lost.store(0, SeqCst);
        desk.writer.store(writer.as_raw_fd(), SeqCst);
        Ok((Inbox { desk, _writer: writer }, reader))
    }

    /// Wants a signal from now on. The first inbox of the process that does so replaces what was done about the signal
    /// before.
    ///
    /// # Errors
    /// `EINVAL` for a number that is no signal, and for SIGKILL and SIGSTOP, which nobody may handle.
    pub fn watch(&self, signal: Sig) -> Result<()> {
        let number = signal.number();
        if !(1..=64).contains(&number) {
            return Err(Error::new("sigaction", libc::EINVAL));
        }
        let mut watched = lock();
        if self.desk.wanted.load(SeqCst) & bit(number) != 0 {
            return Ok(());
        }
        match &mut watched[number as usize] {
            Some(entry) => entry.inboxes += 1,
            none => *none = Some(Watched { inboxes: 1, before: set_action(number, &our_action())? }),
        }
        self.desk.wanted.fetch_or(bit(number), SeqCst);
        Ok(())
    }

    /// Wants a signal no more. When it was the last inbox, what was done about the signal before is done again.
    pub fn unwatch(&self, signal: Sig) {
        let number = signal.number();
        let mut watched = lock();
        if !(1..=64).contains(&number) || self.desk.wanted.load(SeqCst) & bit(number) == 0 {
            return;
        }
        self.desk.wanted.fetch_and(!bit(number), SeqCst);
        let Some(entry) = &mut watched[number as usize] else { return };
        entry.inboxes -= 1;
        if entry.inboxes == 0 {
            // It worked when the handler was set, so it works now.
            let _ = set_action(number, &entry.before);
            watched[number as usize] = None;
        }
    }

    /// The signals for which the pipe had no room, each of which has come at least once. Ask after reading the pipe.
    pub fn take_lost(&self) -> impl Iterator<Item = Sig> + use<> {
        let lost = self.desk.lost.swap(0, SeqCst);
        (1..=64).filter(move |&number| lost & bit(number) != 0).map(Sig::from_number)
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        for number in 1..=64 {
            self.unwatch(Sig::from_number(number));
        }
        // Whoever comes from now on finds nothing wanted; whoever came before is about to leave.
        while self.desk.visitors.load(SeqCst) != 0 {
            thread::yield_now();
        }
        self.desk.owner.store(0, SeqCst);
    }
}

fn lock() -> MutexGuard<'static, [Option<Watched>; 65]> {
    WATCHED.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Our handler; system calls that it interrupts go on where they can, and other signals wait until it has returned.
fn our_action() -> libc::sigaction {
    // SAFETY: sigaction is plain old data, for which all-zero is a valid value.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = handle as extern "C" fn(libc::c_int) as libc::sighandler_t;
    action.sa_flags = libc::SA_RESTART;
    // SAFETY: the pointer is to a valid set.
    unsafe { libc::sigfillset(&mut action.sa_mask) };
    action
}

/// Sets what is done about a signal; what was done before.
fn set_action(signal: libc::c_int, action: &libc::sigaction) -> Result<libc::sigaction> {
    // SAFETY: as above.
    let mut before: libc::sigaction = unsafe { mem::zeroed() };
    // SAFETY: both pointers are to valid actions, and the handler in `action` is async-signal-safe, or was in force
    // before.
    check("sigaction", || unsafe { libc::sigaction(signal, ptr::from_ref(action), &mut before) })?;
    Ok(before)
}

/// Sees to it that writing to a pipe without a reader is an error, `EPIPE`, and does not end the process: where SIGPIPE would
/// do what it does by default, it is ignored from now on, in the whole process. Who handles it goes on doing so. Children that
/// [`spawn`](crate::process::spawn) begins have the default again.
///
/// # Errors
/// None that a system is known for: sigaction(2) could say `EINVAL`.
pub fn ignore_broken_pipes() -> Result<()> {
    ignore(libc::SIGPIPE)
}

/// Sees to it that writing beyond the largest size that files may have (`ulimit -f`) is an error, `EFBIG`, and does not end the
/// process by SIGXFSZ; otherwise as [`ignore_broken_pipes`].
///
/// ```
/// evloop_ffi::signal::ignore_size_limit()?;
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// None that a system is known for: sigaction(2) could say `EINVAL`.
pub fn ignore_size_limit() -> Result<()> {
    ignore(libc::SIGXFSZ)
}

/// Ignores a signal that would do what it does by default.
fn ignore(signal: libc::c_int) -> Result<()> {
    // SAFETY: sigaction is plain old data, for which all-zero is a valid value.
    let mut ignore: libc::sigaction = unsafe { mem::zeroed() };
    ignore.sa_sigaction = libc::SIG_IGN;
    replace_default(signal, &ignore)
}

/// Sets what is done about a signal, unless the program has said so itself. Where an inbox wants the signal, this is what will
/// be done when none wants it any more.
fn replace_default(signal: libc::c_int, action: &libc::sigaction) -> Result<()> {
    replace_if(signal, action, |present| present.sa_sigaction == libc::SIG_DFL)
}

/// Sets what is done about a signal if what is done now is such as to be replaced.
fn replace_if(
    signal: libc::c_int,
    action: &libc::sigaction,
    mut replaceable: impl FnMut(&libc::sigaction) -> bool,
) -> Result<()> {
    let mut watched = lock();
    if let Some(Some(entry)) = watched.get_mut(signal as usize) {
        if replaceable(&entry.before) {
            entry.before = *action;
        }
        return Ok(());
    }
    // SAFETY: sigaction is plain old data, for which all-zero is a valid value.
    let mut present: libc::sigaction = unsafe { mem::zeroed() };
    // SAFETY: the pointer is to a valid action; without a new one the call only tells.
    check("sigaction", || unsafe { libc::sigaction(signal, ptr::null(), &mut present) })?;
    if replaceable(&present) {
        set_action(signal, action)?;
    }
    Ok(())
}

/// How many inboxes of the process want a signal.
pub fn inboxes_for(signal: Sig) -> usize {
    lock().get(signal.number() as usize).and_then(Option::as_ref).map_or(0, |watched| watched.inboxes)
}

/// Whether a signal is ignored as long as no inbox wants it.
///
/// # Errors
/// `EINVAL` for what is no signal.
pub fn is_ignored(signal: Sig) -> Result<bool> {
    let mut ignored = false;
    replace_if(signal.number(), &our_action(), |present| {
        ignored = present.sa_sigaction == libc::SIG_IGN;
        false
    })?;
    Ok(ignored)
}

/// Ends the process at once, with code 0, when the signal comes: for programs that have nothing to put in order, whatever their
/// threads are doing. Nothing that is registered for the end is run, and no buffer is flushed.
///
/// ```
/// use evloop_ffi::signal::{Sig, exit_on};
///
/// exit_on(Sig::TERM)?;
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `EINVAL` for what is no signal, and for SIGKILL and SIGSTOP.
pub fn exit_on(signal: Sig) -> Result<()> {
    extern "C" fn leave(_signal: libc::c_int) {
        // SAFETY: _exit(2) touches no memory, and is async-signal-safe.
        unsafe { libc::_exit(0) }
    }
    let mut action = our_action();
    action.sa_sigaction = leave as extern "C" fn(libc::c_int) as libc::sighandler_t;
    set_action(signal.number(), &action).map(drop)
}

/// While it lives, this thread gets no signal; those that come wait.
pub struct Blocked {
    before: libc::sigset_t,
    /// The mask belongs to the thread.
    _here: PhantomData<*const ()>,
}

/// Blocks all signals for this thread.
pub fn block_all() -> Blocked {
    let (mut all, mut before) = (MaybeUninit::uninit(), MaybeUninit::uninit());
    // SAFETY: the pointers are to sets, which the calls fill; they cannot fail with these arguments.
    let before = unsafe {
        libc::sigfillset(all.as_mut_ptr());
        libc::pthread_sigmask(libc::SIG_SETMASK, all.as_ptr(), before.as_mut_ptr());
        before.assume_init()
    };
    Blocked { before, _here: PhantomData }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        // SAFETY: the set is a valid one, and the call cannot fail with these arguments.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &self.before, ptr::null_mut()) };
    }
}

/// What was done about signals that end the process, before somebody wanted the last word.
static BEFORE_THE_END: [OnceLock<libc::sigaction>; 65] = [const { OnceLock::new() }; 65];

/// Sets a handler of the last word for a signal whose default is to end the process: in place of the default, or also of a
/// handler. What was done before is done after all by [`put_back`].
pub(crate) fn replaced_at_exit(signal: libc::c_int, action: &libc::sigaction, handlers: bool) -> Result<()> {
    replace_if(signal, action, |present| {
        let is_default = present.sa_sigaction == libc::SIG_DFL;
        let replaceable = is_default || (handlers && present.sa_sigaction != libc::SIG_IGN);
        // Before the handler is there that asks for it.
        replaceable && BEFORE_THE_END[signal as usize].set(*present).is_ok()
    })
}

/// Undoes [`replaced_at_exit`]. Async-signal-safe.
pub(crate) fn put_back(signal: libc::c_int) {
    // SAFETY: sigaction is plain old data, for which all-zero is valid and says SIG_DFL.
    let default: libc::sigaction = unsafe { mem::zeroed() };
    let before = BEFORE_THE_END[signal as usize].get().unwrap_or(&default);
    // SAFETY: the pointer is to a valid action, which was in force before. The call is async-signal-safe.
    unsafe { libc::sigaction(signal, before, ptr::null_mut()) };
}

/// Sends a signal to a process (or a group: 0 is the caller's own, a negative number the group of that number). Signal
/// 0 only asks whether one might.
///
/// # Errors
/// `ESRCH` when there is no such process, `EPERM` when it is none of ours, `EINVAL` for what is no signal.
pub fn kill(process: i32, signal: Sig) -> Result<()> {
    // SAFETY: kill(2) touches no memory.
    check("kill", || unsafe { libc::kill(process, signal.number()) })?;
    Ok(())
}

/// Sends a signal to the calling thread. Unlike [`kill`], which may hand it to any thread in its own time, this has been
/// dealt with when the call returns.
///
/// # Errors
/// `EINVAL` for what is no signal.
pub fn raise(signal: Sig) -> Result<()> {
    // SAFETY: raise(3) touches no memory.
    let status = unsafe { libc::raise(signal.number()) };
    if status == 0 { Ok(()) } else { Err(Error::new("raise", libc::EINVAL)) }
}
