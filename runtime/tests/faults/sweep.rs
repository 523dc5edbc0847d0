//! The sweep: a piece of work is done again and again, and each time another system call of it fails, once, with one of
//! the errors that its manual page lists. Whatever fails, nothing panics, hangs or leaks, and somebody hears of it.

use crate::common::{HANGS, descriptors};
use evloop::fault::Plan;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::thread;
use std::time::Instant;

/// What the manual pages list, but for faults of the program that Rust rules out (EFAULT), and for errors that say something
/// of the connection which is not true when the call was merely not made: EINPROGRESS and EINTR of connect (it goes on in
/// the background), ENOTCONN of shutdown (reading will tell). ENOTSUP has EOPNOTSUPP's number.
const ERRORS: &[(&str, &str)] = &[
    ("epoll_create1", "EMFILE ENFILE ENOMEM"),
    ("eventfd", "EMFILE ENFILE ENODEV ENOMEM"),
    ("epoll_ctl", "EBADF EEXIST EINVAL ELOOP ENOENT ENOMEM ENOSPC EPERM"),
    ("epoll_wait", "EBADF EINTR EINVAL"),
    ("kqueue", "EMFILE ENFILE ENOMEM"),
    ("kevent", "EACCES EBADF EINTR EINVAL ENOENT ENOMEM ESRCH"),
    ("poll", "EINTR EINVAL ENOMEM"),
    ("select", "EBADF EINTR EINVAL ENOMEM"),
    ("socket", "EACCES EAFNOSUPPORT EINVAL EMFILE ENFILE ENOBUFS ENOMEM EPROTONOSUPPORT"),
    ("socketpair", "EAFNOSUPPORT EMFILE ENFILE ENOTSUP EPROTONOSUPPORT"),
    ("setsockopt", "EBADF EINVAL ENOPROTOOPT ENOTSOCK ENOMEM"),
    ("getsockopt", "EBADF EINVAL ENOPROTOOPT ENOTSOCK"),
    ("bind", "EACCES EADDRINUSE EADDRNOTAVAIL EBADF EINVAL ENOTSOCK"),
    ("listen", "EADDRINUSE EBADF ENOTSOCK ENOTSUP"),
    ("getsockname", "EBADF EINVAL ENOBUFS ENOTSOCK"),
    ("getpeername", "EBADF EINVAL ENOBUFS ENOTCONN ENOTSOCK"),
    (
        "connect",
        "EACCES EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN EALREADY EBADF ECONNREFUSED EISCONN ENETUNREACH ENOTSOCK \
         EPERM EPROTOTYPE ETIMEDOUT",
    ),
    (
        "accept4",
        "EAGAIN EBADF ECONNABORTED EHOSTUNREACH EINTR EINVAL EMFILE ENETDOWN ENFILE ENOBUFS ENOMEM ENOTSOCK ENOTSUP \
         EPERM EPROTO",
    ),
    ("read", "EAGAIN EBADF ECONNREFUSED ECONNRESET EINTR EINVAL EIO ENOMEM ENOTCONN ENOTSOCK ETIMEDOUT"),
    (
        "write",
        "EACCES EAGAIN EBADF ECONNRESET EDESTADDRREQ EDQUOT EFBIG EINTR EINVAL EIO EISCONN EMSGSIZE ENOBUFS ENOMEM \
         ENOSPC ENOTCONN ENOTSOCK ENOTSUP EPIPE",
    ),
    ("shutdown", "EBADF EINVAL ENOTSOCK"),
    (
        "sendto",
        "EACCES EAGAIN EBADF ECONNRESET EDESTADDRREQ EINTR EINVAL EISCONN EMSGSIZE ENOBUFS ENOMEM ENOTCONN ENOTSOCK \
         ENOTSUP EPIPE",
    ),
    ("recvmsg", "EAGAIN EBADF ECONNREFUSED EINTR EINVAL ENOMEM ENOTCONN ENOTSOCK"),
    ("fcntl", "EACCES EAGAIN EBADF EBUSY EINTR EINVAL EMFILE ENOLCK EPERM"),
    ("fork", "EAGAIN ENOMEM ENOSYS"),
    ("pidfd_open", "EINVAL EMFILE ENFILE ENODEV ENOMEM"),
    ("pidfd_send_signal", "EBADF EINVAL EPERM ESRCH"),
    ("waitid", "ECHILD EINTR EINVAL"),
    ("waitpid", "ECHILD EINTR EINVAL"),
    ("sigaction", "EINVAL"),
    ("kill", "EINVAL EPERM ESRCH"),
    ("access", "EACCES EINVAL EIO ELOOP ENAMETOOLONG ENOENT ENOMEM ENOTDIR EPERM EROFS ETXTBSY"),
    ("fstat", "EBADF ENOMEM EOVERFLOW"),
    ("close", "EBADF EDQUOT EINTR EIO ENOSPC"),
    ("futimens", "EACCES EBADF EINVAL EPERM EROFS"),
    ("statfs", "EACCES EINTR EIO ELOOP ENAMETOOLONG ENOENT ENOMEM ENOSYS ENOTDIR EOVERFLOW"),
    ("sendfile", "EAGAIN EBADF EINVAL EIO ENOMEM EOVERFLOW ESPIPE"),
    ("pthread_create", "EAGAIN EINVAL EPERM"),
];

/// How a piece of work went.
#[derive(Default)]
pub struct Story {
    /// Whether all of it was done.
    pub whole: Cell<bool>,
    pub hung: Cell<bool>,
    /// The calls and codes of all errors that a callback or a result told.
    told: RefCell<Vec<(&'static str, &'static str)>>,
    /// How many waited for an answer that did not come, and heard neither of an error nor of an end.
    waiting: Cell<usize>,
    /// How many sources were begun, and have not been said to be closed.
    open: Cell<usize>,
}

impl Story {
    pub fn tell(&self, error: &evloop::Error) {
        self.told.borrow_mut().push((error.call(), error.code()));
    }

    /// Tells that a call has failed, of whose error nothing more is known.
    pub fn tell_of(&self, call: &'static str) {
        self.told.borrow_mut().push((call, ""));
    }

    pub fn begin(&self) {
        self.waiting.set(self.waiting.get() + 1);
    }

    pub fn settle(&self) {
        self.waiting.set(self.waiting.get() - 1);
    }

    pub fn open(&self) {
        self.open.set(self.open.get() + 1);
    }

    pub fn closed(&self) {
        self.open.set(self.open.get().checked_sub(1).expect("closed twice"));
    }

    /// Nobody will hear anything any more, and the caller knows why.
    pub fn abandon(&self) {
        self.waiting.set(0);
        self.open.set(0);
    }

    /// Done, and no word of an error.
    pub fn smooth(&self) -> bool {
        self.whole.get() && self.told.borrow().is_empty()
    }

    fn check(&self, call: &str, code: &str, rule: &str) -> Heard {
        assert!(!self.hung.get(), "{rule}: hangs");
        let told = self.told.borrow();
        assert_eq!(self.waiting.get(), 0, "{rule}: somebody waits and hears nothing; {told:?}");
        assert_eq!(self.open.get(), 0, "{rule}: without a farewell; {told:?}");
        if told.iter().any(|said| *said == (call, code) || *said == (call, "")) {
            return Heard::Told;
        }
        assert!(self.smooth(), "{rule}: not told, but {told:?}");
        Heard::Absorbed
    }
}

enum Heard {
    Told,
    /// The work was done nevertheless.
    Absorbed,
}

/// Which of a call's occurrences fail, each in a run of its own.
#[derive(Clone, Copy)]
pub enum Which {
    /// Every one.
    All,
    /// Every so many.
    Every(u64),
    /// One for each error, another for each.
    One,
    /// Of all, the share of one of several processes that divide the work.
    Share { own: u64, of: u64 },
}

impl Which {
    fn of(self, count: u64, salt: u64) -> Vec<u64> {
        match self {
            Which::All => (1..=count).collect(),
            Which::Every(step) => (1..=count).step_by(step as usize).collect(),
            Which::Share { own, of } => (1..=count).filter(|number| number % of == own).collect(),
            Which::One => vec![1 + salt.wrapping_mul(0x9E37_79B9) % count],
        }
    }
}

/// Whether no more descriptors are open than before. The pool's threads let go of the loop's in a moment of their own.
fn all_closed(base: usize) -> bool {
    let end = Instant::now() + HANGS;
    while descriptors() > base && Instant::now() < end {
        thread::yield_now();
    }
    descriptors() <= base
}

/// Runs `work` with each failure of its calls; which occurrences, `choose` says. What may be absorbed, because nothing is
/// lost by it, is in `harmless`: calls, or calls with a code.
///
/// # Panics
/// When there is a failure that the loop does not bear.
pub fn sweep(work: impl Fn() -> Rc<Story>, harmless: &[&str], choose: impl Fn(&str) -> Which) {
    let counting = Plan::new().install();
    let story = work();
    assert!(story.smooth(), "without a failure: {:?}", story.told.borrow());
    let counts = counting.counts();
    drop(counting);
    let base = descriptors();
    let mut sums: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut salt = 0;
    for (call, count) in &counts {
        let errors = ERRORS.iter().find(|(name, _)| name == call);
        let (_, errors) = errors.unwrap_or_else(|| panic!("no errors are listed for {call}"));
        for code in errors.split_whitespace() {
            salt += 1;
            for number in choose(call).of(*count, salt) {
                let rule = format!("{call}:{code}@{number}");
                let installed = rule.parse::<Plan>().unwrap().install();
                let story = work();
                let struck = installed.struck();
                drop(installed);
                assert!(all_closed(base), "{rule}: leaks {} descriptors", descriptors() - base);
                let sum = sums.entry(call).or_default();
                match story.check(call, code, &rule) {
                    Heard::Told => sum.0 += 1,
                    // How often the loop sleeps is a little different each time, so the last calls may not come.
                    Heard::Absorbed if struck == 0 => {}
                    Heard::Absorbed => {
                        let passes = ["EINTR", "EAGAIN"].contains(&code);
                        let known =
                            harmless.iter().any(|what| *what == *call || *what == format!("{call}:{code}"));
                        assert!(passes || known, "{rule}: nobody hears of it");
                        sum.1 += 1;
                    }
                }
            }
        }
    }
    let total: u32 = sums.values().map(|(told, absorbed)| told + absorbed).sum();
    println!("\nfailures: {total}");
    for (call, (told, absorbed)) in sums {
        println!("  {call}: {told} told, {absorbed} absorbed");
    }
}
