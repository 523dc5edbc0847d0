//! Hooks: user code that runs on every turn, in one of three phases.

use crate::event_loop::Loop;
use crate::observer::{Description, Kind, Moment, Phase, SourceId};
use crate::slab::{Key, Store};
use std::mem;

/// The name of an idle, prepare or check hook.
///
/// A long computation in pieces, so that everything else gets its turn between two of them:
///
/// ```
/// let mut lp = evloop::Loop::new()?;
/// let (mut sum, mut next) = (0_u64, 0);
/// lp.on_idle(move |lp, piece| {
///     sum += (next..next + 1000).sum::<u64>();
///     next += 1000;
///     if next == 10_000 {
///         assert_eq!(sum, 49_995_000);
///         piece.close(lp);
///     }
/// });
/// lp.run()?;
/// # Ok::<(), evloop::Error>(())
/// ```
///
/// Hooks that look on, and do not keep the loop alive:
///
/// ```
/// use evloop::{Hook, Loop};
/// use std::cell::RefCell;
/// use std::rc::Rc;
///
/// let mut lp = Loop::new()?;
/// let calls = Rc::new(RefCell::new(Vec::new()));
/// let note = |word: &'static str| {
///     let calls = Rc::clone(&calls);
///     move |_: &mut Loop, _: Hook| calls.borrow_mut().push(word)
/// };
/// let hooks = [lp.on_check(note("slept")), lp.on_prepare(note("about to sleep"))];
/// for hook in hooks {
///     hook.set_ref(&mut lp, false);
/// }
/// lp.immediate(|_| println!("the one thing to do"));
/// lp.run()?;
/// assert_eq!(*calls.borrow(), ["about to sleep", "slept"]);
/// # Ok::<(), evloop::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Hook(Key);

type Callback = Box<dyn FnMut(&mut Loop, Hook)>;

struct HookState {
    phase: Phase,
    referenced: bool,
    callback: Option<Callback>,
}

/// All hooks of a loop, and for each phase their order.
pub(crate) struct Hooks {
    store: Store<HookState>,
    idle: Vec<Key>,
    prepare: Vec<Key>,
    check: Vec<Key>,
}

impl Hooks {
    pub(crate) fn keys(&self) -> impl Iterator<Item = Key> {
        self.store.keys()
    }

    pub(crate) fn describe(&self, key: Key) -> Option<Description> {
        let hook = self.store.get(key)?;
        let state = match hook.phase {
            Phase::Idle => "idle",
            Phase::Prepare => "prepare",
            _ => "check",
        };
        Some(Description::new(SourceId::new(Kind::Hook, key), state, hook.referenced))
    }

    pub(crate) const fn new() -> Hooks {
        Hooks { store: Store::new(), idle: Vec::new(), prepare: Vec::new(), check: Vec::new() }
    }

    /// Idle hooks want every turn, so the loop must not sleep.
    pub(crate) fn any_idle(&self) -> bool {
        !self.idle.is_empty()
    }

    pub(crate) fn any_check(&self) -> bool {
        !self.check.is_empty()
    }

    fn list(&mut self, phase: Phase) -> &mut Vec<Key> {
        match phase {
            Phase::Idle => &mut self.idle,
            Phase::Prepare => &mut self.prepare,
            _ => &mut self.check,
        }
    }
}

impl Loop {
    /// Calls `callback` on every turn, which therefore never sleeps.
    pub fn on_idle(&mut self, callback: impl FnMut(&mut Loop, Hook) + 'static) -> Hook {
        self.add_hook(Phase::Idle, Box::new(callback))
    }

    /// Calls `callback` on every turn just before the loop sleeps.
    pub fn on_prepare(&mut self, callback: impl FnMut(&mut Loop, Hook) + 'static) -> Hook {
        self.add_hook(Phase::Prepare, Box::new(callback))
    }

    /// Calls `callback` on every turn right after the poll phase.
    pub fn on_check(&mut self, callback: impl FnMut(&mut Loop, Hook) + 'static) -> Hook {
        self.add_hook(Phase::Check, Box::new(callback))
    }

    fn add_hook(&mut self, phase: Phase, callback: Callback) -> Hook {
        let key = self.hooks.store.insert(HookState { phase, referenced: true, callback: Some(callback) });
        self.hooks.list(phase).push(key);
        self.active += 1;
        self.note_source(Moment::Born, Kind::Hook, key);
        Hook(key)
    }

    pub(crate) fn run_idle(&mut self) {
        self.run_hooks(Phase::Idle);
    }

    pub(crate) fn run_prepare(&mut self) {
        self.run_hooks(Phase::Prepare);
    }

    #[inline]
    fn run_hooks(&mut self, phase: Phase) {
        if !self.hooks.list(phase).is_empty() {
            self.note(Moment::Phase(phase));
            self.call_hooks(phase);
        }
    }

    /// Takes the phase's list first: hooks that are made meanwhile wait for the next turn.
    #[cold]
    pub(crate) fn call_hooks(&mut self, phase: Phase) {
        let mut keys = mem::take(self.hooks.list(phase));
        for &key in &keys {
            self.call_hook(key);
        }
        keys.retain(|&key| self.hooks.store.contains(key));
        keys.append(self.hooks.list(phase));
        *self.hooks.list(phase) = keys;
    }

    fn call_hook(&mut self, key: Key) {
        let Some(mut callback) = self.hooks.store.get_mut(key).and_then(|hook| hook.callback.take()) else {
            return;
        };
        self.note_source(Moment::Enter, Kind::Hook, key);
        callback(self, Hook(key));
        self.note_source(Moment::Leave, Kind::Hook, key);
        if let Some(hook) = self.hooks.store.get_mut(key) {
            hook.callback = Some(callback);
        }
    }
}

impl Hook {
    /// The name in logs and traces.
    ///
    /// ```
    /// let mut lp = evloop::Loop::new()?;
    /// let hook = lp.on_check(|_, _| ());
    /// assert!(hook.id().to_string().starts_with("hook#"));
    /// # Ok::<(), evloop::Error>(())
    /// ```
    pub fn id(self) -> SourceId {
        SourceId::new(Kind::Hook, self.0)
    }

    /// Takes the hook away; `false` when it was gone already.
    pub fn close(self, lp: &mut Loop) -> bool {
        let Some(hook) = lp.hooks.store.remove(self.0) else { return false };
        lp.hooks.list(hook.phase).retain(|&key| key != self.0);
        if hook.referenced {
            lp.active -= 1;
        }
        lp.note_source(Moment::Died, Kind::Hook, self.0);
        true
    }

    /// Whether the hook keeps the loop alive (it does unless told otherwise). `false` when the hook is gone.
    pub fn set_ref(self, lp: &mut Loop, referenced: bool) -> bool {
        let Some(hook) = lp.hooks.store.get_mut(self.0) else { return false };
        if mem::replace(&mut hook.referenced, referenced) != referenced {
            lp.active = if referenced { lp.active + 1 } else { lp.active - 1 };
        }
        true
    }
}
