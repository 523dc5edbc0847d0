//! Every system call of a model, counted where it is made.
//!
//! A method is one call, bears its name, and does nothing else. What a call costs is not only its time: one that says
//! "not now" was made in vain, and most of what tells the models apart is in the two columns of this count.

use evloop_ffi::Result;
use evloop_ffi::bare::{DescriptorSet, PollList};
use evloop_ffi::socket::Socket;
use evloop_ffi::{bare, io};
use std::cell::Cell;
use std::fs::File;
use std::os::fd::BorrowedFd;
use std::time::Duration;

#[cfg(any(target_os = "linux", target_os = "android"))]
use evloop_ffi::bare::{Epoll, Trigger};
#[cfg(any(feature = "user-kqueue", not(any(target_os = "linux", target_os = "android"))))]
use evloop_ffi::bare::{Filter, Kqueue};
#[cfg(target_os = "linux")]
use evloop_ffi::bare::{Notice, Ring, SignalQueue};
#[cfg(any(target_os = "linux", target_os = "android"))]
use evloop_ffi::poller::{Interest, Ready};

/// The calls that models make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the manual explains them")]
pub enum Call {
    Accept4,
    Recv,
    Send,
    Close,
    Open,
    Fcntl,
    Clone,
    Select,
    Poll,
    EpollCreate1,
    EpollCtl,
    EpollWait,
    Kqueue,
    Kevent,
    Sigprocmask,
    Sigtimedwait,
    IoUringSetup,
    IoUringEnter,
}

/// Their names in the manual, in the same order.
const NAMES: [&str; Call::IoUringEnter as usize + 1] = [
    "accept4",
    "recv",
    "send",
    "close",
    "open",
    "fcntl",
    "clone",
    "select",
    "poll",
    "epoll_create1",
    "epoll_ctl",
    "epoll_wait",
    "kqueue",
    "kevent",
    "sigprocmask",
    "sigtimedwait",
    "io_uring_setup",
    "io_uring_enter",
];

/// The counts of one thread.
#[derive(Debug, Default)]
pub struct Calls {
    made: [Cell<u64>; NAMES.len()],
    in_vain: Cell<u64>,
    received: Cell<u64>,
    sent: Cell<u64>,
}

fn add(cell: &Cell<u64>, count: u64) {
    cell.set(cell.get() + count);
}

impl Calls {
    /// Nothing so far.
    pub fn new() -> Calls {
        Calls::default()
    }

    /// Notes a call that is made at once, here or by other means.
    pub fn count(&self, call: Call) {
        add(&self.made[call as usize], 1);
    }

    /// Notes how a call went: whether it has moved anything.
    fn judge<T>(&self, result: Result<T>) -> Result<T> {
        if result.as_ref().is_err_and(|error| error.would_block()) {
            add(&self.in_vain, 1);
        }
        result
    }

    /// Adds what another thread has counted.
    pub fn merge(&self, other: &Calls) {
        self.made.iter().zip(&other.made).for_each(|(mine, theirs)| add(mine, theirs.get()));
        add(&self.in_vain, other.in_vain.get());
        self.note_received(other.received.get());
        self.note_sent(other.sent.get());
    }

    /// How often each call was made, in the order of [`Call`].
    pub fn made(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        NAMES.iter().zip(&self.made).map(|(name, count)| (*name, count.get()))
    }

    /// How many of them only said "not now".
    pub fn in_vain(&self) -> u64 {
        self.in_vain.get()
    }

    /// Bytes that have come in, and bytes that have gone out.
    pub fn bytes(&self) -> (u64, u64) {
        (self.received.get(), self.sent.get())
    }

    /// Notes bytes that were received.
    pub fn note_received(&self, count: u64) {
        add(&self.received, count);
    }

    /// Notes bytes that were sent.
    pub fn note_sent(&self, count: u64) {
        add(&self.sent, count);
    }

    /// Takes a connection whose calls do not block.
    pub fn accept4(&self, listener: &Socket) -> Result<Socket> {
        self.count(Call::Accept4);
        self.judge(listener.accept())
    }

    /// Takes a connection whose calls block; sleeps until there is one.
    pub fn accept4_blocking(&self, listener: &Socket) -> Result<Socket> {
        self.count(Call::Accept4);
        self.judge(listener.accept_blocking())
    }

    /// Takes bytes from the kernel; none are the end of the stream.
    pub fn recv(&self, socket: &Socket, buffer: &mut [u8]) -> Result<usize> {
        self.count(Call::Recv);
        let count = self.judge(socket.receive(buffer))?;
        self.note_received(count as u64);
        Ok(count)
    }

    /// Gives bytes to the kernel, which may take fewer.
    pub fn send(&self, socket: &Socket, bytes: &[u8]) -> Result<usize> {
        self.count(Call::Send);
        let count = self.judge(socket.send(bytes))?;
        self.note_sent(count as u64);
        Ok(count)
    }

    /// Closes what has a descriptor, and one only.
    pub fn close<T>(&self, owner: T) {
        self.count(Call::Close);
        drop(owner);
    }

    /// Opens a descriptor that is only held to be closed.
    pub fn open_spare(&self) -> Option<File> {
        self.count(Call::Open);
        File::open("/dev/null").ok()
    }

    /// Lets the calls on a socket block: what it is, and what it shall be.
    pub fn set_blocking(&self, socket: &Socket) -> Result<()> {
        self.count(Call::Fcntl);
        self.count(Call::Fcntl);
        io::set_nonblocking(socket, false)
    }

    /// Sleeps until one of the sets is ready.
    pub fn select(&self, readable: &mut DescriptorSet, writable: &mut DescriptorSet) -> Result<()> {
        self.count(Call::Select);
        match bare::select(readable, writable, None) {
            // A signal: nobody is ready.
            Err(error) if error.interrupted() => {
                (*readable, *writable) = (DescriptorSet::new(), DescriptorSet::new());
                Ok(())
            }
            result => result.map(drop),
        }
    }

    /// Sleeps until one of the list is ready; how many are.
    pub fn poll(&self, list: &mut PollList) -> Result<usize> {
        self.count(Call::Poll);
        match bare::poll(list, None) {
            Err(error) if error.interrupted() => Ok(0),
            result => result,
        }
    }

    /// The same without sleeping.
    pub fn poll_now(&self, list: &mut PollList) -> Result<usize> {
        self.count(Call::Poll);
        bare::poll(list, Some(Duration::ZERO))
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
impl Calls {
    /// A list in the kernel.
    pub fn epoll_create1(&self) -> Result<Epoll> {
        self.count(Call::EpollCreate1);
        Epoll::new()
    }

    /// Adds to it.
    pub fn epoll_add(
        &self,
        epoll: &Epoll,
        fd: BorrowedFd<'_>,
        interest: Interest,
        trigger: Trigger,
        name: u64,
    ) -> Result<()> {
        self.count(Call::EpollCtl);
        epoll.add(fd, interest, trigger, name)
    }

    /// Changes what is asked.
    pub fn epoll_modify(
        &self,
        epoll: &Epoll,
        fd: BorrowedFd<'_>,
        interest: Interest,
        trigger: Trigger,
        name: u64,
    ) -> Result<()> {
        self.count(Call::EpollCtl);
        epoll.modify(fd, interest, trigger, name)
    }

    /// Sleeps until somebody on the list is ready, or only looks; who is.
    pub fn epoll_wait(
        &self,
        epoll: &mut Epoll,
        may_sleep: bool,
        ready: &mut Vec<(u64, Ready)>,
    ) -> Result<()> {
        self.count(Call::EpollWait);
        ready.clear();
        ready.extend(epoll.wait(if may_sleep { None } else { Some(Duration::ZERO) })?);
        Ok(())
    }
}

#[cfg(target_os = "linux")]
impl Calls {
    /// Blocks the signals that tell of descriptors; from now on they queue up.
    pub fn sigprocmask(&self) -> Result<SignalQueue> {
        self.count(Call::Sigprocmask);
        SignalQueue::new()
    }

    /// Whom to signal, by which signal, and that it is to be done: three calls.
    pub fn fcntl_signals(&self, queue: &SignalQueue, fd: BorrowedFd<'_>) -> Result<()> {
        self.count(Call::Fcntl);
        queue.set_owner(fd)?;
        self.count(Call::Fcntl);
        queue.set_signal(fd)?;
        self.count(Call::Fcntl);
        queue.set_async(fd)
    }

    /// Takes the next signal; sleeps until there is one, or only looks.
    pub fn sigtimedwait(&self, queue: &SignalQueue, may_sleep: bool) -> Result<Notice> {
        self.count(Call::Sigtimedwait);
        queue.wait(if may_sleep { None } else { Some(Duration::ZERO) })
    }

    /// Two rings of memory, shared with the kernel.
    pub fn io_uring_setup(&self, operations: usize) -> Result<Ring> {
        self.count(Call::IoUringSetup);
        Ring::new(operations)
    }

    /// Hands over what is to be done; sleeps until something has been done.
    pub fn io_uring_enter(&self, ring: &mut Ring) -> Result<()> {
        self.count(Call::IoUringEnter);
        match ring.enter(1) {
            Err(error) if error.interrupted() => Ok(()),
            result => result,
        }
    }
}

/// Where kqueue is: the BSDs and macOS, and in user space for tests.
#[cfg(any(feature = "user-kqueue", not(any(target_os = "linux", target_os = "android"))))]
impl Calls {
    /// A queue in the kernel.
    pub fn kqueue(&self) -> Result<Kqueue> {
        self.count(Call::Kqueue);
        Kqueue::new()
    }

    /// Asks for one more filter.
    pub fn kevent_add(&self, queue: &Kqueue, fd: BorrowedFd<'_>, filter: Filter, name: u64) -> Result<()> {
        self.count(Call::Kevent);
        queue.add(fd, filter, name)
    }

    /// Takes a filter back.
    pub fn kevent_remove(&self, queue: &Kqueue, fd: BorrowedFd<'_>, filter: Filter) -> Result<()> {
        self.count(Call::Kevent);
        queue.remove(fd, filter)
    }

    /// Sleeps until something has happened; to whom.
    pub fn kevent_wait(&self, queue: &mut Kqueue, names: &mut Vec<u64>) -> Result<()> {
        self.count(Call::Kevent);
        names.clear();
        match queue.wait(None) {
            Ok(events) => names.extend(events.map(|(name, _)| name)),
            Err(error) if error.interrupted() => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}
