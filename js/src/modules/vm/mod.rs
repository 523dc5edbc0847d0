//! The native half of `vm`: scripts, and realms for them.

use crate::clock;
use crate::loader::compile;
use crate::raw::{Answer, Args, Class, Js, Realm, Thrown, Value};

/// The class of realms.
struct Room {
    realms: Class<Realm>,
}

/// The natives of `vm/native`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    js.rooms().insert(Room { realms: js.class("Realm") });
    let natives = js.object()?;
    for (name, function) in [
        ("check", js.function(c"check", 2, check)?),
        ("run", js.function(c"run", 2, run)?),
        ("realm", js.function(c"realm", 0, realm)?),
        ("runIn", js.function(c"runIn", 3, run_in)?),
    ] {
        natives.value().define(js, js.atom(name), function);
    }
    Ok(natives)
}

fn realms(js: &Js<'_>) -> Result<Class<Realm>, Thrown> {
    let room = js.rooms().get::<Room>();
    room.map(|room| room.realms).ok_or_else(|| js.throw_error("the engine is being closed"))
}

/// An argument that our own JavaScript promises to be a string.
fn text(js: &Js<'_>, value: Value<'_>) -> String {
    value.text(js).unwrap_or_default()
}

/// `check(source, name)`: throws a SyntaxError, in V8's words and with the place, if it is no script.
fn check<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (source, name) = (text(js, args.get(0)), text(js, args.get(1)));
    match js.check_script(&source, &name) {
        Ok(()) => Ok(js.undefined()),
        Err(thrown) => Err(compile::module_error(js, &source, &name, thrown)),
    }
}

/// `run(source, name)`: the value of a script in the global scope.
fn run<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    js.eval(&text(js, args.get(0)), &text(js, args.get(1)))
}

/// `realm()`: an object with the realm's `global`.
fn realm<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let class = realms(js)?;
    let realm = js.realm(class)?;
    let global = realm.value().get(js, js.atom("global"))?;
    clock::replace_in(js, global.value())?;
    Ok(realm)
}

/// `runIn(realm, source, name)`: the value of a script in a realm.
fn run_in<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let class = realms(js)?;
    let (source, name) = (text(js, args.get(1)), text(js, args.get(2)));
    js.eval_in(class, args.get(0), &source, &name)
        .unwrap_or_else(|| Err(js.throw_type_error("a realm was expected")))
}
