//! How good the network of a simulated world is.

use std::ops::RangeInclusive;
use std::time::Duration;

/// What the network of a [`World`](super::World) does to those who use it. The default is perfect: nothing takes time,
/// nothing fails, and calls take all they can.
///
/// Chances are probabilities from 0 (never) to 1 (always).
///
/// ```
/// use evloop_ffi::simulated::{Network, World};
/// use std::time::Duration;
///
/// let world = World::with_seed(42);
/// let delay = Duration::from_millis(20)..=Duration::from_millis(80);
/// world.set_network(Network { delay, loss: 0.01, ..Network::default() });
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// How long a packet is under way. Packets of one connection arrive in their order; datagrams may overtake.
    pub delay: RangeInclusive<Duration>,
    /// The chance that a packet is lost. A datagram is gone then. The bytes of a connection are sent again: after 200 ms,
    /// then after twice as long and so on up to two minutes, and after 15 times the connection breaks with `ETIMEDOUT`.
    pub loss: f64,
    /// The chance that a datagram arrives twice.
    pub duplication: f64,
    /// The chance that a connection is refused although somebody listens.
    pub refusals: f64,
    /// The chance, with each write, that the connection breaks in the middle: both ends hear `ECONNRESET`.
    pub breaks: f64,
    /// The chance that a call reads or writes less than it could.
    pub short_calls: f64,
    /// The chance that a call that could do something says `EAGAIN` or `EINTR` instead.
    pub hesitation: f64,
    /// The chance, at each look at a socket that is not ready, that it is said to be.
    pub spurious: f64,
    /// Whether those who are ready are told of in any order, and not all at once.
    pub disorder: bool,
    /// The chance that accept fails: for want of descriptors or memory (`EMFILE`, `ENFILE`, `ENOBUFS`, `ENOMEM`), in
    /// which case the connection waits, or because the connection broke before it was accepted (`ECONNABORTED`,
    /// `EPROTO`).
    pub accept_errors: f64,
    /// The chance that the poller has no room for somebody who wants to be watched (`ENOSPC`), or to be watched for
    /// something else (`ENOMEM`).
    pub watch_errors: f64,
    /// How many bytes of a connection may be under way in one direction before a writer must wait.
    pub send_buffer: usize,
    /// How many bytes (of a connection, or of datagrams) wait for their reader; a connection's next ones stay under way,
    /// and datagrams are lost.
    pub receive_buffer: usize,
    /// How many sockets there may be before the next is `EMFILE`.
    pub descriptors: usize,
}

impl Default for Network {
    fn default() -> Network {
        Network {
            delay: Duration::ZERO..=Duration::ZERO,
            loss: 0.0,
            duplication: 0.0,
            refusals: 0.0,
            breaks: 0.0,
            short_calls: 0.0,
            hesitation: 0.0,
            spurious: 0.0,
            disorder: false,
            accept_errors: 0.0,
            watch_errors: 0.0,
            send_buffer: 256 * 1024,
            receive_buffer: 128 * 1024,
            descriptors: usize::MAX,
        }
    }
}

impl Network {
    /// A bad day: slow, lossy, small buffers, and every now and then everything that can go wrong. What survives this for
    /// some thousand seeds need not fear a real network.
    pub fn rough() -> Network {
        Network {
            delay: Duration::from_micros(10)..=Duration::from_millis(30),
            loss: 0.02,
            duplication: 0.05,
            refusals: 0.03,
            breaks: 0.002,
            short_calls: 0.3,
            hesitation: 0.05,
            spurious: 0.05,
            disorder: true,
            accept_errors: 0.1,
            watch_errors: 0.005,
            send_buffer: 4096,
            receive_buffer: 2048,
            ..Network::default()
        }
    }
}
