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

mod adopt;
mod builder;
mod clock;
mod command;
mod conn;
mod conn_options;
mod connect;
mod datagram;
mod datagram_send;
mod error;
mod event_loop;
pub mod file;
mod file_poll;
mod file_watch;
mod flags;
mod foreign;
mod fork;
mod heap;
mod histogram;
mod hook;
mod immediate;
mod inherited;
mod listener;
mod metrics;
#[cfg(all(test, loom))]
mod models;
mod observer;
mod outbox;
mod plain;
mod pool;
mod process;
mod remote;
mod resolve;
mod share;
mod signal;
mod slab;
mod source;
mod stream;
mod sync;
pub mod system;
mod tcp;
mod terminal;
mod timer;
mod udp;
mod udp_options;
mod unix;
mod unix_datagram;
mod watch;

pub use builder::{Backend, Builder};
pub use command::{Command, Stdio};
pub use conn::{Conn, Tcp, Unix};
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
pub use evloop_ffi::simulated::{Network, World};
pub use evloop_ffi::socket::Keepalive;
pub use evloop_ffi::terminal::Mode as TerminalMode;
#[cfg(all(target_os = "linux", feature = "user-kqueue"))]
pub use evloop_ffi::user_kqueue;
pub use file_poll::{FilePoll, Sight};
pub use file_watch::{Change, FileWatch};
pub use fork::Fork;
pub use histogram::Histogram;
pub use hook::Hook;
pub use immediate::Immediate;
pub use inherited::{Passed, forget_listen_fds, listen_fds};
pub use listener::{ListenOptions, Listener};
pub use metrics::{Metrics, Times};
pub use observer::{Kind, Moment, Observer, Phase, SourceId};
pub use pool::{PoolLoad, Work};
pub use process::Child;
pub use remote::{Gone, Remote};
pub use signal::Signal;
pub use stream::{Descriptors, Event, Flow};
pub use tcp::ConnectOptions;
pub use timer::Timer;
pub use udp::{Udp, UdpOptions};
pub use unix_datagram::UnixDatagram;
pub use watch::Watch;
