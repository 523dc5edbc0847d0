//! Unix sockets: listening on a path, and connecting to one.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use evloop::ListenOptions;

use super::handle::{self, Whom};
use super::server::{self, Where};
use crate::raw::{Answer, Args, Js};

// The few numbers that Node tells otherwise than the system.
const ENOENT: i32 = -2;
const EACCES: i32 = -13;
const EINVAL: i32 = -super::EINVAL;

/// `listenPath(server, path, backlog)`: a handle, or a negative errno.
pub(super) fn listen<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let path = args.get(1).text(js).unwrap_or_default();
    let backlog = args.get(2).as_int().filter(|&backlog| backlog > 0);
    let mut options = ListenOptions::default();
    options.backlog = backlog.unwrap_or(options.backlog);
    let answer = server::begin(js, args.get(0), Where::Path(path), &options)?;
    Ok(match answer.value().as_int() {
        // A folder that is not there is one that may not be written to.
        Some(ENOENT) => js.int(EACCES),
        Some(errno) => js.int(too_long_is_invalid(errno)),
        None => answer,
    })
}

/// `connectPath(handle, socket, path, highWaterMark)`: 0 or a negative errno.
pub(super) fn connect<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let path = args.get(2).text(js).unwrap_or_default();
    let answer = handle::begin(js, args, args.get(3), Whom::Path(path))?;
    Ok(match answer.value().as_int() {
        Some(errno) => js.int(too_long_is_invalid(errno)),
        None => answer,
    })
}

fn too_long_is_invalid(errno: i32) -> i32 {
    let name_too_long = if cfg!(target_os = "linux") { -36 } else { -63 };
    if errno == name_too_long { EINVAL } else { errno }
}

/// `permit(path, mode)`: who may read from and write to the file of a socket. 0 or a negative errno.
pub(super) fn permit<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let path = args.get(0).text(js).unwrap_or_default();
    let mode = args.get(1).as_int().unwrap_or(0) as u32;
    let outcome = fs::set_permissions(path, Permissions::from_mode(mode));
    Ok(js.int(outcome.err().map_or(0, |error| -error.raw_os_error().unwrap_or(super::EINVAL))))
}
