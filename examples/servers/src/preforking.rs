//! Processes that are begun before anybody comes (the paper's 3.3), so that no client waits for a fork. All of them stand at
//! the same door, which they have inherited: whoever is free takes the next client, and the kernel wakes only one.

use crate::attend::{Blocking, attend};
use crate::doorstep::Door;
use crate::setting::Setting;
use crate::workers;
use evloop::Result;

/// How many there are when nobody says: clients who wait need a process each, so more than there are processors.
const WORKERS: usize = 16;

pub fn run(setting: &Setting) -> Result<()> {
    let door = Door::open(setting)?;
    workers::keep(setting, setting.workers_or(WORKERS), &door.socket, |_| {
        loop {
            let client = door.accept();
            attend(&mut Blocking(&client), setting.scenario);
        }
    })
}
