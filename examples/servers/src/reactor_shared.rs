//! The reactor on every core, by processes that share one socket: it stands in the poller of each, and the kernel wakes one of
//! those that sleep for each client (`EPOLLEXCLUSIVE`; elsewhere than on Linux it wakes all, and one gets the client).

use crate::setting::Setting;
use crate::{doorstep, reactor, workers};
use evloop::{ListenOptions, Loop, Result};
use evloop_ffi::descriptor;
use evloop_ffi::socket::Socket;
use evloop_ffi::system::parallelism;

pub fn run(setting: &Setting) -> Result<()> {
    let socket = doorstep::listen(setting.address)?;
    let options = ListenOptions { exclusive: true, ..ListenOptions::default() };
    workers::keep(setting, setting.workers_or(parallelism()), &socket, |_| {
        // A loop after the fork, and not before it: a poller must not be shared.
        let mut lp = Loop::new()?;
        let socket = Socket::from(descriptor::duplicate(&socket)?);
        reactor::serve(&mut lp, socket, setting.scenario, &options)?;
        lp.run()
    })
}
