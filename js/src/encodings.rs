//! The natives of `internal/encoding/other_decoder`: decoding by the tables of the Encoding standard.

use std::cell::RefCell;

use encoding_rs::{Decoder, DecoderResult, Encoding, REPLACEMENT};

use crate::raw::{Answer, Args, Class, Js, Value};

struct Room {
    decoders: Class<RefCell<Decoder>>,
}

/// The natives.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    js.rooms().insert(Room { decoders: js.class("Decoder") });
    let natives = js.object()?;
    for (name, function) in [
        ("nameOf", js.function(c"nameOf", 1, name_of)?),
        ("decoder", js.function(c"decoder", 1, decoder)?),
        ("decode", js.function(c"decode", 4, decode)?),
    ] {
        natives.value().define(js, js.atom(name), function);
    }
    Ok(natives)
}

fn known(js: &Js<'_>, label: Value<'_>) -> Option<&'static Encoding> {
    let label = label.text(js)?;
    Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != REPLACEMENT)
}

/// `nameOf(label)`: the encoding's name in lower case, or undefined.
fn name_of<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    match known(js, args.get(0)) {
        Some(encoding) => js.string(&encoding.name().to_ascii_lowercase()),
        None => Ok(js.undefined()),
    }
}

/// `decoder(label)`: one that has seen nothing yet.
fn decoder<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (Some(room), Some(encoding)) = (js.rooms().get::<Room>(), known(js, args.get(0))) else {
        return Err(js.throw_type_error("an encoding was expected"));
    };
    room.decoders.make(js, Value::NULL, RefCell::new(encoding.new_decoder_without_bom_handling()))
}

/// `decode(decoder, bytes, isLast, fatal)`: the text; undefined if the bytes mean nothing and that is fatal.
fn decode<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = js.rooms().get::<Room>();
    let Some(decoder) = room.as_ref().and_then(|room| room.decoders.of(args.get(0))) else {
        return Err(js.throw_type_error("a decoder was expected"));
    };
    let (is_last, fatal) = (args.get(2).truthy(js), args.get(3).truthy(js));
    let bytes = args.get(1).view_bytes(js).unwrap_or_default();
    let text = text_of(&mut decoder.borrow_mut(), bytes, is_last, fatal);
    match text {
        Some(text) => js.string(&text),
        None => Ok(js.undefined()),
    }
}

fn text_of(decoder: &mut Decoder, bytes: &[u8], is_last: bool, fatal: bool) -> Option<String> {
    let room = decoder.max_utf8_buffer_length(bytes.len())?;
    let mut text = String::with_capacity(room);
    if fatal {
        let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut text, is_last);
        return (result == DecoderResult::InputEmpty).then_some(text);
    }
    // There is room for all, so that one call reads all.
    let _ = decoder.decode_to_string(bytes, &mut text, is_last);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_in_two_pieces() {
        let mut decoder = encoding_rs::SHIFT_JIS.new_decoder_without_bom_handling();
        assert_eq!(text_of(&mut decoder, &[0x83], false, true).as_deref(), Some(""));
        assert_eq!(text_of(&mut decoder, &[0x65], true, true).as_deref(), Some("\u{30c6}"));
    }

    #[test]
    fn what_means_nothing() {
        let mut decoder = encoding_rs::EUC_KR.new_decoder_without_bom_handling();
        assert_eq!(text_of(&mut decoder, &[0xff, b'a'], true, true), None);
        let mut decoder = encoding_rs::EUC_KR.new_decoder_without_bom_handling();
        assert_eq!(text_of(&mut decoder, &[0xff, b'a'], true, false).as_deref(), Some("\u{fffd}a"));
    }
}
