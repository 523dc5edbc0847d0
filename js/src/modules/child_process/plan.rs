//! What a child shall be: JavaScript's options as a command.

use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;

use evloop::{Command, Stdio, file, system};

use super::errno;
use crate::modules::fs::Fs;
use crate::modules::net::adopt;
use crate::raw::{Js, Thrown, Value};

/// A command, and what we keep of each of the child's descriptors.
pub(super) struct Plan {
    pub(super) command: Command,
    pub(super) ends: Vec<End>,
}

/// Our end of one of the child's descriptors.
pub(super) enum End {
    None,
    /// The runtime makes a pipe, and has our end.
    Pipe,
    /// Our end of a channel for messages.
    Channel(OwnedFd),
}

impl Plan {
    /// From `{ file, args, envPairs, cwd, uid, gid, detached, stdio }`, which `child_process/normalize` has checked. The
    /// inner error is a negative errno.
    pub(super) fn from_js(js: &mut Js<'_>, plan: Value<'_>) -> Result<Result<Plan, i32>, Thrown> {
        let mut command = Command::new(text(js, plan, "file")?.unwrap_or_default());
        let mut arguments = texts(js, plan, "args")?.into_iter();
        if let Some(first) = arguments.next() {
            command.arg0(first);
        }
        command.args(arguments).env_clear();
        for pair in texts(js, plan, "envPairs")? {
            if let Some((name, value)) = pair.split_once('=') {
                command.env(name, value);
            }
        }
        if let Some(folder) = text(js, plan, "cwd")? {
            command.current_dir(folder);
        }
        if let Some(user) = number(js, plan, "uid")? {
            command.uid(user as u32);
        }
        if let Some(group) = number(js, plan, "gid")? {
            command.gid(group as u32);
        }
        command.detached(flag(js, plan, "detached")?);
        let ends = stdio(js, plan, &mut command)?;
        Ok(ends.map(|ends| Plan { command, ends }))
    }
}

fn stdio(js: &mut Js<'_>, plan: Value<'_>, command: &mut Command) -> Result<Result<Vec<End>, i32>, Thrown> {
    let list = property(js, plan, "stdio")?;
    let mut ends = Vec::new();
    for index in 0..list.value().length(js)? {
        let wanted = list.value().get_index(js, index)?;
        let kind = text(js, wanted.value(), "type")?.unwrap_or_default();
        let (theirs, end) = match kind.as_str() {
            "pipe" | "overlapped" => (Stdio::Pipe, End::Pipe),
            "ipc" => match system::socket_pair() {
                Ok((ours, theirs)) => (Stdio::Owned(theirs), End::Channel(ours)),
                Err(error) => return Ok(Err(errno(&error))),
            },
            "fd" | "inherit" => {
                let fd = number(js, wanted.value(), "fd")?.unwrap_or(-1.0) as i32;
                match descriptor(js, fd) {
                    Ok(stdio) => (stdio, End::None),
                    Err(errno) => return Ok(Err(errno)),
                }
            }
            "wrap" => {
                let handle = property(js, wanted.value(), "handle")?;
                match adopt::share(js, handle.value()) {
                    Some(Ok(fd)) => (Stdio::Owned(if index <= 2 { blocking(fd) } else { fd }), End::None),
                    Some(Err(error)) => return Ok(Err(errno(&error))),
                    None => return Ok(Err(-super::EINVAL)),
                }
            }
            _ => (Stdio::Null, End::None),
        };
        command.stdio(index as usize, theirs);
        ends.push(end);
    }
    Ok(Ok(ends))
}

/// Few programs expect of their standard streams that they do not block. What is given away is not used here any more.
fn blocking(fd: OwnedFd) -> OwnedFd {
    let stream = UnixStream::from(fd);
    if let Err(error) = stream.set_nonblocking(false) {
        log::debug!("a child gets a stream that does not block: {error}");
    }
    stream.into()
}

/// A descriptor by its number: one of the program's files, or any other.
fn descriptor(js: &Js<'_>, fd: i32) -> Result<Stdio, i32> {
    if (0..=2).contains(&fd) {
        return Ok(Stdio::Number(fd));
    }
    let file = match js.rooms().get::<Fs>() {
        Some(fs) => {
            fs.descriptors.get(fd).and_then(|file| file.try_clone().map_err(|_| file::Error::bad_number()))
        }
        None => file::duplicate(fd),
    };
    file.map(Stdio::from).map_err(|error| -error.system.errno)
}

pub(super) fn property<'a>(
    js: &mut Js<'a>,
    object: Value<'_>,
    name: &str,
) -> Result<crate::raw::Owned<'a>, Thrown> {
    let name = js.atom(name);
    object.get(js, name)
}

pub(super) fn text(js: &mut Js<'_>, object: Value<'_>, name: &str) -> Result<Option<String>, Thrown> {
    let value = property(js, object, name)?;
    Ok(value.value().text(js))
}

pub(super) fn number(js: &mut Js<'_>, object: Value<'_>, name: &str) -> Result<Option<f64>, Thrown> {
    Ok(property(js, object, name)?.value().as_number())
}

pub(super) fn flag(js: &mut Js<'_>, object: Value<'_>, name: &str) -> Result<bool, Thrown> {
    let value = property(js, object, name)?;
    Ok(value.value().truthy(js))
}

fn texts(js: &mut Js<'_>, object: Value<'_>, name: &str) -> Result<Vec<String>, Thrown> {
    let list = property(js, object, name)?;
    let mut texts = Vec::new();
    for index in 0..list.value().length(js)? {
        let item = list.value().get_index(js, index)?;
        texts.push(item.value().text(js).unwrap_or_default());
    }
    Ok(texts)
}
