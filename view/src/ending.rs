//! The end of a program, by whatever way: there what was recorded is told.
//!
//! A program can end while its loop turns no more: a callback never returns, and somebody presses Ctrl-C. So signals, and
//! patience that is over, are the business of a thread with a loop of its own.

use evloop::{Backend, Loop, Result, Sig, system};
use std::io;
use std::process;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How a program has come to its end, or to where it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// With this exit code.
    Code(i32),
    /// By a signal that it did not want to hear.
    Signal(Sig),
    /// It has not ended in the time that it was given.
    Lives,
}

/// The exit code of a program that was ended because it did not end by itself, as with `timeout`.
const OUT_OF_PATIENCE: i32 = 124;

/// How often whoever waits for the end may look at what happens meanwhile.
const GLANCE: Duration = Duration::from_millis(20);

type Act = Box<dyn FnMut(Option<Way>) + Send>;

/// What is to be done at the end, once.
#[derive(Clone)]
pub struct Ending {
    act: Arc<(Mutex<State>, Condvar)>,
}

enum State {
    Waiting(Act),
    /// Whoever comes now waits for ever: the process is about to end.
    Acting,
    Acted,
}

impl Ending {
    /// Has `act` called when the program ends, with the way, and now and then before, with `None`. It ends by [`Ending::end`]; by
    /// SIGINT or SIGTERM that no loop of the program watches (the process then ends by that signal); or, with `patience`, when it
    /// lives so long (the process then ends with code 124).
    ///
    /// ```
    /// use evloop_view::{Ending, Way};
    ///
    /// let ending = Ending::new(None, |way| assert!(matches!(way, None | Some(Way::Code(3)))))?;
    /// // … the program …
    /// ending.end(3);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// When there can be no thread, or no descriptors for its loop.
    pub fn new(
        patience: Option<Duration>,
        act: impl FnMut(Option<Way>) + Send + 'static,
    ) -> io::Result<Ending> {
        let act: Act = Box::new(act);
        let ending = Ending { act: Arc::new((Mutex::new(State::Waiting(act)), Condvar::new())) };
        let (ready, is_ready) = std::sync::mpsc::sync_channel(1);
        let watcher = ending.clone();
        let thread = thread::Builder::new().name("ending".to_owned()).spawn(move || {
            // From here on the program's signals are ours.
            match watcher.watch(patience) {
                Ok(lp) => {
                    let _ = ready.send(Ok(()));
                    if let Err(error) = lp.run() {
                        log::error!("nobody watches for the program's end any more: {error}");
                    }
                }
                Err(error) => drop(ready.send(Err(error))),
            }
        });
        thread?;
        is_ready.recv().unwrap_or(Ok(())).map_err(io::Error::other)?;
        Ok(ending)
    }

    /// The thread's loop.
    fn watch(&self, patience: Option<Duration>) -> Result<Loop> {
        // The program's clock may be another than the system's; ours is not.
        let mut lp = Loop::builder().backend(Backend::Poll).build()?;
        for sig in [Sig::INT, Sig::TERM] {
            // What the shell has switched off stays off.
            if system::ignores(sig)? {
                continue;
            }
            let ending = self.clone();
            lp.signal(sig, move |lp, signal| {
                // The program's own loop hears of it: it decides.
                if system::loops_watching(sig) > 1 {
                    return;
                }
                ending.act(Way::Signal(sig));
                signal.close(lp);
                if let Err(error) = system::kill(system::pid() as i32, sig) {
                    log::error!("cannot end by {sig}: {error}");
                }
            })?;
        }
        let ending = self.clone();
        lp.every(GLANCE, move |_, _| {
            if let State::Waiting(act) = &mut *lock(&ending.act.0) {
                act(None);
            }
        });
        if let Some(patience) = patience {
            let ending = self.clone();
            lp.after(patience, move |_| {
                if ending.act(Way::Lives) {
                    process::exit(OUT_OF_PATIENCE);
                }
            });
        }
        Ok(lp)
    }

    /// The program has ended with this code: does what is to be done, if it is not done yet. If another thread is just about to
    /// end the process, this does not return.
    pub fn end(&self, code: i32) {
        self.act(Way::Code(code));
    }

    /// Whether it was this call that did it.
    fn act(&self, way: Way) -> bool {
        let (state, _) = &*self.act;
        let act = std::mem::replace(&mut *lock(state), State::Acting);
        match act {
            State::Waiting(mut act) => {
                act(Some(way));
                if matches!(way, Way::Code(_)) {
                    *lock(state) = State::Acted;
                }
                true
            }
            State::Acting => self.wait_for_ever(),
            State::Acted => {
                *lock(state) = State::Acted;
                false
            }
        }
    }

    fn wait_for_ever(&self) -> ! {
        let (state, never) = &*self.act;
        let mut guard = lock(state);
        loop {
            guard = never.wait(guard).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
