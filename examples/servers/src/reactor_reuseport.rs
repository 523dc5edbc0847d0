//! The reactor on every core, by processes with a socket each, all of which listen on the same address (`SO_REUSEPORT`): the
//! kernel deals the clients out by a hash of their addresses, and no two workers ever meet.

use crate::setting::Setting;
use crate::{doorstep, reactor, workers};
use evloop::{ListenOptions, Loop, Result};
use evloop_ffi::descriptor;
use evloop_ffi::socket::Socket;
use evloop_ffi::system::parallelism;

pub fn run(setting: &Setting) -> Result<()> {
    let count = setting.workers_or(parallelism());
    // The parent opens them all and keeps them: a client that was dealt to a worker which then dies is not lost, but waits
    // for the one that takes its place.
    let sockets = doorstep::listen_together(setting.address, count)?;
    workers::keep(setting, count, &sockets[0], |place| {
        let mut lp = Loop::new()?;
        let socket = Socket::from(descriptor::duplicate(&sockets[place])?);
        reactor::serve(&mut lp, socket, setting.scenario, &ListenOptions::default())?;
        lp.run()
    })
}
