//! One client after the other. While one is served, the others wait in the kernel's queue (the paper's listing A.1).

use crate::attend::{Blocking, attend};
use crate::doorstep::{self, Door};
use crate::setting::Setting;
use evloop::Result;

pub fn run(setting: &Setting) -> Result<()> {
    let door = Door::open(setting)?;
    doorstep::end_on_signals()?;
    doorstep::announce(&door.socket)?;
    loop {
        let client = door.accept();
        attend(&mut Blocking(&client), setting.scenario);
    }
}
