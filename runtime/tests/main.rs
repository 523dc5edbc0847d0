//! The tests of the reactor, in one program; `cargo test -p evloop --test reactor tcp::` runs those of a file. They share its
//! process, so whatever changes the process or counts what it has (descriptors, memory, limits, variables of its
//! environment) begins one of its own by `common::in_own_process`.

#[macro_use]
mod common;

mod accept;
mod backends;
mod clock;
mod closing;
mod conn;
mod describe;
mod descriptors;
#[cfg(feature = "fault")]
mod failures;
mod fairness;
#[cfg(feature = "fault")]
mod faults;
mod file;
mod file_watch;
mod foreign;
mod lives;
mod metrics;
mod misuse;
mod order;
mod pipe;
mod pool;
mod process;
mod process_inheritance;
mod random;
mod readiness;
mod recorder;
mod recorder_gate;
mod reentry;
mod remote;
mod repeatable;
mod resolve;
mod rights;
mod sharing;
mod signal;
mod simulated;
mod simulated_network;
mod streams;
mod tcp;
mod terminal;
mod terminal_end;
mod threads;
mod timers;
mod udp;
mod unix;
mod unix_datagram;
mod virtual_time;
mod watchdog;
