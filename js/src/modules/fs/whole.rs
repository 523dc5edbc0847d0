//! Files as wholes, each in one job: what belongs together costs one way to a thread and back.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use evloop::{file, system};

use super::job::{Named, run};
use super::open_file::options;
use super::{Fs, take, transfer};
use crate::modules::buffer;
use crate::raw::{Answer, Args, Js, Value};

/// Where a file is: its path, and how to open it; or open already.
enum Where {
    Path(PathBuf, std::fs::OpenOptions),
    Open(file::Result<Arc<File>>),
}

impl Where {
    fn of(js: &Js<'_>, value: Value<'_>, flags: Value<'_>, mode: u32) -> Result<Where, crate::raw::Thrown> {
        Ok(match value.as_int() {
            Some(number) => Where::Open(Fs::of(js)?.descriptors.get(number)),
            None => Where::Path(take::path(js, value), options(take::bits(flags), mode)),
        })
    }

    /// `first` is the call that finds out that a number is none of an open file.
    fn open(self, first: &'static str) -> file::Result<Arc<File>> {
        match self {
            Where::Path(path, options) => file::open(&path, &options).map(Arc::new),
            Where::Open(file) => file.map_err(|mut error| {
                error.system.call = first;
                error
            }),
        }
    }
}

/// `readFile(path or fd, flags)`: a Buffer.
pub(super) fn read_file<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let place = Where::of(js, args.get(0), args.get(1), 0o666)?;
    let job = move || {
        let file = place.open("fstat")?;
        let found = file::metadata_of(&file)?;
        let size = if found.is_file() { found.len() } else { 0 };
        if size > LARGEST { Ok(Err(size)) } else { read_to_end(&file, size as usize).map(Ok) }
    };
    run(js, args.get(2), Named::BySystem, job, show_contents)
}

/// `readRest(fd)`: a Buffer with what is from the file's own place to its end.
pub(super) fn read_rest<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let file = Fs::of(js)?.descriptors.get(take::descriptor(args.get(0)));
    let job = move || read_to_end(&*file?, 0).map(Ok);
    run(js, args.get(1), Named::BySystem, job, show_contents)
}

/// No Buffer that comes of a file is larger than this, in bytes.
const LARGEST: u64 = i32::MAX as u64;

/// A Buffer; or, of a file that is too large, its size as a BigInt.
fn show_contents<'a>(js: &mut Js<'a>, contents: Result<Vec<u8>, u64>) -> Answer<'a> {
    match contents {
        Ok(bytes) => buffer::copy(js, &bytes),
        Err(size) => js.big_int(size),
    }
}

/// Reads on until there is no more. A file may be longer or shorter than it says.
fn read_to_end(file: &File, size: usize) -> file::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(size);
    let mut reader = file;
    match reader.read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(system::Error::from_io("read", &error).into()),
    }
}

/// `writeFile(path or fd, data, flags, mode, encoding)`: data is a view, or a text in an encoding.
pub(super) fn write_file<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let place = Where::of(js, args.get(0), args.get(2), take::bits(args.get(3)))?;
    let bytes = transfer::encoded(js, args.get(1), args.get(4));
    let job = move || {
        let file = place.open("write")?;
        let mut left = &bytes[..];
        while !left.is_empty() {
            let count = file::write(&file, left, None)?;
            left = &left[count..];
        }
        // What closing tells of the writing is worth hearing; somebody else's file is not ours to close.
        Arc::try_unwrap(file).map_or(Ok(()), file::close)
    };
    run(js, args.get(5), Named::BySystem, job, super::show::nothing)
}
