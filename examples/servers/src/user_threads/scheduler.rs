//! What a kernel does for its threads, in user space: a queue of those that can go on, tables of those that wait, and one place
//! where everybody waits together. Nobody is interrupted: a thread goes on until it waits itself.

use evloop_ffi::Result;
use evloop_ffi::fiber::{self, Fiber, Progress, Stack};
use evloop_ffi::poller::{self, Interest, Poller, Token};
use evloop_ffi::socket::Socket;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::os::fd::AsFd;
use std::rc::Rc;
use std::time::Duration;

/// The stack of a user thread. One page of it is touched by nearly all, and memory is taken for what is touched.
const STACK_BYTES: usize = 64 << 10;

/// How many stacks are kept for those who come.
const KEPT_STACKS: usize = 256;

/// How soon is tried again what the kernel had no memory for.
const SOON: Duration = Duration::from_millis(10);

pub struct Scheduler {
    poller: RefCell<Box<dyn Poller>>,
    /// Those that can go on, in the order in which they came to it.
    ready: RefCell<VecDeque<Fiber>>,
    /// Sockets that are waited for, by number.
    places: RefCell<HashMap<u64, Place>>,
    /// Those that let time pass: when it is over, and a number, since two may wait for the same moment.
    sleepers: RefCell<BTreeMap<(Duration, u64), Fiber>>,
    /// What the thread waits for that has just stopped.
    wish: Cell<Wish>,
    last_number: Cell<u64>,
    stacks: RefCell<Vec<Stack>>,
}

#[derive(Clone, Copy)]
enum Wish {
    Socket(u64, Interest),
    Time(Duration),
}

struct Place {
    socket: Rc<Socket>,
    /// What the poller watches it for. That stays when a thread goes on, since it will mostly come back with the same wish.
    watched: Interest,
    waiting: Option<Fiber>,
}

/// A socket with its number here.
pub struct Seat {
    pub scheduler: Rc<Scheduler>,
    pub socket: Rc<Socket>,
    number: u64,
}

impl Scheduler {
    pub fn new() -> Result<Rc<Scheduler>> {
        Ok(Rc::new(Scheduler {
            poller: RefCell::new(poller::native()?),
            ready: RefCell::default(),
            places: RefCell::default(),
            sleepers: RefCell::default(),
            wish: Cell::new(Wish::Time(Duration::ZERO)),
            last_number: Cell::new(0),
            stacks: RefCell::default(),
        }))
    }

    /// Runs all threads, for ever.
    pub fn run(&self) -> Result<()> {
        let mut events = Vec::new();
        loop {
            // Those that are there now: who comes back meanwhile waits until the sockets have been looked at.
            let present = self.ready.borrow().len();
            for _ in 0..present {
                let next = self.ready.borrow_mut().pop_front();
                match next.map(Fiber::resume) {
                    Some(Progress::Suspended(thread)) => self.put_aside(thread),
                    Some(Progress::Ended(stack)) => self.keep(stack),
                    None => break,
                }
            }
            let patience = self.patience();
            self.poller.borrow_mut().wait(patience, &mut events)?;
            for event in events.drain(..) {
                self.socket_ready(event.token.0);
            }
            self.wake_sleepers();
        }
    }

    /// How long to sleep when no socket is ready.
    fn patience(&self) -> Option<Duration> {
        if !self.ready.borrow().is_empty() {
            return Some(Duration::ZERO);
        }
        let first = self.sleepers.borrow().keys().next().map(|(due, _)| *due);
        first.map(|due| due.saturating_sub(self.now()))
    }

    fn now(&self) -> Duration {
        self.poller.borrow().now()
    }

    fn number(&self) -> u64 {
        self.last_number.set(self.last_number.get() + 1);
        self.last_number.get()
    }

    /// Files a thread under what it waits for.
    fn put_aside(&self, thread: Fiber) {
        let due = match self.wish.get() {
            Wish::Time(due) => due,
            Wish::Socket(number, interest) => match self.watch(number, interest) {
                Ok(()) => {
                    if let Some(place) = self.places.borrow_mut().get_mut(&number) {
                        place.waiting = Some(thread);
                    }
                    return;
                }
                // It will ask again, and hear then whether its socket is ready.
                Err(error) => {
                    log::warn!("a user thread must wait blindly: {error}");
                    self.now() + SOON
                }
            },
        };
        self.sleepers.borrow_mut().insert((due, self.number()), thread);
    }

    fn watch(&self, number: u64, interest: Interest) -> Result<()> {
        let mut places = self.places.borrow_mut();
        let (Some(place), mut poller) = (places.get_mut(&number), self.poller.borrow_mut()) else {
            return Ok(());
        };
        let (socket, token, old) = (place.socket.as_fd(), Token(number), place.watched);
        if old.is_none() {
            poller.add(socket, token, interest)?;
        } else if old != interest {
            poller.modify(socket, token, old, interest)?;
        }
        place.watched = interest;
        Ok(())
    }

    fn socket_ready(&self, number: u64) {
        let mut places = self.places.borrow_mut();
        let Some(place) = places.get_mut(&number) else { return };
        match place.waiting.take() {
            Some(thread) => self.ready.borrow_mut().push_back(thread),
            // Its thread waits for something else. The poller would tell us again and again.
            None => {
                let _ = self.poller.borrow_mut().remove(place.socket.as_fd(), place.watched);
                place.watched = Interest::NONE;
            }
        }
    }

    fn wake_sleepers(&self) {
        let now = self.now();
        let mut sleepers = self.sleepers.borrow_mut();
        while let Some(entry) = sleepers.first_entry().filter(|entry| entry.key().0 <= now) {
            self.ready.borrow_mut().push_back(entry.remove());
        }
    }

    /// A stack for another thread.
    pub fn stack(&self) -> Result<Stack> {
        let kept = self.stacks.borrow_mut().pop();
        kept.map_or_else(|| Stack::new(STACK_BYTES), Ok)
    }

    fn keep(&self, stack: Stack) {
        let mut stacks = self.stacks.borrow_mut();
        if stacks.len() < KEPT_STACKS {
            stacks.push(stack);
        }
    }

    /// Begins a thread: it runs when its turn comes.
    pub fn begin(&self, stack: Stack, body: impl FnOnce() + 'static) {
        self.ready.borrow_mut().push_back(Fiber::new(stack, body));
    }

    /// Lets time pass, for the thread that calls.
    pub fn sleep(&self, time: Duration) {
        self.wish.set(Wish::Time(self.now() + time));
        fiber::suspend();
    }

    pub fn seat(self: &Rc<Scheduler>, socket: Socket) -> Seat {
        let (socket, number) = (Rc::new(socket), self.number());
        let place = Place { socket: socket.clone(), watched: Interest::NONE, waiting: None };
        self.places.borrow_mut().insert(number, place);
        Seat { scheduler: self.clone(), socket, number }
    }
}

impl Seat {
    /// Stops the thread that calls until the socket is ready, or says so.
    pub fn wait(&self, interest: Interest) {
        self.scheduler.wish.set(Wish::Socket(self.number, interest));
        fiber::suspend();
    }

    /// Makes a call when it does not have to wait any more.
    pub fn when_ready<T>(&self, interest: Interest, mut call: impl FnMut(&Socket) -> Result<T>) -> Result<T> {
        loop {
            match call(&self.socket) {
                Err(error) if error.would_block() => self.wait(interest),
                Err(error) if error.interrupted() => {}
                answer => return answer,
            }
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let place = self.scheduler.places.borrow_mut().remove(&self.number);
        if let Some(place) = place.filter(|place| !place.watched.is_none()) {
            self.scheduler.poller.borrow_mut().forget(place.socket.as_fd(), place.watched);
        }
    }
}
