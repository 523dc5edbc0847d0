//! Reading and writing open files: at a place, or where the file stands; into one piece, or several.

use super::Result;
use crate::error::check_size;
use crate::socket::MAX_SLICES;
use std::fs::File;
use std::io::{IoSlice, IoSliceMut};
use std::os::fd::AsRawFd;

/// Reads once. `offset` is where, and leaves the file's own place alone; `None` goes on from that place, and moves it.
/// `Ok(0)` is the end of the file.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (file, _) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::write(&file, b"some text", None)?;
/// let mut bytes = [0; 16];
/// assert_eq!(file::read(&file, &mut bytes, Some(5))?, 4);
/// assert_eq!(&bytes[..4], b"text");
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn read(file: &File, buffer: &mut [u8], offset: Option<u64>) -> Result<usize> {
    read_vectored(file, &mut [IoSliceMut::new(buffer)], offset)
}

/// [`read`] into several pieces, one after the other; at most [`MAX_SLICES`] of them are looked at.
///
/// ```
/// use evloop_ffi::file;
/// use std::io::IoSliceMut;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (file, _) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::write(&file, b"headbody", None)?;
/// let (mut head, mut body) = ([0; 4], [0; 10]);
/// let mut pieces = [IoSliceMut::new(&mut head), IoSliceMut::new(&mut body)];
/// assert_eq!(file::read_vectored(&file, &mut pieces, Some(0))?, 8);
/// assert_eq!((&head, &body[..4]), (b"head", &b"body"[..]));
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn read_vectored(file: &File, pieces: &mut [IoSliceMut<'_>], offset: Option<u64>) -> Result<usize> {
    let (fd, count) = (file.as_raw_fd(), pieces.len().min(MAX_SLICES) as libc::c_int);
    // IoSliceMut has the layout of iovec by its documentation.
    let pieces = pieces.as_ptr().cast();
    // SAFETY: the pointer is to `count` pieces, each of them writable for its length.
    let make = || unsafe {
        match offset {
            Some(offset) => libc::preadv(fd, pieces, count, offset as libc::off_t),
            None => libc::readv(fd, pieces, count),
        }
    };
    Ok(check_size("read", make)?)
}

/// Writes once; fewer bytes than given may be taken. `offset` as in [`read`], but a file that was opened to append is
/// always written at its end.
///
/// ```
/// use evloop_ffi::file;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (file, path) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// assert_eq!(file::write(&file, b"text", None)?, 4);
/// assert_eq!(file::write(&file, b"T", Some(0))?, 1);
/// assert_eq!(std::fs::read(path).unwrap(), b"Text");
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn write(file: &File, bytes: &[u8], offset: Option<u64>) -> Result<usize> {
    write_vectored(file, &[IoSlice::new(bytes)], offset)
}

/// [`write()`] of several pieces, one after the other; at most [`MAX_SLICES`] of them are looked at.
///
/// ```
/// use evloop_ffi::file;
/// use std::io::IoSlice;
/// # let folder = file::make_temporary_folder(&std::env::temp_dir().join("evloop-doc-XXXXXX"))?;
/// let (file, path) = file::make_temporary_file(&folder.join("XXXXXX"))?;
/// file::write_vectored(&file, &[IoSlice::new(b"head"), IoSlice::new(b"body")], None)?;
/// assert_eq!(std::fs::read(path).unwrap(), b"headbody");
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), file::Error>(())
/// ```
pub fn write_vectored(file: &File, pieces: &[IoSlice<'_>], offset: Option<u64>) -> Result<usize> {
    let (fd, count) = (file.as_raw_fd(), pieces.len().min(MAX_SLICES) as libc::c_int);
    // IoSlice has the layout of iovec by its documentation.
    let pieces = pieces.as_ptr().cast();
    // SAFETY: the pointer is to `count` pieces, each of them readable for its length.
    let make = || unsafe {
        match offset {
            Some(offset) => libc::pwritev(fd, pieces, count, offset as libc::off_t),
            None => libc::writev(fd, pieces, count),
        }
    };
    Ok(check_size("write", make)?)
}
