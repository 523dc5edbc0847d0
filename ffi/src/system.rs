//! What a program asks the system about itself and about the machine: clocks, names, users, memory, processors, interfaces.
//!
//! What a system does not tell is an error (`ENOTSUP`) or `None`, and never a made-up number.

mod affinity;
mod clock;
mod code;
pub mod constants;
mod credentials;
mod interface;
mod limit;
mod memory;
mod name;
mod process;
mod processor;
mod random;
mod terminal;
mod usage;
mod user;

pub use crate::Error;
pub use crate::io::{read, wait_readable, wait_writable, write};
pub use crate::signal::{ignore_size_limit, kill, raise};
pub use affinity::{affinity, set_affinity};
pub use clock::{monotonic, process_time, realtime, thread_time, uptime};
pub use code::release_code;
pub use credentials::{
    groups, init_groups, set_effective_group, set_effective_user, set_group, set_groups, set_user,
};
pub use interface::{Interface, interface_index, interface_name, interfaces};
#[cfg(target_os = "linux")]
pub use limit::set_pending_signal_limit;
pub use limit::{descriptor_limit, set_descriptor_limit, stack_limit_bytes};
pub use memory::{Memory, memory, page_size, resident};
pub use name::{Identity, host_name, identity};
#[cfg(target_os = "linux")]
pub use process::end_with_parent;
pub use process::{
    executable, parent_pid, pid, priority, process_title, set_priority, set_process_title, umask,
};
pub use processor::{Processor, load_average, parallelism, processors, ticks_per_second};
pub use random::fill_random;
pub use terminal::{ensure_stdio, is_terminal, is_terminal_number, window_size};
pub use usage::{Usage, children_usage, thread_usage, usage};
pub use user::{
    Group, Identities, User, group, group_named, home_folder, identities, temporary_folder, user, user_named,
};
