//! The symbols of errno values, because nobody remembers that 111 means "connection refused".

macro_rules! names {
    ($($(#[$condition:meta])* $symbol:ident),* $(,)?) => {
        /// The symbol of `errno` on this system.
        pub(crate) fn of(errno: i32) -> Option<&'static str> {
            $($(#[$condition])* if errno == libc::$symbol { return Some(stringify!($symbol)); })*
            None
        }
    };
}

// Where two symbols share a number (EAGAIN and EWOULDBLOCK), only the usual one is listed.
names! {
    E2BIG, EACCES, EADDRINUSE, EADDRNOTAVAIL, EAFNOSUPPORT, EAGAIN, EALREADY, EBADF, EBADMSG, EBUSY, ECANCELED,
    ECHILD, ECONNABORTED, ECONNREFUSED, ECONNRESET, EDEADLK, EDESTADDRREQ, EDOM, EDQUOT, EEXIST, EFAULT, EFBIG,
    EHOSTDOWN, EHOSTUNREACH, EIDRM, EILSEQ, EINPROGRESS, EINTR, EINVAL, EIO, EISCONN, EISDIR, ELOOP, EMFILE,
    EMLINK, EMSGSIZE, ENAMETOOLONG, ENETDOWN, ENETRESET, ENETUNREACH, ENFILE, ENOBUFS, ENODEV, ENOENT, ENOEXEC,
    ENOLCK, ENOMEM, ENOMSG, ENOPROTOOPT, ENOSPC, ENOSYS, ENOTBLK, ENOTCONN, ENOTDIR, ENOTEMPTY, ENOTSOCK, ENOTSUP,
    ENOTTY, ENXIO, EOPNOTSUPP, EOVERFLOW, EPERM, EPFNOSUPPORT, EPIPE, EPROTO, EPROTONOSUPPORT, EPROTOTYPE, ERANGE,
    EREMOTE, EROFS, ESHUTDOWN, ESOCKTNOSUPPORT, ESPIPE, ESRCH, ESTALE, ETIMEDOUT, ETOOMANYREFS, ETXTBSY, EUSERS, EXDEV,
    #[cfg(target_os = "linux")] ECOMM,
    #[cfg(target_os = "linux")] ENONET,
    #[cfg(target_os = "linux")] ENODATA,
    #[cfg(target_os = "linux")] ENOKEY,
    #[cfg(target_os = "linux")] EOWNERDEAD,
    #[cfg(target_os = "linux")] EREMOTEIO,
    #[cfg(target_os = "linux")] ETIME,
    #[cfg(target_os = "linux")] EUNATCH,
}
