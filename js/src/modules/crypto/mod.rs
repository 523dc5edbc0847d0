//! The native half of `crypto`: random bytes of the system, and digests.
//!
//! What clients of databases and protocols log in with is here: digests, HMAC, PBKDF2, random bytes. Ciphers, signatures and
//! certificates are not: they belong to TLS.

mod digest;

use std::cell::RefCell;
use std::hint::black_box;
use std::panic;

use self::digest::{Algorithm, Digesting};
use super::buffer;
use crate::chance::Chance;
use crate::door;
use crate::raw::{Answer, Args, Class, Js, Thrown, Value};

/// "No memory", the same number on every system.
const ENOMEM: i32 = 12;

/// What the room remembers: the class of digests under way.
struct Room {
    digests: Class<RefCell<Box<dyn Digesting>>>,
}

/// The natives of `crypto/native`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    if js.rooms().get::<Room>().is_none() {
        js.rooms().insert(Room { digests: js.class("Digest") });
    }
    let natives = js.object()?;
    for (name, function) in [
        ("begin", js.function(c"begin", 2, begin)?),
        ("update", js.function(c"update", 2, update)?),
        ("finish", js.function(c"finish", 1, finish)?),
        ("fork", js.function(c"fork", 1, fork)?),
        ("isDigest", js.function(c"isDigest", 1, is_digest)?),
        ("fill", js.function(c"fill", 1, fill)?),
        ("randomLater", js.function(c"randomLater", 2, random_later)?),
        ("deriveKey", js.function(c"deriveKey", 6, derive_key)?),
        ("equal", js.function(c"equal", 2, equal)?),
    ] {
        natives.value().define(js, js.atom(name), function);
    }
    Ok(natives)
}

fn algorithm(js: &Js<'_>, name: Value<'_>) -> Option<Algorithm> {
    Algorithm::named(&name.text(js)?)
}

/// The bytes of an argument, which JavaScript has made a Uint8Array.
fn bytes(js: &Js<'_>, value: Value<'_>) -> Vec<u8> {
    value.view_bytes(js).unwrap_or_default().to_vec()
}

/// `begin(name, key)`: a digest, with a key unless that is undefined. Undefined for a name that is none.
fn begin<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some(algorithm) = algorithm(js, args.get(0)) else { return Ok(js.undefined()) };
    let digest = match args.get(1).view_bytes(js) {
        Some(key) => algorithm.digest_with_key(key),
        None => algorithm.digest(),
    };
    carried(js, digest)
}

fn carried<'a>(js: &mut Js<'a>, digest: Box<dyn Digesting>) -> Answer<'a> {
    let Some(room) = js.rooms().get::<Room>() else { return Ok(js.undefined()) };
    room.digests.make(js, Value::NULL, RefCell::new(digest))
}

/// The digest that an object carries.
fn of<'v>(js: &Js<'_>, value: Value<'v>) -> Option<&'v RefCell<Box<dyn Digesting>>> {
    js.rooms().get::<Room>()?.digests.of(value)
}

/// `update(digest, bytes)`
fn update<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    if let (Some(digest), Some(bytes)) = (of(js, args.get(0)), args.get(1).view_bytes(js)) {
        digest.borrow_mut().update(bytes);
    }
    Ok(js.undefined())
}

/// `finish(digest)`: what the bytes come to, a Buffer.
fn finish<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some(digest) = of(js, args.get(0)) else { return Ok(js.undefined()) };
    let sum = digest.borrow_mut().finish();
    buffer::copy(js, &sum)
}

/// `fork(digest)`: another one that has taken in the same bytes.
fn fork<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some(digest) = of(js, args.get(0)) else { return Ok(js.undefined()) };
    let other = digest.borrow().fork();
    carried(js, other)
}

/// `isDigest(value)`
fn is_digest<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    Ok(js.bool(of(js, args.get(0)).is_some()))
}

/// `fill(view)`: with random bytes. 0, or a negative errno.
fn fill<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let mut chance = Chance::of(js);
    let filled = args.get(0).view_bytes_mut(js).map_or(Ok(()), |bytes| chance.fill(bytes));
    Ok(js.int(filled.map_or_else(|error| -error.errno, |()| 0)))
}

/// `randomLater(count, callback)`: `callback(errno, bytes)` from the pool, because the system may have to wait for chance.
fn random_later<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (count, mut chance) = (size(args.get(0)), Chance::of(js));
    later(js, args.get(1), move || {
        let mut bytes = room_for(count)?;
        chance.fill(&mut bytes).map_err(|error| error.errno)?;
        Ok(bytes)
    })
}

/// `deriveKey(password, salt, rounds, length, digest, callback)`: a key by PBKDF2. `callback(errno, key)` from the pool; if
/// there is none, the key itself, a Buffer, or a negative errno. False for a digest that is none.
fn derive_key<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some(algorithm) = algorithm(js, args.get(4)) else { return Ok(js.bool(false)) };
    let (password, salt) = (bytes(js, args.get(0)), bytes(js, args.get(1)));
    let (rounds, length) = (size(args.get(2)) as u32, size(args.get(3)));
    let job = move || {
        let mut key = room_for(length)?;
        algorithm.derive_key(&password, &salt, rounds, &mut key);
        Ok::<_, i32>(key)
    };
    if args.get(5).is_undefined() {
        return match job() {
            Ok(key) => buffer::copy(js, &key),
            Err(errno) => Ok(js.int(-errno)),
        };
    }
    later(js, args.get(5), job)
}

/// `equal(a, b)`: whether two runs of bytes of the same length are the same, in a time that does not tell where they differ.
fn equal<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (Some(a), Some(b)) = (args.get(0).view_bytes(js), args.get(1).view_bytes(js)) else {
        return Ok(js.bool(false));
    };
    let difference = a.iter().zip(b).fold(0, |all, (a, b)| black_box(all | (a ^ b)));
    Ok(js.bool(a.len() == b.len() && difference == 0))
}

/// A count that JavaScript has checked.
fn size(value: Value<'_>) -> usize {
    value.as_number().unwrap_or(0.0) as usize
}

/// `ENOMEM`, when there is no memory for so many bytes.
fn room_for(count: usize) -> Result<Vec<u8>, i32> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(count).map_err(|_| ENOMEM)?;
    bytes.resize(count, 0);
    Ok(bytes)
}

/// Does a job on the pool, and calls `callback(errno, bytes)` with what comes of it.
fn later<'a>(
    js: &mut Js<'a>,
    callback: Value<'_>,
    job: impl FnOnce() -> Result<Vec<u8>, i32> + Send + 'static,
) -> Answer<'a> {
    let callback = crate::scope::bind(js, callback, "RANDOMBYTESREQUEST")?;
    let callback = js.hold(callback.value());
    let begun = js.with_loop(|lp| {
        lp.work(job, move |lp, outcome| {
            let outcome = outcome.unwrap_or_else(|defect| panic::resume_unwind(defect));
            door::enter_to(callback.context(), lp, &callback, |js| tell(js, callback.value(js), outcome));
        })
    });
    begun.map_or_else(|| Err(js.throw_error("the loop is not at hand here")), |_| Ok(js.undefined()))
}

fn tell(js: &mut Js<'_>, callback: Value<'_>, outcome: Result<Vec<u8>, i32>) -> Result<(), Thrown> {
    let (errno, bytes) = match outcome {
        Ok(bytes) => (js.int(0), buffer::copy(js, &bytes)?),
        Err(errno) => (js.int(-errno), js.undefined()),
    };
    callback.call(js, Value::UNDEFINED, &[errno.value(), bytes.value()]).map(drop)
}
