//! For whom the process acts: users and groups, by number or name. Failures are negative errnos.

use std::ffi::CString;

use evloop::system;

use crate::raw::{Answer, Args, Js, Owned, Value};

/// What there is no user and no group of.
const NOBODY: i32 = -1;

/// `setId(which, id)`: 0 user, 1 effective user, 2 group, 3 effective group.
pub(super) fn set<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let id = args.get(1).as_number().unwrap_or(0.0) as u32;
    let outcome = match args.get(0).as_int() {
        Some(0) => system::set_user(id),
        Some(1) => system::set_effective_user(id),
        Some(2) => system::set_group(id),
        _ => system::set_effective_group(id),
    };
    Ok(status(js, outcome))
}

fn status<'a>(js: &Js<'a>, outcome: Result<(), system::Error>) -> Owned<'a> {
    js.int(outcome.err().map_or(0, |error| -error.errno))
}

/// A name as the system takes it.
fn name(js: &Js<'_>, value: Value<'_>) -> CString {
    CString::new(value.text(js).unwrap_or_default()).unwrap_or_default()
}

/// `userId(name)`: -1 if there is no such user.
pub(super) fn user_id<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let user = system::user_named(&name(js, args.get(0))).ok().flatten();
    Ok(user.map_or_else(|| js.int(NOBODY), |user| js.number(f64::from(user.id))))
}

/// `groupId(name)`: -1 if there is no such group.
pub(super) fn group_id<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let group = system::group_named(&name(js, args.get(0))).ok().flatten();
    Ok(group.map_or_else(|| js.int(NOBODY), |group| js.number(f64::from(group.id))))
}

/// `groups()`: their numbers, or a negative errno.
pub(super) fn groups<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    match system::groups() {
        Ok(groups) => super::numbers(js, &groups.into_iter().map(f64::from).collect::<Vec<_>>()),
        Err(error) => Ok(js.int(-error.errno)),
    }
}

/// `setGroups(numbers)`
pub(super) fn set_groups<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let list = args.get(0);
    let mut groups = Vec::new();
    for index in 0..list.length(js)? {
        let id = list.get_index(js, index)?;
        groups.push(id.value().as_number().unwrap_or(0.0) as u32);
    }
    Ok(status(js, system::set_groups(&groups)))
}

/// `initGroups(user, group)`: a user's name, and a number.
pub(super) fn init_groups<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let group = args.get(1).as_number().unwrap_or(0.0) as u32;
    Ok(status(js, system::init_groups(&name(js, args.get(0)), group)))
}

/// `userName(id)`: undefined if there is no such user.
pub(super) fn user_name<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    match system::user(args.get(0).as_number().unwrap_or(0.0) as u32) {
        Ok(Some(user)) => js.string(&user.name.to_string_lossy()),
        _ => Ok(js.undefined()),
    }
}
