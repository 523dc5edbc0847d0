//! Many datagrams by one call (recvmmsg(2)), where there is such a call.

use super::{DatagramSocket, Received};
use crate::Result;

/// How many datagrams one call takes at most.
pub const MOST: usize = 32;

impl DatagramSocket {
    /// Takes datagrams that have arrived, up to `most` and [`MOST`], and no more than there is room for: the buffer is divided
    /// into parts of `each` bytes (at least one), and what a part has no room for is lost. Fewer than that many means that
    /// there are no more just now.
    ///
    /// Where the system has no such call, and in a simulated world, it is one.
    ///
    /// # Errors
    /// As [`DatagramSocket::receive`]. An error behind datagrams that were taken is told by the next call.
    pub fn receive_many(&self, buffer: &mut [u8], each: usize, most: usize) -> Result<Vec<Received>> {
        let each = each.max(1);
        let most = most.min(MOST).min(buffer.len() / each);
        if most < 2 || self.socket.is_simulated() {
            let room = each.min(buffer.len());
            return Ok(vec![self.receive(&mut buffer[..room])?]);
        }
        self.receive_batch(buffer, each, most)
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn receive_batch(&self, buffer: &mut [u8], each: usize, _most: usize) -> Result<Vec<Received>> {
        Ok(vec![self.receive(&mut buffer[..each])?])
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn receive_batch(&self, buffer: &mut [u8], each: usize, most: usize) -> Result<Vec<Received>> {
        use crate::address::RawAddress;
        use crate::error::check;

        let mut from: Vec<RawAddress> = (0..most).map(|_| RawAddress::empty()).collect();
        let part = |part: &mut [u8]| libc::iovec { iov_base: part.as_mut_ptr().cast(), iov_len: part.len() };
        let mut pieces: Vec<libc::iovec> = buffer.chunks_exact_mut(each).take(most).map(part).collect();
        let header = |(from, piece): (&mut RawAddress, &mut libc::iovec)| {
            // SAFETY: mmsghdr is plain old data, for which all-zero is a valid value.
            let mut message: libc::mmsghdr = unsafe { std::mem::zeroed() };
            message.msg_hdr.msg_name = from.as_mut_ptr().cast();
            message.msg_hdr.msg_namelen = from.length();
            message.msg_hdr.msg_iov = piece;
            message.msg_hdr.msg_iovlen = 1;
            message
        };
        let mut messages: Vec<libc::mmsghdr> = from.iter_mut().zip(&mut pieces).map(header).collect();
        let (fd, start, no_time) = (self.socket.raw(), messages.as_mut_ptr(), std::ptr::null_mut());
        // SAFETY: each of the messages points at a part of writable memory of its own and at room for an address, which live
        // over the call.
        let call = || unsafe { libc::recvmmsg(fd, start, most as libc::c_uint, 0, no_time) };
        let count = check("recvmmsg", call)? as usize;
        let taken = messages.iter().zip(&mut from).take(count).map(|(message, from)| {
            *from.length_mut() = message.msg_hdr.msg_namelen;
            let truncated = message.msg_hdr.msg_flags & libc::MSG_TRUNC != 0;
            Ok(Received { count: message.msg_len as usize, from: self.sender(from)?, truncated })
        });
        taken.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datagram::Peer;
    use crate::poller::{Interest, Poll, Poller, Token};
    use std::os::fd::AsFd;
    use std::time::Duration;

    fn socket() -> DatagramSocket {
        let address = ([127, 0, 0, 1], 0).into();
        let socket = DatagramSocket::udp(None, &address).unwrap();
        socket.socket().bind(&address).unwrap();
        socket
    }

    /// Waits until something has come.
    fn expect(socket: &DatagramSocket) {
        let (mut poller, mut events) = (Poll::new().unwrap(), Vec::new());
        poller.add(socket.as_fd(), Token(1), Interest::READ).unwrap();
        poller.wait(Some(Duration::from_secs(60)), &mut events).unwrap();
    }

    #[test]
    fn datagrams_lie_side_by_side_each_with_its_sender() {
        let (receiver, senders) = (socket(), [socket(), socket()]);
        let to = Peer::Internet(receiver.socket().local_address().unwrap());
        for (sender, text) in [(0, "one"), (1, "second"), (0, ""), (1, "too long for it")] {
            senders[sender].send(text.as_bytes(), Some(&to)).unwrap();
        }
        let mut buffer = [0; 64];
        let mut all = Vec::new();
        while all.len() < 4 {
            expect(&receiver);
            let taken = receiver.receive_many(&mut buffer, 8, 32).unwrap();
            for (place, received) in taken.into_iter().enumerate() {
                let text = String::from_utf8_lossy(&buffer[place * 8..][..received.count]).into_owned();
                let from = received.from.internet().unwrap();
                let sender = senders.iter().position(|s| s.socket().local_address() == Ok(from)).unwrap();
                all.push((sender, text, received.truncated));
            }
        }
        // Not even those of one sender need to come in order.
        all.sort();
        let expected = [(0, "", false), (0, "one", false), (1, "second", false), (1, "too long", true)];
        assert_eq!(all, expected.map(|(sender, text, truncated)| (sender, text.to_owned(), truncated)));
        let error = receiver.receive_many(&mut buffer, 8, 32).unwrap_err();
        assert!(error.would_block());
        // No room for two is room for one.
        senders[0].send(b"alone", Some(&to)).unwrap();
        expect(&receiver);
        assert_eq!(receiver.receive_many(&mut buffer, 64, 32).unwrap()[0].count, 5);
    }
}
