//! What goes on besides the loop, in real time.

use crate::event_loop::Loop;
use crate::source::Source;
use crate::stream::flags::Flags;
use crate::virtual_time::VirtualTime;

/// What a look round has found, in numbers that differ when something else goes on.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Survey {
    /// Which works are under way; `None` when there are none.
    pub(crate) works: Option<u64>,
    /// Which sockets there are, and what went through them so far.
    pub(crate) traffic: u64,
}

impl VirtualTime {
    /// Looks round in the loop, which is about to sleep. That takes time in proportion to its sources, which only loops of
    /// virtual time pay.
    pub(crate) fn look_round(&self, lp: &Loop, foreign: bool) {
        let (mut count, mut works) = (0, 0);
        let mut work = |name: u64| {
            count += 1;
            works = mix(works, name);
        };
        for key in lp.jobs.keys() {
            work(key.to_token());
        }
        for _ in 0..lp.mailbox.families() {
            work(0);
        }
        let mut traffic = 0;
        for (key, source) in lp.sources.iter() {
            if source.takes_real_time() {
                work(key.to_token());
            }
            traffic = mix(mix(traffic, key.to_token()), source.traffic());
        }
        self.note(Survey { works: (count > 0).then_some(works), traffic }, foreign);
    }
}

/// Takes a number into a sum in which no number and no order is lost, as good as surely.
fn mix(sum: u64, number: u64) -> u64 {
    (sum ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

impl Source {
    /// Whether it keeps the loop alive and is nothing that the kernel does at once: a connection that is being made, a pipe or
    /// terminal, or somebody else's descriptor (those of children among them).
    fn takes_real_time(&self) -> bool {
        match self {
            Source::Stream(stream) => {
                stream.registration.is_counted() && stream.flags.any(Flags::CONNECTING | Flags::PLAIN)
            }
            Source::Watch(watch) => watch.registration.is_counted(),
            Source::Listener(_) | Source::Datagram(_) => false,
        }
    }

    /// A number that changes when it sends something, or makes room for more by reading.
    fn traffic(&self) -> u64 {
        match self {
            Source::Stream(stream) => {
                mix(mix(stream.bytes_written, stream.bytes_read), u64::from(stream.flags.bits()))
            }
            Source::Datagram(socket) => socket.offered,
            Source::Listener(_) | Source::Watch(_) => 0,
        }
    }
}
