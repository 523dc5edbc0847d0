//! Buffers for what was read.
//!
//! A Buffer of its own for every message would cost an allocation and an ArrayBuffer object each. Instead one
//! ArrayBuffer of 64 KiB serves many messages, each a Buffer that looks at its part; when it is used up, it is left to
//! those Buffers, and a new one is begun.

use std::cell::RefCell;

use crate::raw::{Answer, Held, Js, Value};

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
    /// A Buffer that nobody sees. The engine keeps one description ("shape") for all objects of a kind as long as one of
    /// them lives; without this one it would make it anew for every message, at 7 % of a message's instructions.
    keeper: RefCell<Option<Held>>,
}

struct Room {
    array_buffer: Held,
    used: usize,
}

impl Room {
    /// Copies bytes into the free part, and says where; None if they do not fit, or a program has detached the slab.
    #[inline]
    fn put(&mut self, js: &mut Js<'_>, bytes: &[u8]) -> Option<usize> {
        let offset = self.used;
        if !self.array_buffer.value(js).fill_array_buffer(js, offset, bytes) {
            return None;
        }
        // Aligned, so that programs may look at messages through wider views.
        self.used = (offset + bytes.len()).next_multiple_of(8);
        Some(offset)
    }
}

impl Slab {
    pub(super) fn new(buffer: Held, uint8_array: Held) -> Slab {
        Slab { buffer, uint8_array, now: RefCell::new(None), keeper: RefCell::new(None) }
    }

    /// A Buffer with a copy of `bytes`.
    pub(super) fn buffer<'a>(&self, js: &mut Js<'a>, bytes: &[u8]) -> Answer<'a> {
        if bytes.len() >= LARGE {
            let array_buffer = js.array_buffer_from(bytes)?;
            return self.view(js, array_buffer.value(), 0, bytes.len());
        }
        let mut now = self.now.borrow_mut();
        if let Some(room) = now.as_mut()
            && let Some(offset) = room.put(js, bytes)
        {
            return self.view(js, room.array_buffer.value(js), offset, bytes.len());
        }
        let fresh = js.array_buffer(SLAB)?;
        let keeper = self.view(js, fresh.value(), 0, 0)?;
        self.keeper.replace(Some(js.hold(keeper.value())));
        let room = now.insert(Room { array_buffer: js.hold(fresh.value()), used: 0 });
        let Some(offset) = room.put(js, bytes) else { return Err(js.throw_error("a slab is too small")) };
        self.view(js, fresh.value(), offset, bytes.len())
    }

    /// `new Buffer`, as a view. Reflect.construct with Buffer as the new target makes it one without running its code.
    #[inline(always)]
    fn view<'a>(&self, js: &mut Js<'a>, array_buffer: Value<'_>, offset: usize, length: usize) -> Answer<'a> {
        let (offset, length) = (js.int(offset as i32), js.int(length as i32));
        let arguments = [array_buffer, offset.value(), length.value()];
        self.uint8_array.value(js).construct(js, self.buffer.value(js), &arguments)
    }
}
