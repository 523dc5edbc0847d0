//! A thread for each client, but one of user space (the paper's 3.1): the kernel sees a single thread, and what it would do
//! for many, `scheduler.rs` does here. What is done for a client is written as for all who may wait, see `attend.rs`.

mod scheduler;

use crate::attend::{Client, attend};
use crate::doorstep;
use crate::limit::{Limit, REST};
use crate::setting::{Scenario, Setting};
use evloop_ffi::Result;
use evloop_ffi::poller::Interest;
use evloop_ffi::socket::Socket;
pub use scheduler::Scheduler;
use scheduler::Seat;
use std::rc::Rc;
use std::time::Duration;

pub fn run(setting: &Setting) -> evloop::Result<()> {
    let listener = doorstep::listen(setting.address)?;
    let scheduler = Scheduler::new()?;
    doorstep::end_on_signals()?;
    doorstep::announce(&listener)?;
    Ok(serve(&scheduler, listener, Interest::READ, setting.scenario, Limit::new(setting.model.name))?)
}

/// Attends to all who come to a listener, by user threads on this thread of the kernel. `knock` is what is waited for there.
pub fn serve(
    scheduler: &Rc<Scheduler>,
    listener: Socket,
    knock: Interest,
    scenario: Scenario,
    limit: Limit,
) -> Result<()> {
    let host = scheduler.clone();
    // The first user thread stands at the door.
    scheduler.begin(scheduler.stack()?, move || {
        let door = host.seat(listener);
        loop {
            door.wait(knock);
            match door.socket.accept() {
                Ok(client) => welcome(&host, client, scenario, &limit),
                Err(error) if error.would_block() || error.aborted() || error.interrupted() => {}
                Err(error) => {
                    limit.tell("cannot take another client", error);
                    host.sleep(REST);
                }
            }
        }
    });
    scheduler.run()
}

fn welcome(host: &Rc<Scheduler>, client: Socket, scenario: Scenario, limit: &Limit) {
    let stack = loop {
        match host.stack() {
            Ok(stack) => break stack,
            Err(error) => {
                limit.tell("no stack for another client", error);
                host.sleep(REST);
            }
        }
    };
    let mut client = host.seat(client);
    host.begin(stack, move || attend(&mut client, scenario));
}

/// A client whose calls stop its user thread, and no other: what the kernel would wait for is waited for by the scheduler.
impl Client for Seat {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.when_ready(Interest::READ, |socket| socket.receive(buffer))
    }

    fn write(&mut self, bytes: &[u8], last: bool) -> Result<usize> {
        self.when_ready(
            Interest::WRITE,
            |socket| if last { socket.send_more(bytes) } else { socket.send(bytes) },
        )
    }

    fn end(&mut self) -> Result<()> {
        self.socket.shutdown_write()
    }

    fn pause(&mut self, time: Duration) {
        self.scheduler.sleep(time);
    }
}
