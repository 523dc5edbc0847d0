//! The names of signals, and their numbers, which differ from system to system.

use std::fmt;

/// A signal: `Sig::INT` is SIGINT.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sig(i32);

macro_rules! signals {
    ($($(#[$attribute:meta])* $name:ident = $full:ident),* $(,)?) => {
        impl Sig {
            $(
                #[doc = concat!(stringify!($full), ".")]
                $(#[$attribute])*
                pub const $name: Sig = Sig(libc::$full);
            )*

            /// Every name of this system with its signal. Some signals have two names; the usual one comes first.
            pub const ALL: &[(&'static str, Sig)] = &[
                $($(#[$attribute])* (stringify!($full), Sig::$name),)*
            ];
        }
    };
}

signals! {
    HUP = SIGHUP,
    INT = SIGINT,
    QUIT = SIGQUIT,
    ILL = SIGILL,
    TRAP = SIGTRAP,
    ABRT = SIGABRT,
    IOT = SIGIOT,
    BUS = SIGBUS,
    FPE = SIGFPE,
    KILL = SIGKILL,
    USR1 = SIGUSR1,
    SEGV = SIGSEGV,
    USR2 = SIGUSR2,
    PIPE = SIGPIPE,
    ALRM = SIGALRM,
    TERM = SIGTERM,
    CHLD = SIGCHLD,
    #[cfg(target_os = "linux")]
    STKFLT = SIGSTKFLT,
    CONT = SIGCONT,
    STOP = SIGSTOP,
    TSTP = SIGTSTP,
    TTIN = SIGTTIN,
    TTOU = SIGTTOU,
    URG = SIGURG,
    XCPU = SIGXCPU,
    XFSZ = SIGXFSZ,
    VTALRM = SIGVTALRM,
    PROF = SIGPROF,
    WINCH = SIGWINCH,
    IO = SIGIO,
    #[cfg(target_os = "linux")]
    POLL = SIGPOLL,
    #[cfg(target_os = "linux")]
    PWR = SIGPWR,
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    INFO = SIGINFO,
    SYS = SIGSYS,
}

impl Sig {
    /// The signal of that number, which may be none: then the call that uses it fails with `EINVAL`.
    pub const fn from_number(number: i32) -> Sig {
        Sig(number)
    }

    /// The signal of a name like `"SIGINT"`.
    pub fn from_name(name: &str) -> Option<Sig> {
        Sig::ALL.iter().find(|(other, _)| *other == name).map(|&(_, signal)| signal)
    }

    /// The number on this system.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The name, `"SIGINT"`; `None` for one that has no name (a real-time signal, say).
    pub fn name(self) -> Option<&'static str> {
        Sig::ALL.iter().find(|&&(_, other)| other == self).map(|&(name, _)| name)
    }
}

impl fmt::Display for Sig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "signal {}", self.0),
        }
    }
}

impl fmt::Debug for Sig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_know_each_other() {
        assert_eq!(Sig::from_name("SIGINT"), Some(Sig::INT));
        assert_eq!(Sig::from_name("SIGIOT"), Some(Sig::ABRT));
        assert_eq!(Sig::ABRT.to_string(), "SIGABRT");
        assert_eq!(Sig::from_number(Sig::TERM.number()).name(), Some("SIGTERM"));
        assert_eq!(Sig::from_number(99).to_string(), "signal 99");
        assert_eq!(Sig::from_name("INT"), None);
    }
}
