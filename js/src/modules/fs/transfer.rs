//! Reading and writing. The pool's threads never see the engine's memory: what they read is copied into the program's
//! buffers afterwards, what they write was copied out of them before.

use std::io::{IoSlice, IoSliceMut};

use evloop::file;

use super::job::{Named, run};
use super::{Fs, fail, show, take};
use crate::raw::{Answer, Args, Js, Thrown, Value};
use evloop_codec::Encoding;

/// `read(fd, buffer, offset, length, position)`: how many bytes it were. Any view will do.
pub(super) fn read<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let file = Fs::of(js)?.descriptors.get(take::descriptor(args.get(0)));
    let (at, length) = (take::count(args.get(2)) as usize, take::count(args.get(3)) as usize);
    let place = take::place(js, args.get(4));
    if args.get(5).is_undefined() {
        let outcome = file.and_then(|file| {
            let room =
                args.get(1).view_bytes_mut(js).and_then(|bytes| bytes.get_mut(at..)?.get_mut(..length));
            file::read(&file, room.unwrap_or_default(), place)
        });
        return match outcome {
            Ok(count) => show::count(js, count),
            Err(error) => Err(fail::throw(js, Some("read"), &error)),
        };
    }
    let target = js.hold(args.get(1));
    let job = move || {
        let mut bytes = vec![0; length];
        let count = file::read(&*file?, &mut bytes, place)?;
        bytes.truncate(count);
        Ok(bytes)
    };
    run(js, args.get(5), Named::As("read"), job, move |js, bytes: Vec<u8>| {
        fill(js, target.value(js), at, &bytes);
        show::count(js, bytes.len())
    })
}

/// Copies into a view. One whose memory is gone meanwhile gets nothing.
fn fill(js: &mut Js<'_>, view: Value<'_>, at: usize, bytes: &[u8]) {
    if let Some(room) = view.view_bytes_mut(js).and_then(|all| all.get_mut(at..)?.get_mut(..bytes.len())) {
        room.copy_from_slice(bytes);
    }
}

/// `write(fd, buffer, offset, length, position)`: how many bytes it were.
pub(super) fn write<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let file = Fs::of(js)?.descriptors.get(take::descriptor(args.get(0)));
    let (at, length) = (take::count(args.get(2)) as usize, take::count(args.get(3)) as usize);
    let place = take::place(js, args.get(4));
    let bytes = args.get(1).view_bytes(js).and_then(|all| all.get(at..)?.get(..length)).unwrap_or_default();
    if args.get(5).is_undefined() {
        return match file.and_then(|file| file::write(&file, bytes, place)) {
            Ok(count) => show::count(js, count),
            Err(error) => Err(fail::throw(js, Some("write"), &error)),
        };
    }
    let bytes = bytes.to_vec();
    run(js, args.get(5), Named::As("write"), move || file::write(&*file?, &bytes, place), show::count)
}

/// `writeText(fd, text, position, encoding)`: how many bytes it were. The encoding is a name.
pub(super) fn write_text<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let file = Fs::of(js)?.descriptors.get(take::descriptor(args.get(0)));
    let place = take::place(js, args.get(2));
    let bytes = encoded(js, args.get(1), args.get(3));
    run(js, args.get(4), Named::As("write"), move || file::write(&*file?, &bytes, place), show::count)
}

/// The bytes of a view, or of a text in an encoding.
pub(super) fn encoded(js: &Js<'_>, data: Value<'_>, encoding: Value<'_>) -> Vec<u8> {
    let encoding = encoding.utf8(js).and_then(|name| Encoding::from_name(&name)).unwrap_or(Encoding::Utf8);
    match data.utf8(js) {
        Some(text) => encoding.encode(&text),
        None => data.view_bytes(js).unwrap_or_default().to_vec(),
    }
}

/// The elements of an array.
fn elements(js: &mut Js<'_>, array: Value<'_>) -> Result<Vec<crate::raw::Held>, Thrown> {
    let count = array.length(js)?;
    (0..count).map(|index| array.get_index(js, index).map(|element| js.hold(element.value()))).collect()
}

/// `readv(fd, views, position)`: how many bytes it were, into one view after the other.
pub(super) fn readv<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let file = Fs::of(js)?.descriptors.get(take::descriptor(args.get(0)));
    let place = take::place(js, args.get(2));
    let views = elements(js, args.get(1))?;
    let length_of = |view: &crate::raw::Held| view.value(js).view_bytes(js).map_or(0, <[u8]>::len);
    let lengths: Vec<usize> = views.iter().map(length_of).collect();
    let job = move || {
        let mut pieces: Vec<Vec<u8>> = lengths.iter().map(|&length| vec![0; length]).collect();
        let mut slices: Vec<_> = pieces.iter_mut().map(|piece| IoSliceMut::new(piece)).collect();
        let count = file::read_vectored(&*file?, &mut slices, place)?;
        Ok((count, pieces))
    };
    run(js, args.get(3), Named::As("read"), job, move |js, (count, pieces): (usize, Vec<Vec<u8>>)| {
        let mut left = count;
        for (view, piece) in views.iter().zip(&pieces) {
            let part = left.min(piece.len());
            fill(js, view.value(js), 0, &piece[..part]);
            left -= part;
        }
        show::count(js, count)
    })
}

/// `writev(fd, views, position)`: how many bytes it were, of one view after the other.
pub(super) fn writev<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let file = Fs::of(js)?.descriptors.get(take::descriptor(args.get(0)));
    let place = take::place(js, args.get(2));
    let views = elements(js, args.get(1))?;
    let bytes_of = |view: &crate::raw::Held| view.value(js).view_bytes(js).unwrap_or_default().to_vec();
    let pieces: Vec<Vec<u8>> = views.iter().map(bytes_of).collect();
    let job = move || {
        let slices: Vec<_> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
        file::write_vectored(&*file?, &slices, place)
    };
    run(js, args.get(3), Named::As("write"), job, show::count)
}
