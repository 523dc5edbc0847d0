//! Names, stats and folders for JavaScript.

use std::fs::{FileType, Metadata};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use evloop::file::{Entry, FileSystem};

use crate::modules::buffer;
use crate::raw::{Answer, Js, Value};

/// Nothing: the verb has done it.
pub(super) fn nothing<'a>(js: &mut Js<'a>, _done: ()) -> Answer<'a> {
    Ok(js.undefined())
}

/// A count of bytes.
pub(super) fn count<'a>(js: &mut Js<'a>, count: usize) -> Answer<'a> {
    Ok(js.number(count as f64))
}

/// How a caller wants names: as text, or as the bytes that they are.
#[derive(Clone, Copy)]
pub(super) enum Names {
    Text,
    Bytes,
}

impl Names {
    /// Bytes, if the argument is true.
    pub(super) fn of(js: &Js<'_>, value: Value<'_>) -> Names {
        if value.truthy(js) { Names::Bytes } else { Names::Text }
    }

    /// A name or a path.
    pub(super) fn show<'a>(self, js: &mut Js<'a>, name: &std::ffi::OsStr) -> Answer<'a> {
        match self {
            Names::Text => js.string(&name.to_string_lossy()),
            Names::Bytes => buffer::copy(js, name.as_bytes()),
        }
    }

    /// A path.
    pub(super) fn path<'a>(self, js: &mut Js<'a>, path: PathBuf) -> Answer<'a> {
        match self {
            Names::Text => js.string(&path.to_string_lossy()),
            Names::Bytes => buffer::copy(js, &path.into_os_string().into_vec()),
        }
    }
}

/// A list of names; with `kinds` a list of two, the second with the number of each entry's kind.
pub(super) fn entries<'a>(js: &mut Js<'a>, found: &[Entry], names: Names, kinds: bool) -> Answer<'a> {
    let list = js.array()?;
    let numbers = js.array()?;
    for (index, entry) in found.iter().enumerate() {
        let name = names.show(js, &entry.name)?;
        list.value().set_index(js, index as u32, name)?;
        if kinds {
            numbers.value().set_index(js, index as u32, js.int(entry.kind.map_or(0, kind)))?;
        }
    }
    if !kinds {
        return Ok(list);
    }
    let both = js.array()?;
    both.value().set_index(js, 0, list)?;
    both.value().set_index(js, 1, numbers)?;
    Ok(both)
}

/// Node's number for a kind of file (`UV_DIRENT_…`).
pub(super) fn kind(kind: FileType) -> i32 {
    match kind {
        kind if kind.is_file() => 1,
        kind if kind.is_dir() => 2,
        kind if kind.is_symlink() => 3,
        kind if kind.is_fifo() => 4,
        kind if kind.is_socket() => 5,
        kind if kind.is_char_device() => 6,
        kind if kind.is_block_device() => 7,
        _ => 0,
    }
}

/// What is known of a file, as a flat list: ten numbers, and four times in seconds and nanoseconds.
pub(super) fn stats<'a>(js: &mut Js<'a>, found: &Metadata, big: bool) -> Answer<'a> {
    let (born, born_nanoseconds) = birth(found);
    let values = [
        found.dev() as i64,
        i64::from(found.mode()),
        found.nlink() as i64,
        i64::from(found.uid()),
        i64::from(found.gid()),
        found.rdev() as i64,
        found.blksize() as i64,
        found.ino() as i64,
        found.size() as i64,
        found.blocks() as i64,
        found.atime(),
        found.atime_nsec(),
        found.mtime(),
        found.mtime_nsec(),
        found.ctime(),
        found.ctime_nsec(),
        born,
        born_nanoseconds,
    ];
    numbers(js, &values, big)
}

/// When the file was made; where the file system does not know, when it last changed.
fn birth(found: &Metadata) -> (i64, i64) {
    let unknown = (found.ctime(), found.ctime_nsec());
    let Ok(born) = found.created() else { return unknown };
    match born.duration_since(UNIX_EPOCH) {
        Ok(since) => (since.as_secs() as i64, i64::from(since.subsec_nanos())),
        Err(_) => unknown,
    }
}

/// How full a file system is.
pub(super) fn file_system<'a>(js: &mut Js<'a>, found: &FileSystem, big: bool) -> Answer<'a> {
    let values = [
        found.kind.unwrap_or(0),
        found.block_size as i64,
        found.blocks as i64,
        found.free as i64,
        found.available as i64,
        found.files as i64,
        found.free_files as i64,
    ];
    numbers(js, &values, big)
}

/// Numbers, as BigInts if every digit counts.
fn numbers<'a>(js: &mut Js<'a>, values: &[i64], big: bool) -> Answer<'a> {
    let list = js.array()?;
    for (index, &value) in values.iter().enumerate() {
        let value = if big { js.big_int_signed(value)? } else { js.number(value as f64) };
        list.value().set_index(js, index as u32, value)?;
    }
    Ok(list)
}
