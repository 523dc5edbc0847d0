//! Buffers for what was read.
//!
//! A Buffer of its own for every message would cost an allocation and an ArrayBuffer object each. Instead one
//! ArrayBuffer of 64 KiB serves many messages, each a Buffer that looks at its part; when it is used up, it is left to
//! those Buffers, and a new one is begun.

use std::cell::RefCell;

use crate::raw::{Answer, Held, Js};

/// What one ArrayBuffer holds; as much as one read brings at most.
const SLAB: usize = 64 * 1024;

/// Messages that would leave little of a slab get an ArrayBuffer of their own: whoever keeps them keeps no more.
const LARGE: usize = SLAB / 4;

/// The present slab, and what it takes to make a Buffer.
pub(super) struct Slab {
    /// The `Buffer` function: what Buffers are instances of.
    buffer: Held,
    /// `Uint8Array`: what makes them.
    uint8_array: Held,
    now: RefCell<Option<Room>>,
}

struct Room {
    array_buffer: Held,
    used: usize,
}

impl Slab {
    pub(super) fn new(buffer: Held, uint8_array: Held) -> Slab {
        Slab { buffer, uint8_array, now: RefCell::new(None) }
    }

    /// A Buffer with a copy of `bytes`.
    pub(super) fn buffer<'a>(&self, js: &mut Js<'a>, bytes: &[u8]) -> Answer<'a> {
        if bytes.len() >= LARGE {
            let array_buffer = js.array_buffer_from(bytes)?;
            return self.view(js, array_buffer.value(), 0, bytes.len());
        }
        let (array_buffer, offset) = self.take(js, bytes.len())?;
        let array_buffer = array_buffer.value();
        if let Some(room) = array_buffer.view_bytes_mut(js).and_then(|all| all.get_mut(offset..)) {
            // A program may detach the slab through the `buffer` of a Buffer; then the view below is refused.
            room[..bytes.len()].copy_from_slice(bytes);
        }
        self.view(js, array_buffer, offset, bytes.len())
    }

    /// Room for `length` bytes: the ArrayBuffer and where in it.
    fn take<'a>(
        &self,
        js: &mut Js<'a>,
        length: usize,
    ) -> Result<(crate::raw::Owned<'a>, usize), crate::raw::Thrown> {
        let mut now = self.now.borrow_mut();
        let fits = now.as_ref().is_some_and(|room| {
            room.used + length <= SLAB
                && room.array_buffer.value(js).view_bytes(js).is_some_and(|all| all.len() == SLAB)
        });
        if !fits {
            let fresh = js.array_buffer(SLAB)?;
            *now = Some(Room { array_buffer: js.hold(fresh.value()), used: 0 });
        }
        let Some(room) = now.as_mut() else { return Err(js.throw_error("no room for a message")) };
        let offset = room.used;
        // Aligned, so that programs may look at messages through wider views.
        room.used = (room.used + length).next_multiple_of(8);
        Ok((room.array_buffer.value(js).own(js), offset))
    }

    /// `new Buffer`, as a view. Reflect.construct with Buffer as the new target makes it one without running its code.
    fn view<'a>(
        &self,
        js: &mut Js<'a>,
        array_buffer: crate::raw::Value<'_>,
        offset: usize,
        length: usize,
    ) -> Answer<'a> {
        let (offset, length) = (js.int(offset as i32), js.int(length as i32));
        let arguments = [array_buffer, offset.value(), length.value()];
        self.uint8_array.value(js).construct(js, self.buffer.value(js), &arguments)
    }
}
