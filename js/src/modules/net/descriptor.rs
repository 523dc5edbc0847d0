//! Descriptors that a program names by their numbers.

use std::os::fd::OwnedFd;

use evloop::{DescriptorKind, ListenOptions, file, system};

use super::handle::no_loop;
use super::server::{self, Where};
use super::{EINVAL, adopt, errno};
use crate::raw::{Answer, Args, Js};

/// Another descriptor of what is open under a number. Or a negative errno.
pub(crate) fn duplicate(number: i32) -> Result<OwnedFd, i32> {
    file::duplicate(number).map(OwnedFd::from).map_err(|error| -error.system.errno)
}

/// The number itself leads nowhere from now on: what was open is ours alone, and closed for good when we close it. The
/// standard ones stay as they are, since the process goes on to use them.
pub(crate) fn retire(number: i32) {
    if number > 2
        && let Err(error) = file::retire(number)
    {
        log::debug!("descriptor {number} stays open: {error}");
    }
}

/// `open(fd, keeps)`: the handle of a stream on what is open; with `keeps` the number goes on to lead there, too. Or a
/// negative errno.
pub(super) fn open<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let number = args.get(0).as_int().unwrap_or(-1);
    let fd = match duplicate(number) {
        Ok(fd) => fd,
        Err(errno) => return Ok(js.int(errno)),
    };
    match js.with_loop(|lp| lp.conn_on(fd)).ok_or_else(|| no_loop(js))? {
        Ok(conn) => {
            if !args.get(1).truthy(js) {
                retire(number);
            }
            adopt::stream_handle(js, conn)
        }
        Err(error) => Ok(js.int(errno(&error))),
    }
}

/// `listenOn(server, fd, backlog)`: the handle of a server that listens by what is open. Or a negative errno.
pub(super) fn listen<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let number = args.get(1).as_int().unwrap_or(-1);
    let Ok(fd) = duplicate(number) else { return Ok(js.int(-EINVAL)) };
    if !matches!(system::descriptor_kind(&fd), Ok(DescriptorKind::TcpListener | DescriptorKind::UnixListener))
    {
        return Ok(js.int(-EINVAL));
    }
    let backlog = args.get(2).as_int().filter(|&backlog| backlog > 0);
    let mut options = ListenOptions::default();
    options.backlog = backlog.unwrap_or(options.backlog);
    let answer = server::begin(js, args.get(0), Where::Descriptor(fd), &options)?;
    if answer.value().as_int().is_none() {
        retire(number);
    }
    Ok(answer)
}
