//! Threads that are begun before anybody comes (the paper's 3.3 and its Figure 2), as many as are wanted at any moment: the pool
//! grows before it runs dry, so that nobody waits for a thread to begin, and shrinks when the crowd has gone.
//!
//! What counts are the *spare* threads, those that stand at the door: `--workers` of them in the beginning. When no more than half
//! of them are left, as many are begun as are missing; and a thread that is done with its client and finds all places at the
//! door taken ends. In between there is room for coming and going in which nothing begins or ends.

use crate::attend::{Blocking, attend};
use crate::doorstep::{self, Door};
use crate::limit::Limit;
use crate::setting::{Scenario, Setting};
use evloop::Result;
use evloop_ffi::thread;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

/// How many stand at the door when nobody says.
const PLACES: usize = 16;

struct Pool {
    door: Door,
    limit: Limit,
    scenario: Scenario,
    /// How many may stand at the door.
    places: usize,
    count: Mutex<Count>,
    /// No more than half of them do.
    low: Condvar,
}

/// Of threads.
struct Count {
    spare: usize,
    all: usize,
}

pub fn run(setting: &Setting) -> Result<()> {
    let pool = Arc::new(Pool {
        door: Door::open(setting)?,
        limit: Limit::new(setting.model.name),
        scenario: setting.scenario,
        places: setting.workers_or(PLACES),
        count: Mutex::new(Count { spare: 0, all: 0 }),
        low: Condvar::new(),
    });
    doorstep::end_on_signals()?;
    Pool::fill(&pool);
    doorstep::announce(&pool.door.socket)?;
    loop {
        pool.wait_until_low();
        Pool::fill(&pool);
    }
}

impl Pool {
    /// Begins as many threads as are missing at the door. They count from now on, or others would be begun in their place.
    fn fill(pool: &Arc<Pool>) {
        let missing = {
            let mut count = pool.lock();
            let missing = pool.places - count.spare;
            (count.spare, count.all) = (count.spare + missing, count.all + missing);
            log::debug!("{} more threads: {} in all", missing, count.all);
            missing
        };
        for begun in 0..missing {
            let own = pool.clone();
            if let Err(error) = thread::spawn("spare", move || own.work()) {
                let mut count = pool.lock();
                let absent = missing - begun;
                (count.spare, count.all) = (count.spare - absent, count.all - absent);
                let all = count.all;
                drop(count);
                return pool.limit.met(&format!("the pool cannot grow beyond {all} threads"), error);
            }
        }
    }

    fn wait_until_low(&self) {
        let count = self.lock();
        let enough = |count: &mut Count| count.spare > self.places / 2;
        drop(self.low.wait_while(count, enough).unwrap_or_else(|poisoned| poisoned.into_inner()));
    }

    /// A thread's life.
    fn work(&self) {
        loop {
            let client = self.door.accept();
            self.leave_door();
            attend(&mut Blocking(&client), self.scenario);
            drop(client);
            if !self.return_to_door() {
                return;
            }
        }
    }

    fn leave_door(&self) {
        let mut count = self.lock();
        count.spare -= 1;
        if count.spare <= self.places / 2 {
            self.low.notify_one();
        }
    }

    /// Whether there was a place.
    fn return_to_door(&self) -> bool {
        let mut count = self.lock();
        if count.spare == self.places {
            count.all -= 1;
            log::debug!("a thread less: {} in all", count.all);
            return false;
        }
        count.spare += 1;
        true
    }

    fn lock(&self) -> MutexGuard<'_, Count> {
        self.count.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
