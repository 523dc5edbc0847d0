//! Reading and writing open files: at a place, or where the file stands; into one piece, or several.

use super::Result;
use crate::error::check_size;
use crate::socket::MAX_SLICES;
use std::fs::File;
use std::io::{IoSlice, IoSliceMut};
use std::os::fd::AsRawFd;

/// Reads once. `offset` is where, and leaves the file's own place alone; `None` goes on from that place, and moves it.
/// `Ok(0)` is the end of the file.
pub fn read(file: &File, buffer: &mut [u8], offset: Option<u64>) -> Result<usize> {
    read_vectored(file, &mut [IoSliceMut::new(buffer)], offset)
}

/// [`read`] into several pieces, one after the other; at most [`MAX_SLICES`] of them are looked at.
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
pub fn write(file: &File, bytes: &[u8], offset: Option<u64>) -> Result<usize> {
    write_vectored(file, &[IoSlice::new(bytes)], offset)
}

/// [`write()`] of several pieces, one after the other; at most [`MAX_SLICES`] of them are looked at.
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
