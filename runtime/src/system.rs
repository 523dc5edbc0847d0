//! What a program asks the system about itself, and the few blocking calls that a command line program needs:
//! clocks, process numbers, memory, the terminal, the standard streams.

pub use evloop_ffi::system::*;
