//! A process for each client (the paper's Figure 1 and its listing A.3). The parent takes the client and goes back to the door;
//! the child has the connection by inheritance, and does not know of anybody else.

use crate::attend::{Blocking, attend};
use crate::children::{Children, News};
use crate::doorstep::{self, Door};
use crate::limit::{Limit, REST};
use crate::setting::Setting;
use evloop::Result;

pub fn run(setting: &Setting) -> Result<()> {
    // The parent waits for two things, clients and the ends of its children. So it must not be stuck in `accept`.
    let door = Door::open_without_waiting(setting)?;
    let limit = Limit::new(setting.model.name);
    let mut children = Children::new()?;
    doorstep::announce(&door.socket)?;
    while let News::Ended(_) = children.wait(Some(&door.socket), None)? {
        let Some(client) = door.try_accept() else { continue };
        let serve = || {
            attend(&mut Blocking(&client), setting.scenario);
            0
        };
        while let Err(error) = children.begin(serve) {
            // There may be no more processes. When one ends there may.
            limit.tell("no process for another client", error);
            if let News::Over = children.wait(None, Some(REST))? {
                return Ok(());
            }
        }
    }
    Ok(())
}
