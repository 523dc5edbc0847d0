//! The system's numbers that programs ask for by the names which its headers give them.

/// Name and value, for whoever hands them on to another language.
pub type Constant = (&'static str, i32);

macro_rules! constants {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name)),*] };
}

/// What a failed call leaves behind, see errno(3): what every system knows.
pub const ERRORS: &[Constant] = constants!(
    E2BIG EACCES EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN EALREADY EBADF EBADMSG EBUSY ECANCELED ECHILD
    ECONNABORTED ECONNREFUSED ECONNRESET EDEADLK EDESTADDRREQ EDOM EDQUOT EEXIST EFAULT EFBIG EHOSTUNREACH EIDRM
    EILSEQ EINPROGRESS EINTR EINVAL EIO EISCONN EISDIR ELOOP EMFILE EMLINK EMSGSIZE ENAMETOOLONG ENETDOWN
    ENETRESET ENETUNREACH ENFILE ENOBUFS ENODEV ENOENT ENOEXEC ENOLCK ENOMEM ENOMSG ENOPROTOOPT ENOSPC ENOSYS
    ENOTCONN ENOTDIR ENOTEMPTY ENOTSOCK ENOTSUP ENOTTY ENXIO EOPNOTSUPP EOVERFLOW EPERM EPIPE EPROTO
    EPROTONOSUPPORT EPROTOTYPE ERANGE EROFS ESPIPE ESRCH ESTALE ETIMEDOUT ETXTBSY EWOULDBLOCK EXDEV
);

/// Errors that this system knows besides.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
pub const ERRORS_HERE: &[Constant] = constants!(EMULTIHOP ENODATA ENOLINK ENOSR ENOSTR ETIME);
/// Errors that this system knows besides.
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
pub const ERRORS_HERE: &[Constant] = &[];

/// How dlopen(3) may load a library.
pub const LOADING: &[Constant] = constants!(RTLD_LAZY RTLD_NOW RTLD_GLOBAL RTLD_LOCAL);

/// Ways of dlopen(3) that this system knows besides.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub const LOADING_HERE: &[Constant] = constants!(RTLD_DEEPBIND);
/// Ways of dlopen(3) that this system knows besides.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub const LOADING_HERE: &[Constant] = &[];
