//! The system's numbers for opening, asking about and copying files, by the names that its headers give them.

/// Name and value, for whoever hands them on to another language.
pub type Constant = (&'static str, i32);

macro_rules! constants {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i32)),*] };
}

/// What access(2) may be asked.
#[allow(clippy::unnecessary_cast, reason = "the constants' types differ from system to system")]
pub const ACCESS: &[Constant] = constants!(F_OK R_OK W_OK X_OK);

/// Kinds of files in a mode, see inode(7).
#[allow(clippy::unnecessary_cast, reason = "the constants' types differ from system to system")]
pub const KINDS: &[Constant] = constants!(S_IFMT S_IFREG S_IFDIR S_IFCHR S_IFBLK S_IFIFO S_IFLNK S_IFSOCK);

/// Permissions in a mode, see inode(7).
#[allow(clippy::unnecessary_cast, reason = "the constants' types differ from system to system")]
pub const PERMISSIONS: &[Constant] = constants!(
    S_IRWXU S_IRUSR S_IWUSR S_IXUSR S_IRWXG S_IRGRP S_IWGRP S_IXGRP S_IRWXO S_IROTH S_IWOTH S_IXOTH
);

/// Flags of open(2) that every system knows.
pub const OPEN: &[Constant] = constants!(
    O_RDONLY O_WRONLY O_RDWR O_CREAT O_EXCL O_NOCTTY O_TRUNC O_APPEND O_DIRECTORY O_NOFOLLOW O_SYNC
    O_NONBLOCK
);

/// Flags of open(2) that this system knows besides.
#[cfg(target_os = "linux")]
pub const OPEN_HERE: &[Constant] = constants!(O_DSYNC O_NOATIME O_DIRECT);
/// Flags of open(2) that this system knows besides.
#[cfg(target_vendor = "apple")]
pub const OPEN_HERE: &[Constant] = constants!(O_DSYNC O_SYMLINK);
/// Flags of open(2) that this system knows besides.
#[cfg(any(target_os = "android", target_os = "freebsd", target_os = "netbsd", target_os = "openbsd"))]
pub const OPEN_HERE: &[Constant] = constants!(O_DSYNC);
/// Flags of open(2) that this system knows besides.
#[cfg(target_os = "dragonfly")]
pub const OPEN_HERE: &[Constant] = &[];
