//! Datagrams on their way out.

use evloop::{Flow, Loop};

use super::{EBADF, Lane, on_udp, receiver, with_loop};
use crate::door;
use crate::modules::net::{EINVAL, errno};
use crate::raw::{Answer, Args, Held, Js, Owned, Value};

/// A datagram that waits in the loop for room in the kernel.
pub(super) struct Waiting {
    /// `(errno, bytes)`: it has gone, or failed.
    callback: Option<Held>,
    bytes: usize,
}

/// `send(chunks, address, port, callback)`: all chunks as one datagram; to whom the socket is connected to if `address`
/// is undefined. The bytes and one more if the kernel has taken it; 0 if it waits, and `callback(errno, bytes)` will be
/// called, if there is one; a negative errno.
pub(super) fn send<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let handle = receiver(js, args)?;
    let to = match args.get(1).is_undefined() {
        true => None,
        false => match handle.address(js, args.get(1), args.get(2)) {
            Some(to) => Some(to),
            None => return Ok(js.int(-EINVAL)),
        },
    };
    let bytes = gather(js, args.get(0))?;
    let udp = match handle.bound(js)? {
        Ok(udp) => udp,
        Err(error) => return Ok(js.int(errno(&error))),
    };
    let outcome = with_loop(js, |lp| match to {
        Some(to) => udp.send_to(lp, &bytes, to),
        None => udp.send(lp, &bytes),
    })?;
    match outcome {
        Ok(Flow::Open) => Ok(js.number(bytes.len() as f64 + 1.0)),
        Ok(Flow::Full) => {
            let callback = args.get(3).is_function(js).then(|| js.hold(args.get(3)));
            handle.lane.waiting.borrow_mut().push_back(Waiting { callback, bytes: bytes.len() });
            Ok(js.int(0))
        }
        Ok(Flow::Closed) => Ok(js.int(EBADF)),
        Err(error) => Ok(js.int(errno(&error))),
    }
}

/// The bytes of several views, one behind the other.
fn gather(js: &mut Js<'_>, chunks: Value<'_>) -> Result<Vec<u8>, crate::raw::Thrown> {
    let mut kept: Vec<Owned<'_>> = Vec::new();
    for index in 0..chunks.length(js)? {
        kept.push(chunks.get_index(js, index)?);
    }
    let mut all = Vec::new();
    for chunk in &kept {
        let Some(bytes) = chunk.value().view_bytes(js) else {
            return Err(js.throw_type_error("views are wanted"));
        };
        all.extend_from_slice(bytes);
    }
    Ok(all)
}

/// Datagrams that waited have gone, all but the `left` last ones; with an errno the last of them has failed.
pub(super) fn gone(lp: &mut Loop, lane: &Lane, left: usize, failed: Option<i32>) {
    loop {
        let waits = lane.waiting.borrow().len();
        if waits <= left || lane.closed.get() {
            return;
        }
        let Some(one) = lane.waiting.borrow_mut().pop_front() else { return };
        let errno = failed.filter(|_| waits == left + 1).unwrap_or(0);
        let Some(callback) = one.callback else { continue };
        door::enter_to(callback.context(), lp, &callback, |js| {
            let (errno, bytes) = (js.int(errno), js.number(one.bytes as f64));
            callback.value(js).call(js, Value::UNDEFINED, &[errno.value(), bytes.value()]).map(drop)
        });
    }
}

/// `getSendQueueSize()`: how many bytes wait.
pub(super) fn queue_size<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    count(js, args, |lp, udp| udp.queued(lp))
}

/// `getSendQueueCount()`: how many datagrams wait.
pub(super) fn queue_count<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    count(js, args, |lp, udp| udp.waiting(lp))
}

fn count<'a>(js: &mut Js<'a>, args: Args<'a>, ask: fn(&mut Loop, evloop::Udp) -> usize) -> Answer<'a> {
    let mut found = 0;
    on_udp(js, args, |lp, udp| {
        found = ask(lp, udp);
        Ok(())
    })?;
    Ok(js.number(found as f64))
}
