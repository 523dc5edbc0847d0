//! What processes, threads of the kernel and threads of user space cost (the paper's 3.1): to begin and to end, and to switch from
//! one to the other and back. Each figure is the least of several rounds, since whatever else a machine does only adds to it.
//!
//! `taskset -c 0 cargo run --release -p evloop-servers --example costs` (on one processor, or to switch means to wake another).

use evloop_ffi::fiber::{Fiber, Progress, Stack, suspend};
use evloop_ffi::io::{read, set_nonblocking, wait_readable, write};
use evloop_ffi::process::fork_single_threaded;
use evloop_ffi::socket::Socket;
use evloop_ffi::{Result, thread};
use std::os::fd::AsFd;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

const ROUNDS: usize = 7;
const BIRTHS: u32 = 300;
const SWITCHES: u32 = 20_000;

fn main() -> Result<()> {
    // Processes first: only a process of one thread may fork.
    tell("a process begins and ends", BIRTHS, process_lives)?;
    tell("two processes switch there and back", SWITCHES, processes_switch)?;
    tell("a thread begins and ends", BIRTHS, threads_live)?;
    tell("two threads switch there and back", SWITCHES, threads_switch)?;
    tell("a user thread begins and ends, with a new stack", BIRTHS, user_threads_live)?;
    tell("the same, with the stack of another", SWITCHES, user_threads_on_one_stack)?;
    tell("two user threads switch there and back", SWITCHES, user_threads_switch)
}

/// Prints what one of so many takes.
fn tell(what: &str, times: u32, perform: impl Fn(u32) -> Result<()>) -> Result<()> {
    let mut least = Duration::MAX;
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        perform(times)?;
        least = least.min(begin.elapsed());
    }
    println!("{:>9.3} µs  {what}", least.as_secs_f64() * 1e6 / f64::from(times));
    Ok(())
}

fn process_lives(times: u32) -> Result<()> {
    for _ in 0..times {
        let Some((child, handle)) = fork_single_threaded(Duration::ZERO)? else { std::process::exit(0) };
        while child.wait(&handle).is_none() {
            wait_readable(&[handle.as_fd()], None)?;
        }
    }
    Ok(())
}

/// Two sockets that are connected to each other, and whose calls wait.
fn pair() -> Result<(Socket, Socket)> {
    let (one, other) = Socket::stream_pair()?;
    set_nonblocking(&one, false)?;
    set_nonblocking(&other, false)?;
    Ok((one, other))
}

/// Throws a byte back until the other side has gone.
fn throw_back(end: &Socket) {
    let mut byte = [0];
    while read(end, &mut byte) == Ok(1) && write(end, &byte) == Ok(1) {}
}

fn throw(end: &Socket, times: u32) -> Result<()> {
    let mut byte = [7];
    for _ in 0..times {
        write(end, &byte)?;
        read(end, &mut byte)?;
    }
    Ok(())
}

fn processes_switch(times: u32) -> Result<()> {
    let (one, other) = pair()?;
    let Some((child, _handle)) = fork_single_threaded(Duration::ZERO)? else {
        drop(one);
        throw_back(&other);
        std::process::exit(0)
    };
    drop(other);
    throw(&one, times)?;
    child.abandon();
    Ok(())
}

fn threads_live(times: u32) -> Result<()> {
    let (sender, receiver) = channel();
    for _ in 0..times {
        let sender = sender.clone();
        thread::spawn("short", move || {
            // We are there to hear it.
            let _ = sender.send(());
        })?;
        let _ = receiver.recv();
    }
    Ok(())
}

fn threads_switch(times: u32) -> Result<()> {
    let (one, other) = pair()?;
    thread::spawn("thrower", move || throw_back(&other))?;
    throw(&one, times)
}

const STACK_BYTES: usize = 64 << 10;

fn user_threads_live(times: u32) -> Result<()> {
    for _ in 0..times {
        Fiber::new(Stack::new(STACK_BYTES)?, || {}).resume();
    }
    Ok(())
}

fn user_threads_on_one_stack(times: u32) -> Result<()> {
    let mut stack = Stack::new(STACK_BYTES)?;
    for _ in 0..times {
        if let Progress::Ended(free) = Fiber::new(stack, || {}).resume() {
            stack = free;
        } else {
            unreachable!("it never suspends");
        }
    }
    Ok(())
}

fn user_threads_switch(times: u32) -> Result<()> {
    let mut progress =
        Progress::Suspended(Fiber::new(Stack::new(STACK_BYTES)?, move || (0..times).for_each(|_| suspend())));
    while let Progress::Suspended(fiber) = progress {
        progress = fiber.resume();
    }
    Ok(())
}
