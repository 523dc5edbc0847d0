//! A kernel that is not there: a clock, a network and a poller without luck and without waiting.
//!
//! Its clock stands still while the loop works, and jumps when the loop would sleep. Its network carries bytes from
//! socket to socket by a plan: each packet arrives at a moment of the [`World`]'s time, and whatever could go one way or
//! another is decided by dice that begin with a seed. So two runs of one seed are the same to the last event.
//!
//! | File | Idea |
//! |---|---|
//! | `world.rs` | the clock, and what is going to happen when |
//! | `poller.rs` | who is ready |
//! | `network.rs`, `dice.rs` | how good the network is, and how it is decided |
//! | `names.rs` | how a simulated socket has a descriptor |
//! | `socket.rs`, `address.rs` | what all sockets have, and who has which address |
//! | `handshake.rs` | listening and connecting |
//! | `inbox.rs`, `stream.rs` | bytes under way, and the calls that send and take them |
//! | `datagram.rs` | datagrams |

mod address;
mod datagram;
mod dice;
mod handshake;
mod inbox;
mod names;
mod network;
mod poller;
mod socket;
mod stream;
mod world;

pub use dice::Dice;
pub use network::Network;
pub use poller::Simulated;
pub use world::World;

pub(crate) use names::{accept, call, close, open, receive, send};
pub(crate) use socket::Kind;

/// What a simulated call answers: the number of an error, to which [`call`] adds the call's name.
type Answer<T> = Result<T, libc::c_int>;
