//! A thread of the kernel for each client (the paper's listing A.2). It begins when the client has come, which the client
//! waits for, and ends with it.

use crate::attend::{Blocking, attend};
use crate::doorstep::{self, Door};
use crate::limit::Limit;
use crate::setting::Setting;
use evloop::Result;
use evloop_ffi::thread;
use std::sync::Arc;

pub fn run(setting: &Setting) -> Result<()> {
    let door = Door::open(setting)?;
    let limit = Limit::new(setting.model.name);
    let scenario = setting.scenario;
    doorstep::end_on_signals()?;
    doorstep::announce(&door.socket)?;
    loop {
        // A thread that cannot begin must not take the client with it.
        let client = Arc::new(door.accept());
        loop {
            let client = client.clone();
            match thread::spawn("client", move || attend(&mut Blocking(&client), scenario)) {
                Ok(()) => break,
                Err(error) => limit.met("no thread for another client", error),
            }
        }
    }
}
