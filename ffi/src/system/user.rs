//! Users and groups: for whom a process acts, and what is known of them.

use crate::{Error, Result};
use std::ffi::{CStr, OsStr, OsString, c_char};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::PathBuf;
use std::{mem, ptr};

/// Who this process acts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identities {
    /// The real user.
    pub user: u32,
    /// The user whose rights count.
    pub effective_user: u32,
    /// The real group.
    pub group: u32,
    /// The group whose rights count.
    pub effective_group: u32,
}

/// Who this process acts for.
///
/// ```
/// use evloop_ffi::system;
///
/// let own = system::identities();
/// if own.effective_user == 0 && own.user != 0 {
///     println!("somebody has lent us root's rights");
/// }
/// ```
pub fn identities() -> Identities {
    // SAFETY: the four calls touch no memory and cannot fail.
    unsafe {
        Identities {
            user: libc::getuid(),
            effective_user: libc::geteuid(),
            group: libc::getgid(),
            effective_group: libc::getegid(),
        }
    }
}

/// What the system knows of a user, see passwd(5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name.
    pub name: OsString,
    /// The number.
    pub id: u32,
    /// The number of the first group.
    pub group: u32,
    /// The folder where everything of the user's begins.
    pub home: PathBuf,
    /// The program that the user works with; may be empty.
    pub shell: PathBuf,
}

/// What the system knows of a group, see group(5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The name.
    pub name: OsString,
    /// The number.
    pub id: u32,
    /// Who belongs to it, besides those whose first group it is.
    pub members: Vec<OsString>,
}

/// The largest entry of the files of users and groups that is read: a million members or so.
const LARGEST_ENTRY: usize = 16 << 20;

/// Calls one of the functions that need memory for the strings of their answer, with more and more of it.
fn with_room<T>(
    call: &'static str,
    mut ask: impl FnMut(&mut [c_char]) -> std::result::Result<Option<T>, i32>,
) -> Result<Option<T>> {
    let mut room = vec![0; 1024];
    loop {
        match ask(&mut room) {
            Ok(answer) => return Ok(answer),
            Err(libc::EINTR) => {}
            Err(libc::ERANGE) if room.len() < LARGEST_ENTRY => room.resize(room.len() * 4, 0),
            // POSIX leaves open how "no such entry" is told; these are what systems say.
            Err(libc::ENOENT | libc::ESRCH | libc::EBADF | libc::EPERM) => return Ok(None),
            Err(errno) => return Err(Error::new(call, errno)),
        }
    }
}

/// # Safety
/// The pointer must be null, or to a NUL-terminated string.
unsafe fn text(pointer: *const c_char) -> OsString {
    if pointer.is_null() {
        return OsString::new();
    }
    // SAFETY: as the caller says.
    OsStr::from_bytes(unsafe { CStr::from_ptr(pointer) }.to_bytes()).to_owned()
}

/// What the system knows of the user of this number; `None` when there is no such user. May ask servers, and take long.
///
/// ```
/// use evloop_ffi::system;
///
/// let root = system::user(0)?.unwrap();
/// assert_eq!((root.name.to_str(), root.id, root.group), (Some("root"), 0, 0));
/// assert_eq!(system::user(3_000_000_003)?, None);
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `EMFILE`, `ENFILE`, `ENOMEM`, `EIO`: the files could not be read. See getpwuid_r(3).
pub fn user(id: u32) -> Result<Option<User>> {
    find_user("getpwuid_r", |entry, room, found| {
        // SAFETY: all pointers are valid, and the length is that of the buffer.
        unsafe { libc::getpwuid_r(id, entry, room.as_mut_ptr(), room.len(), found) }
    })
}

/// What the system knows of the user of this name; `None` when there is no such user. May ask servers, and take long.
///
/// ```
/// use evloop_ffi::system;
///
/// assert_eq!(system::user_named(c"root")?.unwrap().id, 0);
/// assert_eq!(system::user_named(c"no such user")?, None);
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// As [`user`].
pub fn user_named(name: &CStr) -> Result<Option<User>> {
    find_user("getpwnam_r", |entry, room, found| {
        // SAFETY: all pointers are valid, the name is NUL-terminated, and the length is that of the buffer.
        unsafe { libc::getpwnam_r(name.as_ptr(), entry, room.as_mut_ptr(), room.len(), found) }
    })
}

fn find_user(
    call: &'static str,
    ask: impl Fn(&mut libc::passwd, &mut [c_char], &mut *mut libc::passwd) -> i32,
) -> Result<Option<User>> {
    with_room(call, |room| {
        // SAFETY: passwd is plain old data, for which all-zero is a valid value.
        let mut entry: libc::passwd = unsafe { mem::zeroed() };
        let mut found = ptr::null_mut();
        let errno = ask(&mut entry, room, &mut found);
        if errno != 0 || found.is_null() {
            return if errno == 0 { Ok(None) } else { Err(errno) };
        }
        // SAFETY: after a success the entry's strings lie in the buffer, NUL-terminated.
        let (name, home, shell) = unsafe { (text(entry.pw_name), text(entry.pw_dir), text(entry.pw_shell)) };
        Ok(Some(User { name, id: entry.pw_uid, group: entry.pw_gid, home: home.into(), shell: shell.into() }))
    })
}

/// What the system knows of the group of this number; `None` when there is no such group. May ask servers, and take long.
///
/// ```
/// use evloop_ffi::system;
///
/// assert_eq!(system::group(0)?.unwrap().id, 0);
/// assert_eq!(system::group(3_000_000_003)?, None);
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// As [`user`]. See getgrgid_r(3).
pub fn group(id: u32) -> Result<Option<Group>> {
    find_group("getgrgid_r", |entry, room, found| {
        // SAFETY: all pointers are valid, and the length is that of the buffer.
        unsafe { libc::getgrgid_r(id, entry, room.as_mut_ptr(), room.len(), found) }
    })
}

/// What the system knows of the group of this name; `None` when there is no such group. May ask servers, and take long.
///
/// ```
/// assert_eq!(evloop_ffi::system::group_named(c"no such group")?, None);
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// As [`user`].
pub fn group_named(name: &CStr) -> Result<Option<Group>> {
    find_group("getgrnam_r", |entry, room, found| {
        // SAFETY: all pointers are valid, the name is NUL-terminated, and the length is that of the buffer.
        unsafe { libc::getgrnam_r(name.as_ptr(), entry, room.as_mut_ptr(), room.len(), found) }
    })
}

fn find_group(
    call: &'static str,
    ask: impl Fn(&mut libc::group, &mut [c_char], &mut *mut libc::group) -> i32,
) -> Result<Option<Group>> {
    with_room(call, |room| {
        // SAFETY: group is plain old data, for which all-zero is a valid value.
        let mut entry: libc::group = unsafe { mem::zeroed() };
        let mut found = ptr::null_mut();
        let errno = ask(&mut entry, room, &mut found);
        if errno != 0 || found.is_null() {
            return if errno == 0 { Ok(None) } else { Err(errno) };
        }
        // SAFETY: after a success the entry's strings lie in the buffer, NUL-terminated, and the list ends with a null
        // pointer.
        unsafe {
            let mut members = Vec::new();
            let mut next = entry.gr_mem;
            while !next.is_null() && !(*next).is_null() {
                members.push(text(*next));
                next = next.add(1);
            }
            Ok(Some(Group { name: text(entry.gr_name), id: entry.gr_gid, members }))
        }
    })
}

/// The user's own folder: `HOME`, or what the system knows of whom this process acts for.
///
/// ```
/// use evloop_ffi::system;
///
/// if let Some(home) = std::env::var_os("HOME").filter(|home| !home.is_empty()) {
///     assert_eq!(system::home_folder()?, home);
/// }
/// # Ok::<(), evloop_ffi::Error>(())
/// ```
///
/// # Errors
/// `ENOENT` when there is no such user; those of [`user`].
pub fn home_folder() -> Result<PathBuf> {
    if let Some(home) = std::env::var_os("HOME").filter(|home| !home.is_empty()) {
        return Ok(home.into());
    }
    let user = user(identities().effective_user)?;
    user.map(|user| user.home).ok_or(Error::new("getpwuid_r", libc::ENOENT))
}

/// Where temporary files belong: the first of `TMPDIR`, `TMP`, `TEMP` that is set, or `/tmp`; without a slash at the end.
///
/// ```
/// assert!(!evloop_ffi::system::temporary_folder().as_os_str().is_empty());
/// ```
pub fn temporary_folder() -> PathBuf {
    let set = |name| std::env::var_os(name).filter(|path| !path.is_empty());
    let set = ["TMPDIR", "TMP", "TEMP"].into_iter().find_map(set);
    let mut path = set.unwrap_or_else(|| "/tmp".into()).into_vec();
    if path.len() > 1 && path.last() == Some(&b'/') {
        path.pop();
    }
    OsString::from_vec(path).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_room_is_offered_until_it_is_enough_and_errors_are_told() {
        let mut offered = Vec::new();
        let answer = with_room("x", |room| {
            offered.push(room.len());
            if room.len() < 10_000 { Err(libc::ERANGE) } else { Ok(Some(room.len())) }
        });
        assert_eq!((answer, offered), (Ok(Some(16_384)), vec![1024, 4096, 16_384]));
        assert_eq!(with_room::<()>("x", |_| Err(libc::ENOENT)), Ok(None));
        assert_eq!(with_room::<()>("x", |_| Err(libc::EMFILE)), Err(Error::new("x", libc::EMFILE)));
        assert_eq!(with_room::<()>("x", |_| Err(libc::ERANGE)), Err(Error::new("x", libc::ERANGE)));
    }
}
