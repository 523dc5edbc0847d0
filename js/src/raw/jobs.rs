//! Promise jobs and the promises that nobody listened to.

use std::ffi::c_void;
use std::ptr::NonNull;
use std::rc::Rc;

use rquickjs::qjs;

use super::{Held, Js, Thrown, Value};

/// What became of the wish to run one job.
pub enum JobOutcome {
    /// There was none.
    Idle,
    /// One ran.
    Ran,
    /// One ran and threw.
    Threw(Thrown),
}

/// News about a promise's rejection.
pub struct Rejection {
    /// The promise.
    pub promise: Held,
    /// What it was rejected with.
    pub reason: Held,
    /// False: it was rejected and nobody listens. True: somebody has begun to listen after all.
    pub handled: bool,
}

impl<'a> Js<'a> {
    /// True if promise jobs wait.
    #[inline]
    pub fn has_jobs(&self) -> bool {
        // SAFETY: asks the runtime's own list.
        unsafe { qjs::JS_IsJobPending(self.runtime()) }
    }

    /// Runs the next promise job.
    pub fn run_job(&mut self) -> JobOutcome {
        if !self.has_jobs() {
            return JobOutcome::Idle;
        }
        let mut context = std::ptr::null_mut();
        self.note_run();
        // SAFETY: the runtime is alive; there is one context in it, and that is ours.
        match unsafe { qjs::JS_ExecutePendingJob(self.runtime(), &mut context) } {
            0 => JobOutcome::Idle,
            status if status < 0 => JobOutcome::Threw(Thrown::pending()),
            _ => JobOutcome::Ran,
        }
    }

    /// Adds a job that calls a function, behind the promise jobs that wait.
    pub fn enqueue_job(&mut self, function: Value<'_>) -> Result<(), Thrown> {
        let mut arguments = [function.raw];
        // SAFETY: the function is alive, and the engine raises its count for as long as the job waits.
        let status = unsafe { qjs::JS_EnqueueJob(self.raw(), Some(call_first), 1, arguments.as_mut_ptr()) };
        if status < 0 { Err(Thrown::pending()) } else { Ok(()) }
    }

    /// The same, told of when it runs: by [`Observer::job_begins`] and [`Observer::job_ends`].
    pub fn enqueue_observed_job(&mut self, function: Value<'_>) -> Result<(), Thrown> {
        let mut arguments = [function.raw];
        // SAFETY: as in `enqueue_job`.
        let status =
            unsafe { qjs::JS_EnqueueJob(self.raw(), Some(call_observed), 1, arguments.as_mut_ptr()) };
        if status < 0 { Err(Thrown::pending()) } else { Ok(()) }
    }

    /// From now on the observer is told of promises and of observed jobs.
    pub fn observe_jobs(&self, observer: Rc<dyn Observer>) {
        *self.state().observer.borrow_mut() = Some(observer);
        self.hook_promises();
    }

    /// From now on `made(promise, parent)` is called for each new promise, and `fulfilled(promise)` for each that gets a
    /// value. Neither may throw.
    pub fn watch_promises(&self, made: Value<'_>, fulfilled: Value<'_>) {
        let watchers = Watchers { made: self.hold(made), fulfilled: self.hold(fulfilled) };
        *self.state().watchers.borrow_mut() = Some(Rc::new(watchers));
        self.hook_promises();
    }

    fn hook_promises(&self) {
        // SAFETY: the runtime is alive; the hook has the signature it wants and needs no opaque pointer.
        unsafe { qjs::JS_SetPromiseHook(self.runtime(), Some(watch), std::ptr::null_mut()) };
    }

    /// Takes a promise out of the news: its rejection has been told otherwise.
    pub(super) fn forget_rejection(&self, promise: Value<'_>) {
        self.state().rejections.borrow_mut().retain(|news| !news.promise.value(self).is_same_object(promise));
    }

    /// The news about rejections since the last call.
    pub fn take_rejections(&self) -> Vec<Rejection> {
        self.state().rejections.take()
    }

    /// True if there is news about rejections.
    #[inline]
    pub fn has_rejections(&self) -> bool {
        !self.state().rejections.borrow().is_empty()
    }

    /// The state and the result of a promise: None if the value is no promise, or `(settled, rejected, result)`.
    pub fn promise_details(&self, promise: Value<'_>) -> Option<(bool, bool, super::Owned<'a>)> {
        // SAFETY: the value is alive, and checked to be a promise before it is asked.
        unsafe {
            if !qjs::JS_IsPromise(promise.raw) {
                return None;
            }
            let state = qjs::JS_PromiseState(self.raw(), promise.raw);
            let settled = state != qjs::JSPromiseStateEnum_JS_PROMISE_PENDING;
            let rejected = state == qjs::JSPromiseStateEnum_JS_PROMISE_REJECTED;
            let result =
                if settled { qjs::JS_PromiseResult(self.raw(), promise.raw) } else { qjs::JS_UNDEFINED };
            Some((settled, rejected, super::Owned::from_raw(self, result)))
        }
    }
}

/// Who is told about promises and jobs in Rust. It runs nothing of a program.
pub trait Observer {
    /// A promise has been made.
    fn promise_made(&self, js: &mut Js<'_>, promise: Value<'_>);
    /// A promise has got its value.
    fn promise_fulfilled(&self, js: &mut Js<'_>, promise: Value<'_>);
    /// The oldest of the jobs of [`Js::enqueue_observed_job`] begins.
    fn job_begins(&self, js: &Js<'_>);
    /// It is over.
    fn job_ends(&self, js: &Js<'_>);
}

/// What JavaScript has to do with promises.
pub(super) struct Watchers {
    made: Held,
    fulfilled: Held,
}

/// The engine's news of a promise's life.
unsafe extern "C" fn watch(
    context: *mut qjs::JSContext,
    event: qjs::JSPromiseHookType,
    promise: qjs::JSValue,
    parent: qjs::JSValue,
    _opaque: *mut c_void,
) {
    // SAFETY: the engine calls with our context, and with promises that are alive for the call.
    let (mut js, promise, parent) =
        unsafe { (Js::from_context(context), Value::from_raw(promise), Value::from_raw(parent)) };
    let observer = js.state().observer.borrow().clone();
    if let Some(observer) = observer {
        match event {
            qjs::JSPromiseHookType_JS_PROMISE_HOOK_INIT => observer.promise_made(&mut js, promise),
            qjs::JSPromiseHookType_JS_PROMISE_HOOK_RESOLVE => observer.promise_fulfilled(&mut js, promise),
            _ => {}
        }
    }
    let Some(watchers) = js.state().watchers.borrow().clone() else { return };
    let watcher = match event {
        qjs::JSPromiseHookType_JS_PROMISE_HOOK_INIT => &watchers.made,
        qjs::JSPromiseHookType_JS_PROMISE_HOOK_RESOLVE => &watchers.fulfilled,
        _ => return,
    };
    if let Err(thrown) = watcher.value(&js).call(&mut js, Value::UNDEFINED, &[promise, parent]) {
        drop(js.caught(thrown));
    }
}

/// A job: calls its argument.
unsafe extern "C" fn call_first(
    context: *mut qjs::JSContext,
    _count: std::ffi::c_int,
    values: *mut qjs::JSValue,
) -> qjs::JSValue {
    // SAFETY: the engine calls with our context and with the one argument that the job was enqueued with.
    unsafe { qjs::JS_Call(context, *values, qjs::JS_UNDEFINED, 0, std::ptr::null_mut()) }
}

/// The same, observed.
unsafe extern "C" fn call_observed(
    context: *mut qjs::JSContext,
    count: std::ffi::c_int,
    values: *mut qjs::JSValue,
) -> qjs::JSValue {
    // SAFETY: the engine calls with our context.
    let js = unsafe { Js::from_context(context) };
    let observer = js.state().observer.borrow().clone();
    if let Some(observer) = &observer {
        observer.job_begins(&js);
    }
    // SAFETY: the arguments are passed on as they came.
    let result = unsafe { call_first(context, count, values) };
    if let Some(observer) = &observer {
        observer.job_ends(&js);
    }
    result
}

/// Asks the engine to tell of rejections.
pub(super) fn install_tracker(runtime: NonNull<qjs::JSRuntime>) {
    // SAFETY: the runtime is alive; the tracker has the signature it wants and needs no opaque pointer.
    unsafe {
        qjs::JS_SetHostPromiseRejectionTracker(runtime.as_ptr(), Some(track), std::ptr::null_mut());
    }
}

unsafe extern "C" fn track(
    context: *mut qjs::JSContext,
    promise: qjs::JSValue,
    reason: qjs::JSValue,
    handled: bool,
    _opaque: *mut c_void,
) {
    // SAFETY: the engine calls with our context, and with values that are alive for the call.
    let (js, promise, reason) =
        unsafe { (Js::from_context(context), Value::from_raw(promise), Value::from_raw(reason)) };
    let host = js.context();
    let news = Rejection {
        promise: Held::new(host.clone(), &js, promise),
        reason: Held::new(host, &js, reason),
        handled,
    };
    js.state().rejections.borrow_mut().push(news);
}
