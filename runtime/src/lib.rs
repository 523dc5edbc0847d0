//! An event loop in the manner of libuv and Node, in safe Rust.
//!
//! ```no_run
//! use evloop::{Event, Loop};
//!
//! fn main() -> evloop::Result<()> {
//!     let mut lp = Loop::new()?;
//!     lp.listen(([127, 0, 0, 1], 7000), |lp, conn| {
//!         conn.start(lp, |lp, conn, event| match event {
//!             Event::Data(bytes) => drop(conn.write(lp, bytes)),
//!             Event::End => drop(conn.end(lp)),
//!             _ => {}
//!         });
//!     })?;
//!     lp.run()
//! }
//! ```
//!
//! The loop owns everything; what users hold are small `Copy` names ([`Conn`], [`Timer`], …) that stay harmless
//! when what they name is gone. Callbacks get the loop lent as `&mut Loop`, and are called by the phases of
//! [`Loop::turn`] only, never from inside a method.

#![forbid(unsafe_code)]

mod builder;
mod datagram;
mod error;
mod event_loop;
pub mod file;
mod foreign;
mod hook;
mod immediate;
mod listener;
#[cfg(all(test, loom))]
mod models;
mod observer;
mod pool;
mod process;
pub mod recorder;
mod remote;
mod signal;
mod slab;
mod source;
mod stream;
mod sync;
pub mod system;
mod timer;
mod virtual_time;
mod watch;

pub use builder::{Backend, Builder};
pub use datagram::udp::{Udp, UdpOptions};
pub use datagram::unix::UnixDatagram;
pub use datagram::{DatagramEvent, UdpEvent, UnixDatagramEvent};
pub use error::{Error, Result};
pub use event_loop::Loop;
pub use evloop_ffi::descriptor::Kind as DescriptorKind;
#[cfg(feature = "fault")]
pub use evloop_ffi::fault;
pub use evloop_ffi::poller::{Interest, Poller, Ready};
pub use evloop_ffi::process::ExitStatus;
pub use evloop_ffi::resolve::{Family, Hints, NameHints, Names, ResolveError};
pub use evloop_ffi::signal::Sig;
pub use evloop_ffi::simulated::{Dice, Network, World};
pub use evloop_ffi::socket::Keepalive;
pub use evloop_ffi::terminal::Mode as TerminalMode;
#[cfg(all(target_os = "linux", feature = "user-kqueue"))]
pub use evloop_ffi::user_kqueue;
pub use file::poll::{FilePoll, Sight};
pub use file::watch::{Change, FileWatch};
pub use hook::Hook;
pub use immediate::Immediate;
pub use listener::inherited::{Passed, forget_listen_fds, listen_fds};
pub use listener::{ListenOptions, Listener};
pub use observer::histogram::Histogram;
pub use observer::metrics::{Metrics, Times};
pub use observer::{Call, Description, Kind, Moment, Observer, Phase, SourceId};
pub use pool::{PoolLoad, Work};
pub use process::Child;
pub use process::command::{Command, Stdio};
pub use process::fork::Fork;
pub use remote::{Gone, Remote};
pub use signal::Signal;
pub use stream::conn::{Conn, Tcp, Unix};
pub use stream::tcp::ConnectOptions;
pub use stream::{Descriptors, Event, Flow};
pub use timer::Timer;
pub use virtual_time::VirtualClock;
pub use watch::Watch;
