//! What the handle of a stream on a terminal can do besides.

use evloop::{Loop, Tcp, TerminalMode};

use super::errno;
use super::handle::on_tcp;
use crate::raw::{Answer, Args, Js};

/// `EBADF`, negative: the handle is closed.
const EBADF: i32 = -9;

/// `setRawMode(on)`: every key at once, as it is, or lines as usual. 0 or a negative errno.
pub(super) fn set_raw_mode<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let mode = if args.get(0).truthy(js) { TerminalMode::Raw } else { TerminalMode::Normal };
    let set =
        |lp: &mut Loop, tcp: Tcp| tcp.set_terminal_mode(lp, mode).err().map_or(0, |error| errno(&error));
    let status = on_tcp(js, args, EBADF, set)?;
    Ok(js.int(status))
}

/// `getWindowSize(array)`: puts columns and rows into it. 0 or a negative errno.
pub(super) fn window_size<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let Some(asked) = on_tcp(js, args, None, |lp, tcp| Some(tcp.window_size(lp)))? else {
        return Ok(js.int(EBADF));
    };
    let (columns, rows) = match asked {
        Ok(size) => size,
        Err(error) => return Ok(js.int(errno(&error))),
    };
    for (place, size) in [columns, rows].into_iter().enumerate() {
        let size = js.int(i32::from(size));
        args.get(0).set_index(js, place as u32, size)?;
    }
    Ok(js.int(0))
}
