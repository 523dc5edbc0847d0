//! The native half of `process`: what the system says about the process, and writing to its standard descriptors.

mod identity;
mod resources;
mod signals;
mod stdin;

use std::os::fd::{AsFd, BorrowedFd};

use evloop::system;

use crate::clock::Clock;
use crate::door::{self, Door};
use crate::raw::{Answer, Args, Js, Thrown, Value};

/// How the engine was launched: what `process.argv` and `process.execArgv` will show.
pub(crate) struct Launch {
    pub(crate) arguments: Vec<String>,
    pub(crate) engine_arguments: Vec<String>,
    /// Node's options, by their long names.
    pub(crate) options: Vec<(String, String)>,
}

/// The version of Node whose documentation the rooms follow: what programs that ask for a version want to hear.
const NODE_VERSION: &str = "24.11.0";

/// The natives of `process/native`.
pub(crate) fn natives<'a>(js: &mut Js<'a>) -> Answer<'a> {
    let natives = js.object()?;
    // Chosen here, so that nobody pays for a choice who has none.
    let (clock, clock_bigint) = match Clock::given(js) {
        None => (js.function(c"clock", 0, clock)?, js.function(c"clockBigint", 0, clock_bigint)?),
        Some(_) => (js.function(c"clock", 0, given)?, js.function(c"clockBigint", 0, given_bigint)?),
    };
    let functions = [
        ("constants", js.function(c"constants", 0, constants)?),
        ("options", js.function(c"options", 0, options)?),
        ("collect", js.function(c"collect", 0, collect)?),
        ("environment", js.function(c"environment", 0, environment)?),
        ("reallyExit", js.function(c"reallyExit", 1, really_exit)?),
        ("abort", js.function(c"abort", 0, abort)?),
        ("cwd", js.function(c"cwd", 0, cwd)?),
        ("chdir", js.function(c"chdir", 1, chdir)?),
        ("uptime", js.function(c"uptime", 0, uptime)?),
        ("clock", clock),
        ("clockBigint", clock_bigint),
        ("memory", js.function(c"memory", 0, memory)?),
        ("rss", js.function(c"rss", 0, rss)?),
        ("resources", js.function(c"resources", 0, resources)?),
        ("identities", js.function(c"identities", 0, identities)?),
        ("setId", js.function(c"setId", 2, identity::set)?),
        ("userId", js.function(c"userId", 1, identity::user_id)?),
        ("groupId", js.function(c"groupId", 1, identity::group_id)?),
        ("userName", js.function(c"userName", 1, identity::user_name)?),
        ("groups", js.function(c"groups", 0, identity::groups)?),
        ("setGroups", js.function(c"setGroups", 1, identity::set_groups)?),
        ("initGroups", js.function(c"initGroups", 2, identity::init_groups)?),
        ("memoryLimits", js.function(c"memoryLimits", 0, resources::memory_limits)?),
        ("threadResources", js.function(c"threadResources", 0, resources::thread_resources)?),
        ("activeResources", js.function(c"activeResources", 0, resources::active_resources)?),
        ("replace", js.function(c"replace", 3, resources::replace)?),
        ("setTitle", js.function(c"setTitle", 1, set_title)?),
        ("umask", js.function(c"umask", 1, umask)?),
        ("stdinOpen", js.function(c"stdinOpen", 1, stdin::open)?),
        ("stdinRead", js.function(c"stdinRead", 1, stdin::read)?),
        ("stdinRef", js.function(c"stdinRef", 1, stdin::set_ref)?),
        ("write", js.function(c"write", 2, write)?),
        ("descriptorKind", js.function(c"descriptorKind", 1, descriptor_kind)?),
        ("windowSize", js.function(c"windowSize", 1, window_size)?),
        ("isTerminal", js.function(c"isTerminal", 1, is_terminal)?),
        ("signalStart", js.function(c"signalStart", 2, signals::start)?),
        ("signalStop", js.function(c"signalStop", 1, signals::stop)?),
        ("kill", js.function(c"kill", 2, signals::kill)?),
    ];
    for (name, function) in functions {
        natives.value().define(js, js.atom(name), function);
    }
    Ok(natives)
}

/// `constants()`: the properties of `process` that never change.
fn constants<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let launch = js.rooms().get::<Launch>();
    let (arguments, engine_arguments) = match &launch {
        Some(launch) => (&launch.arguments[..], &launch.engine_arguments[..]),
        None => (&[][..], &[][..]),
    };
    let program = std::env::current_exe().map_or_else(|_| "evloop".into(), |path| path.display().to_string());
    let argv0 = std::env::args().next().unwrap_or_else(|| program.clone());
    let argv = js.strings([program.as_str()].into_iter().chain(arguments.iter().map(String::as_str)))?;
    let exec_argv = js.strings(engine_arguments.iter())?;

    let versions = object_of_strings(
        js,
        &[
            ("node", NODE_VERSION),
            ("evloop", env!("CARGO_PKG_VERSION")),
            ("quickjs", "0.16.2"),
            ("modules", "137"),
        ],
    )?;
    let release = object_of_strings(js, &[("name", "node")])?;
    let constants = object_of_strings(
        js,
        &[
            ("version", concat_version().as_str()),
            ("arch", arch()),
            ("platform", platform()),
            ("execPath", &program),
            ("argv0", &argv0),
        ],
    )?;
    for (name, value) in [
        ("versions", versions),
        ("release", release),
        ("argv", argv),
        ("execArgv", exec_argv),
        ("pid", js.int(system::pid() as i32)),
        ("ppid", js.int(system::parent_pid() as i32)),
    ] {
        constants.value().define(js, js.atom(name), value);
    }
    Ok(constants)
}

fn concat_version() -> String {
    format!("v{NODE_VERSION}")
}

fn object_of_strings<'a>(js: &Js<'a>, entries: &[(&str, &str)]) -> Answer<'a> {
    let object = js.object()?;
    for (name, text) in entries {
        object.value().define(js, js.atom(name), js.string(text)?);
    }
    Ok(object)
}

/// Node's names for processors.
fn arch() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "x64",
        "x86" => "ia32",
        "aarch64" => "arm64",
        other => other,
    }
}

/// Node's names for systems.
fn platform() -> &'static str {
    match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    }
}

/// `options()`: name, value, name, value, …; undefined if there are none.
fn options<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    match js.rooms().get::<Launch>() {
        Some(launch) if !launch.options.is_empty() => {
            js.strings(launch.options.iter().flat_map(|(name, value)| [name, value]))
        }
        _ => Ok(js.undefined()),
    }
}

/// `collect()`: looks for what is only held by itself.
fn collect<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    js.collect_garbage();
    Ok(js.undefined())
}

/// `environment()`: name, value, name, value, …
fn environment<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let variables = std::env::vars_os().flat_map(|(name, value)| [name, value]);
    js.strings(variables.map(|text| text.to_string_lossy().into_owned()))
}

/// `reallyExit(code)`: no listener is told.
fn really_exit<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let code = args.get(0).as_int().unwrap_or(0);
    match js.rooms().get::<Door>() {
        Some(door) => Err(door.exit(js, code)),
        None => Err(js.throw_error("the engine is being closed")),
    }
}

/// `abort()`
fn abort<'a>(_js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    std::process::abort()
}

/// `cwd()`: a string, or a negative errno.
fn cwd<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    match std::env::current_dir() {
        Ok(folder) => js.string(&folder.to_string_lossy()),
        Err(error) => Ok(js.int(-error.raw_os_error().unwrap_or(2))),
    }
}

/// `chdir(folder)`: 0 or a negative errno.
fn chdir<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let folder = args.get(0).text(js).unwrap_or_default();
    let status =
        std::env::set_current_dir(folder).err().map_or(0, |error| -error.raw_os_error().unwrap_or(2));
    Ok(js.int(status))
}

/// `uptime()`: seconds.
fn uptime<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    Ok(js.number(Clock::uptime(js).as_secs_f64()))
}

/// `clock()`: [seconds, nanoseconds] of a clock that never goes back.
fn clock<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let now = system::monotonic();
    numbers(js, &[now.as_secs() as f64, f64::from(now.subsec_nanos())])
}

/// `clockBigint()`: the same in nanoseconds.
fn clock_bigint<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    js.big_int(system::monotonic().as_nanos() as u64)
}

/// `clock()` of an engine that was given a clock.
fn given<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let now = Clock::uptime(js);
    numbers(js, &[now.as_secs() as f64, f64::from(now.subsec_nanos())])
}

/// `clockBigint()` of such an engine.
fn given_bigint<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    js.big_int(Clock::uptime(js).as_nanos() as u64)
}

/// `memory()`: resident, heap's size, heap in use, bytes of ArrayBuffers.
fn memory<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let heap = js.memory_use();
    let values = [system::resident(), heap.total, heap.used, heap.array_buffers];
    numbers(js, &values.map(|bytes| bytes as f64))
}

/// `rss()`: resident bytes.
fn rss<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    Ok(js.number(system::resident() as f64))
}

/// `resources()`: user and system time in microseconds, peak memory in KiB, and what else getrusage(2) counts.
fn resources<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let usage = system::usage();
    let values = [
        usage.user.as_micros() as f64,
        usage.system.as_micros() as f64,
        (usage.max_resident / 1024) as f64,
        usage.minor_faults as f64,
        usage.major_faults as f64,
        usage.blocks_in as f64,
        usage.blocks_out as f64,
        usage.voluntary_switches as f64,
        usage.involuntary_switches as f64,
    ];
    numbers(js, &values)
}

fn numbers<'a>(js: &mut Js<'a>, values: &[f64]) -> Answer<'a> {
    let array = js.array()?;
    for (index, value) in values.iter().enumerate() {
        let value = js.number(*value);
        array.value().set_index(js, index as u32, value)?;
    }
    Ok(array)
}

/// `identities()`: real and effective user, real and effective group.
fn identities<'a>(js: &mut Js<'a>, _args: Args<'a>) -> Answer<'a> {
    let who = system::identities();
    numbers(js, &[who.user, who.effective_user, who.group, who.effective_group].map(f64::from))
}

/// `setTitle(text)`: as far as the system has a place for it.
fn set_title<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let title = args.get(0).text(js).unwrap_or_default();
    if let Err(error) = system::set_process_title(&title) {
        log::debug!("the process keeps its title: {error}");
    }
    Ok(js.undefined())
}

/// `umask(mask)`: sets the file mode creation mask unless it is undefined; the one before.
fn umask<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let mask = args.get(0).as_int().map(|mask| mask as u32);
    Ok(js.int(system::umask(mask) as i32))
}

/// `write(fd, text)`: all of a string or Uint8Array; 0 or a negative errno.
fn write<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let fd = standard(js, args.get(0))?;
    let text = args.get(1);
    if let Some(facts) = &door::door_of(js)?.facts {
        facts.output(js, args.get(0).as_int().unwrap_or(0), text);
    }
    let written = match text.utf8(js) {
        Some(utf8) => write_all(fd, utf8.lossy().as_bytes()),
        None => match text.bytes(js) {
            Some(bytes) => write_all(fd, bytes),
            None => return Err(js.throw_type_error("a string or a Uint8Array is wanted")),
        },
    };
    Ok(js.int(written.err().map_or(0, |error| -error.errno)))
}

/// Writes everything, and waits while the other side of a pipe or terminal that somebody has made non-blocking is full.
fn write_all(fd: BorrowedFd<'_>, mut bytes: &[u8]) -> Result<(), system::Error> {
    while !bytes.is_empty() {
        match system::write(fd, bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(error) if error.interrupted() => {}
            Err(error) if error.would_block() => drop(system::wait_writable(fd, -1)?),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The standard descriptor of a number.
fn standard(js: &Js<'_>, number: Value<'_>) -> Result<BorrowedFd<'static>, Thrown> {
    match number.as_int() {
        Some(0) => Ok(STDIN.as_fd()),
        Some(1) => Ok(STDOUT.as_fd()),
        Some(2) => Ok(STDERR.as_fd()),
        _ => Err(js.throw_range_error("not a standard descriptor")),
    }
}

// The library's names of the standard descriptors live as long as the process.
static STDIN: std::sync::LazyLock<std::io::Stdin> = std::sync::LazyLock::new(std::io::stdin);
static STDOUT: std::sync::LazyLock<std::io::Stdout> = std::sync::LazyLock::new(std::io::stdout);
static STDERR: std::sync::LazyLock<std::io::Stderr> = std::sync::LazyLock::new(std::io::stderr);

/// `descriptorKind(fd)`: 'tty', 'pipe' or 'fs', as Node's `_type`.
fn descriptor_kind<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    use std::os::unix::fs::FileTypeExt;
    let fd = standard(js, args.get(0))?;
    if system::is_terminal(fd) {
        return js.string("tty");
    }
    let file = fd.try_clone_to_owned().map(std::fs::File::from);
    let kind = file.and_then(|file| file.metadata()).map(|metadata| metadata.file_type());
    js.string(match kind {
        Ok(kind) if kind.is_fifo() || kind.is_socket() => "pipe",
        _ => "fs",
    })
}

/// `isTerminal(fd)`: of any number, open or not.
fn is_terminal<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    Ok(js.bool(args.get(0).as_int().is_some_and(system::is_terminal_number)))
}

/// `windowSize(fd)`: [columns, rows] of a terminal.
fn window_size<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let fd = standard(js, args.get(0))?;
    let (columns, rows) = system::window_size(fd).unwrap_or((80, 24));
    numbers(js, &[f64::from(columns), f64::from(rows)])
}
