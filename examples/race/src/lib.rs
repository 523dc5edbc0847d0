//! Threads against the loop (the paper's 3.2): a ticket office that sells more tickets than there are when its buyers are
//! threads, and never does when they are callbacks. docs/servers.md tells the story; `cargo run --release -p evloop-race` shows it.
//!
//! The office compiles, is free of `unsafe`, and has no *data* race: each access by itself is in order. What is missing is that
//! looking and taking are one thing, and no compiler can know that they should be.

#![forbid(unsafe_code)]

use evloop::{Loop, Result};
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

/// Sells tickets, of which there is a certain number.
pub struct Office {
    left: AtomicU64,
    sold: AtomicU64,
}

impl Office {
    /// An office with so many tickets.
    pub fn new(tickets: u64) -> Office {
        Office { left: AtomicU64::new(tickets), sold: AtomicU64::new(0) }
    }

    /// How many it has sold.
    pub fn sold(&self) -> u64 {
        self.sold.load(SeqCst)
    }

    /// How many it believes to be left.
    pub fn left(&self) -> u64 {
        self.left.load(SeqCst)
    }

    /// Sells one, unless none is left. `meanwhile` is the fatal point, between looking and taking: whatever comes in between
    /// finds a ticket that is as good as sold.
    pub fn buy(&self, meanwhile: impl FnOnce()) -> bool {
        let left = self.left();
        if left == 0 {
            return false;
        }
        meanwhile();
        self.take(left);
        true
    }

    fn take(&self, left: u64) {
        self.left.store(left - 1, SeqCst);
        self.sold.fetch_add(1, SeqCst);
    }
}

/// Buyers that are threads, each of which buys until there is nothing left. They begin together.
pub fn by_threads(office: &Office, buyers: usize, meanwhile: impl Fn() + Sync) {
    let begin = Barrier::new(buyers);
    thread::scope(|scope| {
        for _ in 0..buyers {
            scope.spawn(|| {
                begin.wait();
                while office.buy(&meanwhile) {}
            });
        }
    });
}

/// The same buyers as callbacks of one loop. What a callback has begun it ends before anybody else is called, whatever happens
/// meanwhile.
///
/// # Errors
/// When there can be no loop.
pub fn on_a_loop(
    office: &Arc<Office>,
    buyers: usize,
    meanwhile: impl Fn(&mut Loop) + Clone + 'static,
) -> Result<()> {
    let mut lp = Loop::new()?;
    for _ in 0..buyers {
        buy_by_callback(&mut lp, office.clone(), meanwhile.clone());
    }
    lp.run()
}

fn buy_by_callback(lp: &mut Loop, office: Arc<Office>, meanwhile: impl Fn(&mut Loop) + 'static) {
    lp.immediate(move |lp| {
        if office.buy(|| meanwhile(lp)) {
            buy_by_callback(lp, office, meanwhile);
        }
    });
}

/// What the loop does not do for anybody: buyers who look in one callback and take in a later one, because they wait for
/// something (their payment, say) in between. Others are called meanwhile, and it is the threads' story again, but for one thing:
/// here the fatal point can be seen in the program.
///
/// # Errors
/// When there can be no loop.
pub fn in_two_callbacks(office: &Arc<Office>, buyers: usize, payment: Duration) -> Result<()> {
    let mut lp = Loop::new()?;
    for _ in 0..buyers {
        let office = office.clone();
        lp.immediate(move |lp| {
            let left = office.left();
            if left > 0 {
                lp.after(payment, move |_| office.take(left));
            }
        });
    }
    lp.run()
}
