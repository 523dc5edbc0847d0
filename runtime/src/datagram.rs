//! UDP sockets: what the phases do with them. What methods of a handle do is in `udp.rs`.

use crate::error::Error;
use crate::event_loop::Loop;
use crate::observer::{Kind, Moment};
use crate::slab::Key;
use crate::source::{Farewell, Registration, Source};
use evloop_ffi::datagram::UdpSocket;
use evloop_ffi::poller::{Interest, Ready};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::os::fd::AsFd;

/// How many datagrams a socket may receive in one turn before the others have theirs (libuv's number, too).
const RECEIVES_PER_TURN: usize = 32;

/// What befalls a UDP socket. [`UdpEvent::Closed`] comes always, once, and last.
#[derive(Debug)]
#[non_exhaustive]
pub enum UdpEvent<'a> {
    /// A datagram has arrived.
    Data {
        /// What is in it. The bytes lie in the loop's buffer, and are gone after the callback.
        bytes: &'a [u8],
        /// Who sent it.
        from: SocketAddr,
        /// It was longer than [`UdpOptions::largest`](crate::UdpOptions::largest), and the rest is lost.
        truncated: bool,
    },
    /// Everything is sent after a datagram was answered with [`Flow::Full`](crate::Flow::Full).
    Drain,
    /// A datagram that had to wait was not sent after all; or, of a connected socket, one was sent earlier to where
    /// nobody receives (`ECONNREFUSED`). The socket goes on.
    Error(Error),
    /// The socket is gone.
    Closed,
}

/// What methods met, and the callback hears in the pending phase.
pub(crate) enum UdpNews {
    /// The socket goes on.
    Failed(Error),
    /// The socket cannot go on.
    Broken(Error),
}

pub(crate) type Callback = Box<dyn FnMut(&mut Loop, Key, UdpEvent<'_>)>;

/// A datagram that waits for room in the kernel.
pub(crate) struct Waiting {
    pub(crate) bytes: Box<[u8]>,
    pub(crate) to: Option<SocketAddr>,
}

pub(crate) struct UdpState {
    /// Gone once the socket is closing.
    pub(crate) socket: Option<UdpSocket>,
    pub(crate) registration: Registration,
    /// Absent while it runs.
    pub(crate) callback: Option<Callback>,
    pub(crate) largest: usize,
    pub(crate) waiting: VecDeque<Waiting>,
    /// How many bytes wait.
    pub(crate) queued: usize,
    /// A sender was told `Full` and waits for `Drain`.
    pub(crate) full: bool,
}

impl UdpState {
    /// An open socket always listens.
    pub(crate) fn wanted(&self) -> Interest {
        match (&self.socket, self.waiting.is_empty()) {
            (None, _) => Interest::NONE,
            (_, true) => Interest::READ,
            (_, false) => Interest::BOTH,
        }
    }
}

impl Loop {
    /// The socket of that name, unless it is closing.
    pub(crate) fn udp_mut(&mut self, key: Key) -> Option<&mut UdpState> {
        match self.sources.get_mut(key) {
            Some(Source::Udp(udp)) if udp.socket.is_some() => Some(udp),
            _ => None,
        }
    }

    /// The poll phase's word for one socket.
    #[inline(never)]
    pub(crate) fn udp_ready(&mut self, key: Key, ready: Ready, buffer: &mut [u8]) {
        if ready.read() {
            self.receive_datagrams(key, buffer);
        }
        if ready.write() {
            self.send_waiting(key);
        }
    }

    /// Receives until the kernel has no more, or the socket has had its share.
    fn receive_datagrams(&mut self, key: Key, buffer: &mut [u8]) {
        for _ in 0..RECEIVES_PER_TURN {
            let Some(udp) = self.udp_mut(key) else { return };
            let Some(socket) = &udp.socket else { return };
            let room = udp.largest.min(buffer.len());
            match socket.receive(&mut buffer[..room]) {
                Ok(received) => {
                    let (bytes, from) = (&buffer[..received.count], received.from);
                    self.tell_udp(key, UdpEvent::Data { bytes, from, truncated: received.truncated });
                }
                Err(error) if error.would_block() => return,
                Err(error) if error.interrupted() => {}
                Err(error) if error.bad_descriptor() => {
                    self.tell_udp(key, UdpEvent::Error(error.into()));
                    self.close_udp(key);
                }
                // An answer to something that was sent earlier. To ask has cleared it.
                Err(error) => self.tell_udp(key, UdpEvent::Error(error.into())),
            }
        }
    }

    /// Sends what waits until the kernel is full again.
    fn send_waiting(&mut self, key: Key) {
        loop {
            let Some(udp) = self.udp_mut(key) else { return };
            let (Some(socket), Some(next)) = (&udp.socket, udp.waiting.front()) else { break };
            let outcome = socket.send(&next.bytes, next.to.as_ref());
            if outcome.is_err_and(|error| error.would_block() || error.interrupted()) {
                return;
            }
            udp.queued -= next.bytes.len();
            udp.waiting.pop_front();
            if let Err(error) = outcome {
                self.tell_udp(key, UdpEvent::Error(error.into()));
            }
        }
        self.refresh(key);
        if let Some(udp) = self.udp_mut(key)
            && std::mem::take(&mut udp.full)
        {
            self.tell_udp(key, UdpEvent::Drain);
        }
    }

    pub(crate) fn tell_udp_news(&mut self, key: Key, news: UdpNews) {
        match news {
            UdpNews::Failed(error) => self.tell_udp(key, UdpEvent::Error(error)),
            UdpNews::Broken(error) => {
                self.tell_udp(key, UdpEvent::Error(error));
                self.close_udp(key);
            }
        }
    }

    /// Takes the callback out of its slot, calls it, and puts it back: into a closing socket, too, for the farewell.
    fn tell_udp(&mut self, key: Key, event: UdpEvent<'_>) {
        let Some(Source::Udp(udp)) = self.sources.get_mut(key) else { return };
        let Some(mut callback) = udp.callback.take() else { return };
        self.note_source(Moment::Enter, Kind::Udp, key);
        callback(self, key, event);
        self.note_source(Moment::Leave, Kind::Udp, key);
        if let Some(Source::Udp(udp)) = self.sources.get_mut(key) {
            udp.callback = Some(callback);
        }
    }

    /// Closes the descriptor at once and leaves the farewell to the closing phase; `false` if it was closed before.
    pub(crate) fn close_udp(&mut self, key: Key) -> bool {
        let Some(udp) = self.udp_mut(key) else { return false };
        udp.waiting.clear();
        let registered = std::mem::replace(&mut udp.registration.registered, Interest::NONE);
        if let Some(socket) = udp.socket.take()
            && !registered.is_none()
        {
            // Nobody else can hold a duplicate of a socket that we made and never lent out.
            self.poller.forget(socket.as_fd(), registered);
        }
        self.refresh(key);
        self.closing.push(Farewell::Udp(key));
        self.descriptors_freed();
        true
    }

    /// The closing phase's word.
    pub(crate) fn bury_udp(&mut self, key: Key) {
        let Some(Source::Udp(mut udp)) = self.bury(key) else { return };
        log::debug!("udp#{key} closed");
        if let Some(mut callback) = udp.callback.take() {
            self.note_source(Moment::Enter, Kind::Udp, key);
            callback(self, key, UdpEvent::Closed);
            self.note_source(Moment::Leave, Kind::Udp, key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::udp::Udp;
    use std::cell::RefCell;
    use std::rc::Rc;

    /// The kernel takes every datagram on loopback at once, so the queue is filled by hand.
    #[test]
    fn what_waits_goes_out_in_order_and_the_sender_hears_when_all_has_gone() {
        let (mut lp, log) = (Loop::new().unwrap(), Rc::new(RefCell::new(Vec::new())));
        let (heard, told) = (log.clone(), log.clone());
        let receiver = lp.udp(([127, 0, 0, 1], 0), move |lp, udp, event| {
            let UdpEvent::Data { bytes, .. } = event else { return };
            heard.borrow_mut().push(String::from_utf8_lossy(bytes).into_owned());
            if bytes == b"last" {
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
            let waiting = Waiting { bytes: bytes.into(), to: Some(to) };
            let udp = lp.udp_mut(key).unwrap();
            udp.queued += bytes.len();
            udp.waiting.push_back(waiting);
        }
        // Whoever comes later waits behind them.
        assert_eq!(sender.send_to(&mut lp, b"last", to).unwrap(), crate::Flow::Full);
        assert_eq!(Udp::queued(sender, &mut lp), 70_009);
        lp.run().unwrap();
        let mut told = log.take();
        told.sort();
        assert_eq!(told, ["EMSGSIZE", "drain", "first", "last"]);
    }
}
