//! Many short connections, as the paper's clients make them: connect, read to the end, compare, close.

use super::client::{self, Account};
use super::outcome::Failure;
use super::{Job, Outcome};
use crate::scenario::HELLO;
use evloop_ffi::poller::{Interest, Poller, Token};
use evloop_ffi::socket::Socket;
use evloop_ffi::{Result, system};
use std::os::fd::AsFd;
use std::time::Duration;

/// Room for more than any reply: what comes too much is seen, too.
const ROOM: usize = 4096;

/// A place for one connection at a time.
#[derive(Default)]
struct Slot {
    socket: Option<Socket>,
    began: Duration,
    /// Bytes of the request that the kernel has taken.
    sent: usize,
    received: usize,
    is_wrong: bool,
}

/// How a request ended: well, or not.
type End = std::result::Result<(), Failure>;

struct Run<'a> {
    job: &'a Job,
    poller: Box<dyn Poller>,
    account: Account,
}

pub(super) fn run(job: &Job) -> Result<Outcome> {
    let mut slots: Vec<Slot> = Vec::new();
    slots.resize_with(job.concurrency, Slot::default);
    let mut run = Run { job, poller: client::poller()?, account: Account::open(job) };
    let mut events = Vec::new();
    run.account.start();
    for (number, slot) in slots.iter_mut().enumerate() {
        run.begin(number, slot)?;
    }
    while !run.account.is_over(system::monotonic()) {
        client::wait(&mut *run.poller, &mut events)?;
        for event in &events {
            // A number that is none of ours is the poller's own.
            let number = event.token.0 as usize;
            let Some(slot) = slots.get_mut(number) else { continue };
            if let Some(end) = run.serve(number, slot) {
                run.finish(slot, end);
                run.begin(number, slot)?;
            }
        }
    }
    let under_way = slots.iter().filter(|slot| slot.socket.is_some()).map(|slot| slot.began);
    run.account.stop(system::monotonic(), under_way);
    Ok(run.account.close(0, 0))
}

impl Run<'_> {
    /// The next request, if one more is wanted. One that is refused at once makes room for yet another.
    fn begin(&mut self, number: usize, slot: &mut Slot) -> Result<()> {
        let interest = if self.job.request.is_empty() { Interest::READ } else { Interest::BOTH };
        while !self.account.is_hopeless(system::monotonic()) && self.account.take() {
            let began = system::monotonic();
            let socket = client::connect(&mut *self.poller, self.job, number, interest)?;
            *slot = Slot { socket, began, ..Slot::default() };
            if slot.socket.is_some() {
                break;
            }
            self.account.failed(Failure::Refused);
        }
        Ok(())
    }

    /// Looks what can be done. `None`: nothing more at present.
    fn serve(&mut self, number: usize, slot: &mut Slot) -> Option<End> {
        let socket = slot.socket.as_ref()?;
        let request = &self.job.request;
        while slot.sent < request.len() {
            match socket.send(&request[slot.sent..]) {
                Ok(count) => slot.sent += count,
                Err(error) => match client::judge(&error) {
                    Some(failure) => return Some(Err(failure)),
                    None => break,
                },
            }
            if slot.sent == request.len() {
                // It was registered just so; should it fail, room to write wakes us in vain.
                let _ =
                    self.poller.modify(socket.as_fd(), Token(number as u64), Interest::BOTH, Interest::READ);
            }
        }
        let mut buffer = [0; ROOM];
        loop {
            match socket.receive(&mut buffer) {
                Ok(0) if slot.is_wrong => return Some(Err(Failure::Wrong)),
                Ok(0) if slot.received < HELLO.len() => return Some(Err(Failure::Short)),
                Ok(0) => return Some(Ok(())),
                Ok(count) => {
                    let expected = HELLO.get(slot.received..slot.received + count);
                    slot.is_wrong |= expected != Some(&buffer[..count]);
                    slot.received += count;
                }
                Err(error) => return client::judge(&error).map(Err),
            }
        }
    }

    fn finish(&mut self, slot: &mut Slot, end: End) {
        // The reply is here; closing our side is no part of it.
        let now = system::monotonic();
        if let Some(socket) = slot.socket.take() {
            self.poller.forget(socket.as_fd(), Interest::READ);
        }
        match end {
            Ok(()) => self.account.answered(slot.began, now),
            Err(failure) => self.account.failed(failure),
        }
    }
}
