//! Pipes know no flag against SIGPIPE, so it must be ignored. A program of its own, since that holds for the whole process.

use evloop_ffi::io;
use evloop_ffi::signal::{Inbox, Sig, ignore_broken_pipes};

/// What a program sees that was not started by Rust's library, which ignores the signal.
fn set_default() {
    // SAFETY: the default action runs no code of ours.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
}

fn write_to_nobody() -> evloop_ffi::Result<usize> {
    let (reader, writer) = io::pipe()?;
    drop(reader);
    io::write(&writer, b"for nobody")
}

#[test]
fn c46_writing_to_a_pipe_without_a_reader_does_not_end_the_process() {
    set_default();
    ignore_broken_pipes().unwrap();
    assert_eq!(write_to_nobody().map_err(|error| error.name()), Err("EPIPE"));

    // Also when a watch that came before is taken back later.
    set_default();
    let (inbox, reader) = Inbox::new().unwrap();
    inbox.watch(Sig::PIPE).unwrap();
    ignore_broken_pipes().unwrap();
    assert_eq!(write_to_nobody().map_err(|error| error.name()), Err("EPIPE"));
    let mut told = [0; 8];
    assert_eq!(io::read(&reader, &mut told), Ok(1), "the watch hears of it");
    inbox.unwatch(Sig::PIPE);
    assert_eq!(write_to_nobody().map_err(|error| error.name()), Err("EPIPE"));
}
