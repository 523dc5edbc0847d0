//! User threads on several threads of the kernel (the paper's 3.1: M on N, as in Solaris): a client costs no more than a stack,
//! and all processors have something to do. All kernel threads stand at the same door, and the kernel wakes one of them for
//! each client. A user thread stays where it began: to move it, those that wait would need locks, which one thread does without.

use crate::doorstep;
use crate::limit::Limit;
use crate::setting::Setting;
use crate::user_threads::{Scheduler, serve};
use evloop::Result;
use evloop_ffi::poller::Interest;
use evloop_ffi::socket::Socket;
use evloop_ffi::system::parallelism;
use evloop_ffi::{descriptor, thread};
use std::sync::{Arc, Barrier};

pub fn run(setting: &Setting) -> Result<()> {
    let listener = doorstep::listen(setting.address)?;
    doorstep::end_on_signals()?;
    let count = setting.workers_or(parallelism());
    let all_are_ready = Arc::new(Barrier::new(count));
    for _ in 1..count {
        let (setting, all_are_ready) = (setting.clone(), all_are_ready.clone());
        let listener = Socket::from(descriptor::duplicate(&listener)?);
        thread::spawn("kernel thread", move || {
            if let Err(error) = carry(&setting, listener, &all_are_ready) {
                // Its clients are gone, and others would be dealt to it.
                eprintln!("evloop serve: {}: a kernel thread: {error}", setting.model.name);
                std::process::exit(1);
            }
        })?;
    }
    doorstep::announce(&listener)?;
    carry(setting, listener, &all_are_ready)
}

/// The life of a kernel thread: to carry user threads. It begins when all have what they need, for clients who come at once
/// could take the last descriptor.
fn carry(setting: &Setting, listener: Socket, all_are_ready: &Barrier) -> Result<()> {
    let scheduler = Scheduler::new()?;
    all_are_ready.wait();
    let knock = Interest::READ | Interest::EXCLUSIVE;
    Ok(serve(&scheduler, listener, knock, setting.scenario, Limit::new(setting.model.name))?)
}
