//! Datagrams on their way out: at once, or when there is room.

use crate::datagram::{DatagramEvent, DatagramNews};
use crate::error::Result;
use crate::event_loop::Loop;
use crate::observer::SourceId;
use crate::slab::Key;
use crate::source::Pending;
use crate::stream::Flow;
use evloop_ffi::datagram::Peer;

/// A datagram that waits for room in the kernel.
pub(crate) struct Waiting {
    pub(crate) bytes: Box<[u8]>,
    pub(crate) to: Option<Peer>,
}

impl Loop {
    /// Sends one datagram, at once if the kernel has room; else it waits, and goes out in the order of the calls.
    ///
    /// One to a Unix socket that is named in the call never waits: its receiver may be full while we are told that there is
    /// room, and nobody tells when that changes.
    pub(crate) fn send_datagram(&mut self, key: Key, bytes: &[u8], to: Option<Peer>) -> Result<Flow> {
        match self.try_send_datagram(key, bytes, to.as_ref()) {
            Ok(()) => Ok(Flow::Open),
            Err(error) if error.would_block() && !matches!(to, Some(Peer::Unix(_) | Peer::Unnamed)) => {
                Ok(self.let_datagram_wait(key, bytes, to))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn let_datagram_wait(&mut self, key: Key, bytes: &[u8], to: Option<Peer>) -> Flow {
        let Some(state) = self.datagram_mut(key) else { return Flow::Closed };
        state.waiting.push_back(Waiting { bytes: bytes.into(), to });
        state.queued += bytes.len();
        state.full |= state.queued >= state.high_water;
        let flow = if state.full { Flow::Full } else { Flow::Open };
        self.refresh(key);
        flow
    }

    /// Sends one datagram, now or not at all (`EAGAIN`, also while others wait that it would overtake).
    pub(crate) fn try_send_datagram(
        &mut self,
        key: Key,
        bytes: &[u8],
        to: Option<&Peer>,
    ) -> evloop_ffi::Result<()> {
        let begun = self.before_call();
        let Some(state) = self.datagram_mut(key) else { return Err(evloop_ffi::Error::stale("sendto")) };
        let id = SourceId::new(state.kind, key);
        state.offered += 1;
        let Some(socket) = state.socket.as_ref().filter(|_| state.waiting.is_empty()) else {
            return Err(evloop_ffi::Error::not_now("sendto"));
        };
        let first = socket.send(bytes, to).map(|()| bytes.len());
        let mut outcome = first;
        if let Err(earlier) = first
            && earlier.refused()
            && !socket.is_unix()
        {
            // That was an earlier datagram. Its error is the callback's to hear, and asking has cleared it.
            outcome = socket.send(bytes, to).map(|()| bytes.len());
            self.after_call(begun, "sendto", id, &first);
            self.tell_later(Pending::Datagram(key, DatagramNews::Failed(earlier.into())));
        }
        self.after_call(begun, "sendto", id, &outcome);
        outcome.map(drop).map_err(|error| match error.interrupted() {
            true => evloop_ffi::Error::not_now("sendto"),
            false => error,
        })
    }

    /// Sends what waits until the kernel is full again.
    pub(crate) fn send_waiting(&mut self, key: Key) {
        loop {
            let begun = self.before_call();
            let Some(state) = self.datagram_mut(key) else { return };
            let id = SourceId::new(state.kind, key);
            let (Some(socket), Some(next)) = (&state.socket, state.waiting.front()) else { break };
            let length = next.bytes.len();
            let outcome = socket.send(&next.bytes, next.to.as_ref()).map(|()| length);
            let stays = outcome.is_err_and(|error| error.would_block() || error.interrupted());
            if !stays {
                state.queued -= length;
                state.waiting.pop_front();
                state.offered += 1;
            }
            self.after_call(begun, "sendto", id, &outcome);
            if stays {
                return;
            }
            if let Err(error) = outcome {
                self.tell_datagram(key, DatagramEvent::Error(error.into()));
            }
        }
        self.refresh(key);
        if let Some(state) = self.datagram_mut(key)
            && std::mem::take(&mut state.full)
        {
            self.tell_datagram(key, DatagramEvent::Drain);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datagram::UdpEvent;
    use std::cell::RefCell;
    use std::rc::Rc;

    /// The kernel takes every datagram on loopback at once, so the queue is filled by hand.
    #[test]
    fn what_waits_goes_out_in_order_and_the_sender_hears_when_all_has_gone() {
        let (mut lp, log) = (Loop::new().unwrap(), Rc::new(RefCell::new(Vec::new())));
        let (heard, told) = (log.clone(), log.clone());
        let mut count = 0;
        let receiver = lp.udp(([127, 0, 0, 1], 0), move |lp, udp, event| {
            let UdpEvent::Data { bytes, .. } = event else { return };
            heard.borrow_mut().push(String::from_utf8_lossy(bytes).into_owned());
            count += 1;
            if count == 2 {
                udp.close(lp);
            }
        });
        let to = receiver.unwrap().local_addr(&lp).unwrap();
        let sender = lp.udp(([127, 0, 0, 1], 0), move |lp, udp, event| match event {
            UdpEvent::Drain => {
                told.borrow_mut().push("drain".into());
                udp.close(lp);
            }
            UdpEvent::Error(error) => told.borrow_mut().push(error.code().into()),
            _ => {}
        });
        let sender = sender.unwrap();
        let key = Key::from_token(sender.id().number);
        let too_long = vec![0; 70_000];
        for bytes in [b"first", &too_long[..]] {
            let waiting = Waiting { bytes: bytes.into(), to: Some(Peer::Internet(to)) };
            let udp = lp.datagram_mut(key).unwrap();
            udp.queued += bytes.len();
            udp.waiting.push_back(waiting);
        }
        // Whoever comes later waits behind them.
        assert_eq!(sender.send_to(&mut lp, b"last", to).unwrap(), crate::Flow::Full);
        assert_eq!((sender.queued(&mut lp), sender.waiting(&mut lp)), (70_009, 3));
        lp.run().unwrap();
        let mut told = log.take();
        told.sort();
        assert_eq!(told, ["EMSGSIZE", "drain", "first", "last"]);
    }
}
