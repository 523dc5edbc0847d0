//! The native half of `url`: what a URL is, by the `url` crate, which follows the WHATWG's standard.

use std::cell::RefCell;

use url::{Url, form_urlencoded, quirks};

use crate::raw::{Answer, Args, Class, Js, Owned, Thrown, Value};

/// What the room remembers: the class of parsed URLs.
struct Room {
    parsed: Class<RefCell<Url>>,
}

/// The object that the room's JavaScript sees as `native`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Result<Owned<'a>, Thrown> {
    if js.rooms().get::<Room>().is_none() {
        js.rooms().insert(Room { parsed: js.class("ParsedURL") });
    }
    let native = js.object()?;
    let it = native.value();
    it.define(js, js.atom("parse"), js.function(c"parse", 2, parse)?);
    it.define(js, js.atom("part"), js.function(c"part", 2, part)?);
    it.define(js, js.atom("setPart"), js.function(c"setPart", 3, set_part)?);
    it.define(js, js.atom("format"), js.function(c"format", 5, format)?);
    it.define(js, js.atom("parseQuery"), js.function(c"parseQuery", 1, parse_query)?);
    it.define(js, js.atom("serializeQuery"), js.function(c"serializeQuery", 1, serialize_query)?);
    it.define(js, js.atom("domainToASCII"), js.function(c"domainToASCII", 1, domain_to_ascii)?);
    it.define(js, js.atom("domainToUnicode"), js.function(c"domainToUnicode", 1, domain_to_unicode)?);
    Ok(native)
}

fn class(js: &Js<'_>) -> Option<Class<RefCell<Url>>> {
    js.rooms().get::<Room>().map(|room| room.parsed)
}

/// `parse(text, base)`: an object that carries the URL; undefined if it, or the base, is none.
fn parse<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (Some(text), Some(class)) = (args.get(0).text(js), class(js)) else { return Ok(js.undefined()) };
    let base = match args.get(1).text(js).map(|base| Url::parse(&base)) {
        None => None,
        Some(Ok(base)) => Some(base),
        Some(Err(_)) => return Ok(js.undefined()),
    };
    match Url::options().base_url(base.as_ref()).parse(&text) {
        Ok(url) => {
            let nothing = js.null();
            class.make(js, nothing.value(), RefCell::new(url))
        }
        Err(_) => Ok(js.undefined()),
    }
}

/// The parts of a URL, in the order of whatwg.js' `PARTS`.
fn part_of(url: &Url, index: i32) -> String {
    match index {
        0 => quirks::href(url).to_owned(),
        1 => quirks::origin(url),
        2 => quirks::protocol(url).to_owned(),
        3 => quirks::username(url).to_owned(),
        4 => quirks::password(url).to_owned(),
        5 => quirks::host(url).to_owned(),
        6 => quirks::hostname(url).to_owned(),
        7 => quirks::port(url).to_owned(),
        8 => quirks::pathname(url).to_owned(),
        9 => quirks::search(url).to_owned(),
        _ => quirks::hash(url).to_owned(),
    }
}

/// `part(url, index)`: one of its parts; undefined for what is no parsed URL.
fn part<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some(url) = parsed(js, args.get(0)) else { return Ok(js.undefined()) };
    let text = part_of(&url.borrow(), args.get(1).as_int().unwrap_or_default());
    js.string(&text)
}

/// `setPart(url, index, text)`: false if the text does not fit there, which leaves the URL as it was.
fn set_part<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some(text) = args.get(2).text(js) else { return Ok(js.bool(false)) };
    let Some(url) = parsed(js, args.get(0)) else { return Ok(js.bool(false)) };
    let done = set_part_of(&mut url.borrow_mut(), args.get(1).as_int().unwrap_or_default(), &text);
    Ok(js.bool(done))
}

/// False if `text` does not fit.
fn set_part_of(url: &mut Url, index: i32, text: &str) -> bool {
    let fits = match index {
        0 => quirks::set_href(url, text).is_ok(),
        2 => quirks::set_protocol(url, text).is_ok(),
        3 => quirks::set_username(url, text).is_ok(),
        4 => quirks::set_password(url, text).is_ok(),
        5 => quirks::set_host(url, text).is_ok(),
        6 => quirks::set_hostname(url, text).is_ok(),
        7 => quirks::set_port(url, text).is_ok(),
        8 => {
            quirks::set_pathname(url, text);
            true
        }
        9 => {
            quirks::set_search(url, text);
            true
        }
        _ => {
            quirks::set_hash(url, text);
            true
        }
    };
    if !fits {
        log::trace!("{text:?} does not fit into {url}");
    }
    fits
}

/// `format(url, fragment, unicode, search, auth)`: the URL without the parts that are not wanted.
fn format<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some(url) = parsed(js, args.get(0)) else { return Ok(js.undefined()) };
    let mut url = url.borrow().clone();
    let wanted = |place: usize| args.get(place).truthy(js);
    if !wanted(1) {
        url.set_fragment(None);
    }
    if !wanted(3) {
        url.set_query(None);
    }
    if !wanted(4) {
        // A URL that can have neither has neither.
        let _ = url.set_username("").and_then(|()| url.set_password(None));
    }
    let text = url.as_str();
    if wanted(2)
        && let Some(host) = url.host_str()
        && let Some(at) = text.find(host)
    {
        let shown = format!("{}{}{}", &text[..at], quirks::domain_to_unicode(host), &text[at + host.len()..]);
        return js.string(&shown);
    }
    js.string(text)
}

fn parsed<'v>(js: &Js<'_>, value: Value<'v>) -> Option<&'v RefCell<Url>> {
    class(js)?.of(value)
}

/// `parseQuery(text)`: names and values, in turn.
fn parse_query<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let text = args.get(0).text(js).unwrap_or_default();
    let pairs = form_urlencoded::parse(text.as_bytes());
    js.strings(pairs.flat_map(|(name, value)| [name, value]))
}

/// `serializeQuery(list)`: the text of names and values that stand in turn in a list.
fn serialize_query<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let list = args.get(0);
    let mut texts = Vec::new();
    for index in 0..list.length(js)? {
        texts.push(list.get_index(js, index)?.value().text(js).unwrap_or_default());
    }
    let mut serializer = form_urlencoded::Serializer::new(String::new());
    for pair in texts.chunks_exact(2) {
        serializer.append_pair(&pair[0], &pair[1]);
    }
    js.string(&serializer.finish())
}

fn domain_to_ascii<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let domain = args.get(0).text(js).unwrap_or_default();
    js.string(&quirks::domain_to_ascii(&domain))
}

fn domain_to_unicode<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let domain = args.get(0).text(js).unwrap_or_default();
    // What is no domain in the first place has no other form either.
    let ascii = quirks::domain_to_ascii(&domain);
    js.string(&quirks::domain_to_unicode(&ascii))
}
