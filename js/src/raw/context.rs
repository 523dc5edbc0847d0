//! The engine's life: made once, entered for every callback, lent the loop while it runs.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::ptr::NonNull;
use std::rc::{Rc, Weak};

use evloop::Loop;
use rquickjs::qjs;

use super::Held;
use super::interrupt::Look;
use super::jobs::{Observer, Rejection, Watchers};
use super::module::ModuleHost;
use super::stack::Capture;
use crate::rooms::Rooms;

/// How much of the thread's stack JavaScript may use. Linux gives a main thread 8 MiB; Rust and the kernel want some.
const MAX_STACK_BYTES: usize = 6 << 20;

/// The heap size at which the cycle collector first runs. Nearly everything is freed by counting references; the
/// collector stops the world for about 25 ns per live object, so a server should meet it seldom.
const GC_THRESHOLD_BYTES: usize = 32 << 20;

/// An engine at work: one heap, one global object, one thread. Clones are names of the same one.
#[derive(Clone)]
pub struct Context {
    inner: Rc<Inner>,
}

/// A name of an engine that does not keep it.
pub struct WeakContext {
    inner: Weak<Inner>,
}

impl WeakContext {
    /// The engine, if it is still there.
    pub fn upgrade(&self) -> Option<Context> {
        self.inner.upgrade().map(|inner| Context { inner })
    }
}

/// What lives exactly as long as the engine.
pub(super) struct Inner {
    this: Weak<Inner>,
    runtime: NonNull<qjs::JSRuntime>,
    context: NonNull<qjs::JSContext>,
    pub(super) state: State,
}

/// What the engine's native side remembers. Everything is a cell: natives can be entered again from JavaScript.
pub(super) struct State {
    /// The loop, while it is lent to JavaScript and nobody has it out.
    lent: Cell<Option<NonNull<Loop>>>,
    /// How often JavaScript has been run. See [`Context::runs`].
    runs: Cell<u64>,
    /// How deep we are in calls from Rust to JavaScript.
    pub(super) depth: Cell<u32>,
    /// True once there is a Buffer that follows a resizable ArrayBuffer; see [`Js::expect_resizing`].
    pub(super) resizing: Cell<bool>,
    /// Promises that were rejected with nobody listening, or listened to late, since the last look.
    pub(super) rejections: RefCell<Vec<Rejection>>,
    /// Who is told about promises, if anybody is.
    pub(super) watchers: RefCell<Option<Rc<Watchers>>>,
    /// The same in Rust.
    pub(super) observer: RefCell<Option<Rc<dyn Observer>>>,
    /// Call sites that are asked for without an error.
    pub(super) capture: Cell<Capture>,
    /// Who looks when the engine is interrupted.
    pub(super) look: RefCell<Option<Look>>,
    /// Where ECMAScript modules come from.
    pub(super) modules: RefCell<Option<Rc<dyn ModuleHost>>>,
    /// The modules that native code has filled, with their names.
    pub(super) filled: RefCell<Vec<(String, NonNull<qjs::JSModuleDef>)>>,
    /// The rooms' own memory.
    pub(super) rooms: Rooms,
}

/// The engine's own account of its memory, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct MemoryUse {
    /// Asked from the allocator.
    pub total: u64,
    /// In use by values.
    pub used: u64,
    /// In use by the bytes of ArrayBuffers.
    pub array_buffers: u64,
}

impl Context {
    /// A fresh engine with all of ECMAScript's built-in objects. None if there is no memory for it.
    pub fn new() -> Option<Context> {
        // SAFETY: creating a runtime and a context has no precondition; null is checked.
        let runtime = NonNull::new(unsafe { qjs::JS_NewRuntime() })?;
        // SAFETY: the runtime is alive and of this thread, which is the one whose stack is to be limited.
        let context = unsafe {
            qjs::JS_SetMaxStackSize(runtime.as_ptr(), stack_limit() as _);
            qjs::JS_SetGCThreshold(runtime.as_ptr(), GC_THRESHOLD_BYTES as _);
            // As in Node, a script may wait by `Atomics.wait`.
            qjs::JS_SetCanBlock(runtime.as_ptr(), true);
            NonNull::new(qjs::JS_NewContext(runtime.as_ptr()))
        };
        let Some(context) = context else {
            // SAFETY: nothing was made in this runtime.
            unsafe { qjs::JS_FreeRuntime(runtime.as_ptr()) };
            return None;
        };
        let state = State {
            lent: Cell::new(None),
            runs: Cell::new(0),
            depth: Cell::new(0),
            resizing: Cell::new(false),
            rejections: RefCell::new(Vec::new()),
            watchers: RefCell::new(None),
            observer: RefCell::new(None),
            capture: Cell::new(Capture::Idle),
            look: RefCell::default(),
            modules: RefCell::new(None),
            filled: RefCell::default(),
            rooms: Rooms::default(),
        };
        let inner = Rc::new_cyclic(|this| Inner { this: this.clone(), runtime, context, state });
        // SAFETY: the context's opaque pointer is read back only as `*const Inner`, while the engine is entered, and
        // `Inner` stays in its Rc until the context is freed.
        unsafe { qjs::JS_SetContextOpaque(context.as_ptr(), Rc::as_ptr(&inner).cast_mut().cast()) };
        super::jobs::install_tracker(runtime);
        super::module::install_loader(runtime);
        Some(Context { inner })
    }

    /// Runs `body` with the engine, and without a loop: for set-up and for looking at values.
    pub fn enter<R>(&self, body: impl for<'a> FnOnce(&mut Js<'a>) -> R) -> R {
        let inner = &*self.inner;
        inner.state.depth.set(inner.state.depth.get() + 1);
        let _depth = OnDrop(|| inner.state.depth.set(inner.state.depth.get() - 1));
        body(&mut Js { inner, life: PhantomData })
    }

    /// Runs `body` with the engine while `lp` is lent to it: natives reach the loop by [`Js::with_loop`].
    #[inline]
    pub fn enter_with<R>(&self, lp: &mut Loop, body: impl for<'a> FnOnce(&mut Js<'a>) -> R) -> R {
        let inner = &*self.inner;
        // Whoever entered before us (a native function that took the loop and then called in again) gets back what
        // was in the slot, also when `body` panics.
        let before = inner.state.lent.replace(Some(NonNull::from(lp)));
        let _put_back = OnDrop(|| inner.state.lent.set(before));
        self.enter(body)
    }

    /// Forgets what the rooms hold. Held values and rooms refer to the engine, so that without this an engine whose
    /// user is done with it would keep itself alive.
    pub fn clear_rooms(&self) {
        self.inner.state.rooms.clear();
        self.inner.state.modules.borrow_mut().take();
        let watchers = self.inner.state.watchers.take();
        drop(watchers);
        let observer = self.inner.state.observer.take();
        drop(observer);
        self.inner.state.rejections.borrow_mut().clear();
    }

    /// A name that does not keep the engine.
    pub fn downgrade(&self) -> WeakContext {
        WeakContext { inner: Rc::downgrade(&self.inner) }
    }

    /// True if both name the same engine.
    pub fn same(&self, other: &Context) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }

    pub(super) fn runtime(&self) -> NonNull<qjs::JSRuntime> {
        self.inner.runtime
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // SAFETY: this is the last name of the engine: no `Js`, `Owned` or `Held` can exist any more (promise 3), so
        // nobody will use the runtime or the context again. The collector runs first, because cycles through
        // native objects would otherwise be reported as leaks.
        unsafe {
            qjs::JS_FreeContext(self.context.as_ptr());
            qjs::JS_RunGC(self.runtime.as_ptr());
            qjs::JS_FreeRuntime(self.runtime.as_ptr());
        }
    }
}

/// The engine, entered: alive, and this thread's to use. See the promises in [`super`].
pub struct Js<'a> {
    inner: &'a Inner,
    /// Neither `Send` nor `Sync`, and of exactly one call's lifetime.
    life: PhantomData<(*mut (), &'a ())>,
}

impl<'a> Js<'a> {
    /// The engine behind a context that QuickJS has handed to one of our callbacks.
    ///
    /// # Safety
    /// `context` is one that [`Context::new`] made, and it is in use for at least `'a`.
    #[inline]
    pub(super) unsafe fn from_context(context: *mut qjs::JSContext) -> Js<'a> {
        // SAFETY: by the caller's promise the opaque pointer is the one set in `Context::new`, and it lives for `'a`.
        let inner = unsafe { &*qjs::JS_GetContextOpaque(context).cast::<Inner>() };
        Js { inner, life: PhantomData }
    }

    /// The engine behind what [`Js::opaque`] has given.
    ///
    /// # Safety
    /// As for [`Js::from_context`].
    pub(super) unsafe fn from_opaque(inner: *const Inner) -> Js<'a> {
        // SAFETY: by the caller's promise it is alive for `'a`.
        Js { inner: unsafe { &*inner }, life: PhantomData }
    }

    pub(super) fn opaque(&self) -> *const Inner {
        self.inner
    }

    #[inline]
    pub(super) fn raw(&self) -> *mut qjs::JSContext {
        self.inner.context.as_ptr()
    }

    #[inline]
    pub(super) fn runtime(&self) -> *mut qjs::JSRuntime {
        self.inner.runtime.as_ptr()
    }

    #[inline]
    pub(super) fn state(&self) -> &'a State {
        &self.inner.state
    }

    /// A second name of the entered engine, for values that free themselves.
    #[inline]
    pub(super) fn again(&self) -> Js<'a> {
        Js { inner: self.inner, life: PhantomData }
    }

    /// True if this is `context`, entered.
    #[inline]
    pub(super) fn is_of(&self, context: &Context) -> bool {
        std::ptr::eq(self.inner, Rc::as_ptr(&context.inner))
    }

    /// The engine itself, to keep or to enter later.
    pub fn context(&self) -> Context {
        let inner = self.inner.this.upgrade().expect("an entered engine is alive");
        Context { inner }
    }

    /// Runs `body` with the lent loop. None if the loop is not lent (the engine was entered without one), or if a
    /// caller further up has it in hands; nothing is run then.
    #[inline(always)]
    pub fn with_loop<R>(&self, body: impl FnOnce(&mut Loop) -> R) -> Option<R> {
        let slot = &self.inner.state.lent;
        let pointer = slot.take()?;
        let _put_back = OnDrop(|| slot.set(Some(pointer)));
        // SAFETY: the pointer was made from the exclusive reference that `enter_with` borrows for its whole call, and
        // we are inside that call. While it is out of its slot nobody else can make a reference from it.
        Some(body(unsafe { &mut *pointer.as_ptr() }))
    }

    /// Notes that JavaScript is about to run.
    #[inline]
    pub(super) fn note_run(&self) {
        let runs = &self.inner.state.runs;
        runs.set(runs.get() + 1);
    }

    /// How many calls from Rust into JavaScript are on the stack, this one included.
    #[inline]
    pub fn depth(&self) -> u32 {
        self.inner.state.depth.get()
    }

    /// The memory of the rooms.
    #[inline]
    pub fn rooms(&self) -> &'a Rooms {
        &self.inner.state.rooms
    }

    /// Keeps a value beyond this call.
    pub fn hold(&self, value: super::Value<'_>) -> Held {
        Held::new(self.context(), self, value)
    }

    /// Runs the cycle collector now.
    pub fn collect_garbage(&mut self) {
        // SAFETY: the runtime is alive; finalizers are ours and run no JavaScript.
        unsafe { qjs::JS_RunGC(self.runtime()) }
    }

    /// What the engine's heap holds.
    pub fn memory_use(&self) -> MemoryUse {
        // SAFETY: the structure is plain data that the call fills in.
        let usage = unsafe {
            let mut usage = std::mem::zeroed::<qjs::JSMemoryUsage>();
            qjs::JS_ComputeMemoryUsage(self.runtime(), &mut usage);
            usage
        };
        MemoryUse {
            total: usage.malloc_size as u64,
            used: usage.memory_used_size as u64,
            array_buffers: usage.binary_object_size as u64,
        }
    }
}

impl Context {
    /// How often JavaScript has been run so far.
    ///
    /// Only JavaScript can change what JavaScript sees. So what was found true of listeners and stream states at one
    /// count is still true while the count is the same: the fast ways look again only when it has moved.
    #[inline]
    pub fn runs(&self) -> u64 {
        self.inner.state.runs.get()
    }

    /// The memory of the rooms, for native code that runs while the engine is not entered.
    #[inline]
    pub fn rooms(&self) -> &Rooms {
        &self.inner.state.rooms
    }
}

/// Runs a closure when it goes, also on a panic.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// The stack that JavaScript may use: what the thread has, less two mebibytes (or half, of a small stack) for the Rust
/// below and the C above it, and no more than six.
fn stack_limit() -> usize {
    let whole = evloop::system::stack_limit_bytes().unwrap_or(8 << 20);
    whole.saturating_sub((whole / 2).min(2 << 20)).min(MAX_STACK_BYTES)
}
