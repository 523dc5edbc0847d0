//! The native half of `os`: what the system says about itself. Where it refuses to say, a native gives a negative errno.

use std::os::unix::ffi::OsStrExt;

use evloop::system::{self, constants};

use crate::modules::buffer;
use crate::raw::{Answer, Args, Js, Owned, Thrown, Value};

/// The natives of `os/native`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let natives = js.object()?;
    let functions = [
        ("constants", js.function(c"constants", 0, constants_object)?),
        ("identity", js.function(c"identity", 0, identity)?),
        ("hostName", js.function(c"hostName", 0, host_name)?),
        ("uptime", js.function(c"uptime", 0, uptime)?),
        ("loadAverage", js.function(c"loadAverage", 0, load_average)?),
        ("memory", js.function(c"memory", 0, memory)?),
        ("parallelism", js.function(c"parallelism", 0, parallelism)?),
        ("processors", js.function(c"processors", 0, processors)?),
        ("interfaces", js.function(c"interfaces", 0, interfaces)?),
        ("priority", js.function(c"priority", 1, priority)?),
        ("setPriority", js.function(c"setPriority", 2, set_priority)?),
        ("user", js.function(c"user", 1, user)?),
    ];
    for (name, function) in functions {
        natives.value().define(js, js.atom(name), function);
    }
    Ok(natives)
}

/// A failure as JavaScript gets it.
fn errno<'a>(js: &Js<'a>, error: &system::Error) -> Owned<'a> {
    js.int(-error.errno)
}

/// A whole number, which JavaScript has checked.
fn whole(value: Value<'_>) -> i32 {
    value.as_number().unwrap_or(0.0) as i32
}

/// A list of values.
fn list<'a>(js: &mut Js<'a>, values: impl IntoIterator<Item = Owned<'a>>) -> Answer<'a> {
    let array = js.array()?;
    for (index, value) in values.into_iter().enumerate() {
        array.value().set_index(js, index as u32, value)?;
    }
    Ok(array)
}

/// `constants()`: { errno, dlopen }, each with numbers by name.
fn constants_object<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let all = js.object()?;
    for (group, lists) in [
        ("errno", [constants::ERRORS, constants::ERRORS_HERE]),
        ("dlopen", [constants::LOADING, constants::LOADING_HERE]),
    ] {
        let object = js.object()?;
        for (name, value) in lists.into_iter().flatten() {
            object.value().define(js, js.atom(name), js.int(*value));
        }
        all.value().define(js, js.atom(group), object);
    }
    Ok(all)
}

/// `identity()`: [system, release, version, machine].
fn identity<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    match system::identity() {
        Ok(found) => js.strings([found.system, found.release, found.version, found.machine].iter()),
        Err(error) => Ok(errno(js, &error)),
    }
}

/// `hostName()`
fn host_name<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    match system::host_name() {
        Ok(name) => js.string(&name),
        Err(error) => Ok(errno(js, &error)),
    }
}

/// `uptime()`: seconds.
fn uptime<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    Ok(js.number(system::uptime().as_secs_f64()))
}

/// `loadAverage()`: three numbers.
fn load_average<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let loads = system::load_average().map(|load| js.number(load));
    list(js, loads)
}

/// `memory()`: [all, what can be had], in bytes.
fn memory<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    match system::memory() {
        Ok(found) => {
            let free = found.available.or(found.free).unwrap_or(0);
            let numbers = [found.total, free].map(|bytes| js.number(bytes as f64));
            list(js, numbers)
        }
        Err(error) => Ok(errno(js, &error)),
    }
}

/// `parallelism()`
fn parallelism<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    Ok(js.number(system::parallelism() as f64))
}

/// `processors()`: for each seven values, model, megahertz, and milliseconds in programs, nice ones, the kernel, idle and
/// in interrupts.
fn processors<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let found = match system::processors() {
        Ok(found) => found,
        Err(error) => return Ok(errno(js, &error)),
    };
    let values: Result<Vec<Owned<'a>>, Thrown> = found
        .iter()
        .flat_map(|one| {
            let times = [one.user, one.nice, one.system, one.idle, one.interrupts];
            let model = js.string(&one.model);
            let numbers = times.map(|time| Ok(js.number(time.as_millis() as f64)));
            [model, Ok(js.number(one.megahertz as f64))].into_iter().chain(numbers)
        })
        .collect();
    list(js, values?)
}

/// `interfaces()`: for each address eight values, name, address, netmask, whether it is IPv6, hardware address, whether
/// internal, prefix (null if there is none), scope.
fn interfaces<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let found = match system::interfaces() {
        Ok(found) => found,
        Err(error) => return Ok(errno(js, &error)),
    };
    let mut values = Vec::new();
    for one in &found {
        let hardware = one.hardware.map(|byte| format!("{byte:02x}")).join(":");
        values.push(js.string(&one.name)?);
        values.push(js.string(&one.address.to_string())?);
        values.push(js.string(&one.netmask.to_string())?);
        values.push(js.bool(one.address.is_ipv6()));
        values.push(js.string(&hardware)?);
        values.push(js.bool(one.internal));
        values.push(one.prefix().map_or_else(|| js.null(), |bits| js.int(bits as i32)));
        values.push(js.number(f64::from(one.scope)));
    }
    list(js, values)
}

/// `priority(pid)`: [number], since negative ones are no failures.
fn priority<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    match system::priority(whole(args.get(0))) {
        Ok(nice) => {
            let nice = js.int(nice);
            list(js, [nice])
        }
        Err(error) => Ok(errno(js, &error)),
    }
}

/// `setPriority(pid, number)`: 0.
fn set_priority<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let (pid, nice) = (whole(args.get(0)), whole(args.get(1)));
    Ok(match system::set_priority(pid, nice) {
        Ok(()) => js.int(0),
        Err(error) => errno(js, &error),
    })
}

/// `user(bytes)`: [number, group's number, name, home, shell] of whom the process acts for; names as Buffers if `bytes`.
fn user<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let bytes = args.get(0).truthy(js);
    let found = match system::user(system::identities().effective_user) {
        Ok(Some(found)) => found,
        Ok(None) => return Ok(js.int(-ENOENT)),
        Err(error) => return Ok(errno(js, &error)),
    };
    let mut values = vec![js.number(f64::from(found.id)), js.number(f64::from(found.group))];
    for text in [found.name.as_os_str(), found.home.as_os_str(), found.shell.as_os_str()] {
        values.push(match bytes {
            true => buffer::copy(js, text.as_bytes())?,
            false => js.string(&text.to_string_lossy())?,
        });
    }
    list(js, values)
}

/// There is no such user; the same number everywhere.
const ENOENT: i32 = 2;
