//! Which native function is which method.

use std::ffi::CStr;

use super::create::Pool;
use super::text::MAX_STRING;
use super::{Room, bytes, create, numbers, text};
use crate::raw::{Answer, Args, Held, Js, Owned, Thrown, Value};
use evloop_codec::Encoding;

/// The largest size that a program may ask for, as Node says it. The engine itself stops at 2 GiB, and says so as a
/// machine does that has no more memory.
const MAX_LENGTH: f64 = 9_007_199_254_740_991.0;

/// What the room's JavaScript files see as `native`.
struct Natives(Held);

/// The object that the room's JavaScript files see as `native`, one for all of them.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Result<Owned<'a>, Thrown> {
    if let Some(made) = js.rooms().get::<Natives>() {
        return Ok(made.0.value(js).own(js));
    }
    let native = js.object()?;
    js.rooms().insert(Natives(js.hold(native.value())));
    let it = native.value();
    method(js, it, c"install", 4, install)?;

    method(js, it, c"alloc", 1, create::checked::alloc)?;
    method(js, it, c"allocUnsafe", 1, create::checked::alloc_unsafe)?;
    method(js, it, c"allocUnsafeSlow", 1, create::checked::alloc)?;
    method(js, it, c"view", 3, create::checked::view)?;
    method(js, it, c"copyOf", 1, create::checked::copy_of)?;
    method(js, it, c"fromString", 2, create::checked::from_string)?;
    method(js, it, c"encode", 1, create::checked::encode)?;
    method(js, it, c"byteLength", 2, create::checked::byte_length)?;

    method(js, it, c"text", 4, text::checked::text)?;
    method(js, it, c"write", 5, text::checked::write)?;
    method(js, it, c"unitCount", 2, text::checked::unit_count)?;
    method(js, it, c"unfinished", 1, text::checked::unfinished)?;
    method(js, it, c"isUtf8", 1, text::checked::is_utf8)?;
    method(js, it, c"isAscii", 1, text::checked::is_ascii)?;
    method(js, it, c"btoa", 1, text::checked::btoa)?;
    method(js, it, c"atob", 1, text::checked::atob)?;

    method(js, it, c"compare", 6, bytes::checked::compare)?;
    method(js, it, c"copy", 5, bytes::checked::copy)?;
    method(js, it, c"search", 5, bytes::checked::search)?;
    method(js, it, c"fill", 5, bytes::checked::fill)?;
    method(js, it, c"swap", 2, bytes::checked::swap)?;
    method(js, it, c"isUint8Array", 1, is_uint8_array)?;
    method(js, it, c"isArrayBuffer", 1, is_array_buffer)?;

    it.define(js, js.atom("maxLength"), js.number(MAX_LENGTH));
    it.define(js, js.atom("maxStringLength"), js.number(MAX_STRING as f64));
    Ok(native)
}

/// `install(Buffer, FastBuffer, slow, noteSlab)`: opens the room and gives Buffer and its prototype their native methods.
fn install<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (buffer, fast_buffer, slow) = (args.get(0), args.get(1), args.get(2));
    let prototype_name = js.atom("prototype");
    let prototype = buffer.get(js, prototype_name)?;
    let uint8_array = js.global_property("Uint8Array")?;
    let no_bytes = js.int(0);
    let model = uint8_array.value().construct(js, fast_buffer, &[no_bytes.value()])?;
    js.rooms().insert(Room {
        uint8_array: js.hold(uint8_array.value()),
        buffer: js.hold(buffer),
        fast_buffer: js.hold(fast_buffer),
        prototype: js.hold(prototype.value()),
        slow: js.hold(slow),
        note_slab: js.hold(args.get(3)),
        _model: js.hold(model.value()),
        pool_size: js.atom("poolSize"),
        pool: Pool::default().into(),
    });

    method(js, buffer, c"from", 3, create::from)?;
    method(js, buffer, c"alloc", 3, create::alloc)?;
    method(js, buffer, c"allocUnsafe", 1, create::alloc_unsafe)?;
    method(js, buffer, c"isBuffer", 1, create::is_buffer)?;
    method(js, buffer, c"isEncoding", 1, is_encoding)?;
    method(js, buffer, c"concat", 2, create::concat)?;
    method(js, buffer, c"byteLength", 2, create::byte_length)?;
    method(js, buffer, c"compare", 2, bytes::compare_two)?;

    let it = prototype.value();
    method(js, it, c"toString", 3, text::to_string)?;
    method(js, it, c"write", 4, text::write)?;
    method(js, it, c"copy", 4, bytes::copy)?;
    method(js, it, c"equals", 1, bytes::equals)?;
    method(js, it, c"compare", 5, bytes::compare)?;
    method(js, it, c"indexOf", 4, bytes::index_of)?;
    method(js, it, c"includes", 4, bytes::includes)?;
    method(js, it, c"fill", 4, bytes::fill)?;
    method(js, it, c"subarray", 2, bytes::subarray)?;
    method(js, it, c"slice", 2, bytes::slice)?;
    method(js, it, c"swap16", 0, bytes::swap::<2>)?;
    method(js, it, c"swap32", 0, bytes::swap::<4>)?;
    method(js, it, c"swap64", 0, bytes::swap::<8>)?;
    install_encodings(js, it)?;
    install_numbers(js, it)?;
    Ok(js.undefined())
}

fn install_encodings(js: &mut Js<'_>, it: Value<'_>) -> Result<(), Thrown> {
    method(js, it, c"utf8Slice", 2, text::slice::<0>)?;
    method(js, it, c"ucs2Slice", 2, text::slice::<1>)?;
    method(js, it, c"latin1Slice", 2, text::slice::<2>)?;
    method(js, it, c"asciiSlice", 2, text::slice::<3>)?;
    method(js, it, c"hexSlice", 2, text::slice::<4>)?;
    method(js, it, c"base64Slice", 2, text::slice::<5>)?;
    method(js, it, c"base64urlSlice", 2, text::slice::<6>)?;
    method(js, it, c"utf8Write", 3, text::write_in::<0>)?;
    method(js, it, c"ucs2Write", 3, text::write_in::<1>)?;
    method(js, it, c"latin1Write", 3, text::write_in::<2>)?;
    method(js, it, c"asciiWrite", 3, text::write_in::<3>)?;
    method(js, it, c"hexWrite", 3, text::write_in::<4>)?;
    method(js, it, c"base64Write", 3, text::write_in::<5>)?;
    method(js, it, c"base64urlWrite", 3, text::write_in::<6>)
}

fn install_numbers(js: &mut Js<'_>, it: Value<'_>) -> Result<(), Thrown> {
    method(js, it, c"readUInt8", 1, numbers::read::<u8, true>)?;
    method(js, it, c"readInt8", 1, numbers::read::<i8, true>)?;
    method(js, it, c"readUInt16LE", 1, numbers::read::<u16, true>)?;
    method(js, it, c"readUInt16BE", 1, numbers::read::<u16, false>)?;
    method(js, it, c"readInt16LE", 1, numbers::read::<i16, true>)?;
    method(js, it, c"readInt16BE", 1, numbers::read::<i16, false>)?;
    method(js, it, c"readUInt32LE", 1, numbers::read::<u32, true>)?;
    method(js, it, c"readUInt32BE", 1, numbers::read::<u32, false>)?;
    method(js, it, c"readInt32LE", 1, numbers::read::<i32, true>)?;
    method(js, it, c"readInt32BE", 1, numbers::read::<i32, false>)?;
    method(js, it, c"readFloatLE", 0, numbers::read::<f32, true>)?;
    method(js, it, c"readFloatBE", 0, numbers::read::<f32, false>)?;
    method(js, it, c"readDoubleLE", 0, numbers::read::<f64, true>)?;
    method(js, it, c"readDoubleBE", 0, numbers::read::<f64, false>)?;
    method(js, it, c"readBigInt64LE", 0, numbers::read_big::<true, true>)?;
    method(js, it, c"readBigInt64BE", 0, numbers::read_big::<true, false>)?;
    method(js, it, c"readBigUInt64LE", 0, numbers::read_big::<false, true>)?;
    method(js, it, c"readBigUInt64BE", 0, numbers::read_big::<false, false>)?;
    method(js, it, c"readUIntLE", 2, numbers::read_any::<false, true>)?;
    method(js, it, c"readUIntBE", 2, numbers::read_any::<false, false>)?;
    method(js, it, c"readIntLE", 2, numbers::read_any::<true, true>)?;
    method(js, it, c"readIntBE", 2, numbers::read_any::<true, false>)?;

    method(js, it, c"writeUInt8", 1, numbers::write::<u8, true>)?;
    method(js, it, c"writeInt8", 1, numbers::write::<i8, true>)?;
    method(js, it, c"writeUInt16LE", 1, numbers::write::<u16, true>)?;
    method(js, it, c"writeUInt16BE", 1, numbers::write::<u16, false>)?;
    method(js, it, c"writeInt16LE", 1, numbers::write::<i16, true>)?;
    method(js, it, c"writeInt16BE", 1, numbers::write::<i16, false>)?;
    method(js, it, c"writeUInt32LE", 1, numbers::write::<u32, true>)?;
    method(js, it, c"writeUInt32BE", 1, numbers::write::<u32, false>)?;
    method(js, it, c"writeInt32LE", 1, numbers::write::<i32, true>)?;
    method(js, it, c"writeInt32BE", 1, numbers::write::<i32, false>)?;
    method(js, it, c"writeFloatLE", 1, numbers::write::<f32, true>)?;
    method(js, it, c"writeFloatBE", 1, numbers::write::<f32, false>)?;
    method(js, it, c"writeDoubleLE", 1, numbers::write::<f64, true>)?;
    method(js, it, c"writeDoubleBE", 1, numbers::write::<f64, false>)?;
    method(js, it, c"writeBigInt64LE", 1, numbers::write_big::<true, true>)?;
    method(js, it, c"writeBigInt64BE", 1, numbers::write_big::<true, false>)?;
    method(js, it, c"writeBigUInt64LE", 1, numbers::write_big::<false, true>)?;
    method(js, it, c"writeBigUInt64BE", 1, numbers::write_big::<false, false>)?;
    method(js, it, c"writeUIntLE", 3, numbers::write_any::<false, true>)?;
    method(js, it, c"writeUIntBE", 3, numbers::write_any::<false, false>)?;
    method(js, it, c"writeIntLE", 3, numbers::write_any::<true, true>)?;
    method(js, it, c"writeIntBE", 3, numbers::write_any::<true, false>)
}

fn method<F>(js: &Js<'_>, object: Value<'_>, name: &'static CStr, length: u8, body: F) -> Result<(), Thrown>
where
    F: for<'b> Fn(&mut Js<'b>, Args<'b>) -> Answer<'b> + Copy + 'static,
{
    let function = js.function(name, length, body)?;
    object.define(js, js.atom(&name.to_string_lossy()), function);
    Ok(())
}

/// `Buffer.isEncoding(name)`
fn is_encoding<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let name = args.get(0).utf8(js);
    Ok(js.bool(name.is_some_and(|name| Encoding::from_name(&name).is_some())))
}

fn is_uint8_array<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    Ok(js.bool(args.get(0).is_uint8_array()))
}

fn is_array_buffer<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    Ok(js.bool(args.get(0).is_array_buffer()))
}
