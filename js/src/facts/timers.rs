//! Timeouts, intervals and immediates: a program has many, and the loop knows one timer for all of them.

use std::time::Duration;

use evloop::SourceId;
use evloop::recorder::{Label, Subject, What};

use super::Facts;
use crate::raw::{Js, Value};

/// A Timeout or an Immediate that is not over.
#[derive(Clone, Copy)]
pub(super) struct Timer {
    subject: Subject,
    /// Where it was made.
    site: Label,
    /// When a Timeout is due, on the loop's clock.
    due: Option<Duration>,
    /// It calls one of evloop's own functions.
    built_in: bool,
}

impl Facts {
    /// A source of the loop's whose callback does nothing but call ours, if any.
    pub(crate) fn carried_by(&self, source: SourceId) {
        self.recorder.set_carrier(source);
    }

    /// A Timeout has been made; it will call this function. `timer` is where it lies, as everywhere here.
    pub(crate) fn timeout_made(&self, js: &mut Js<'_>, timer: usize, repeats: bool, callback: Value<'_>) {
        let kind = if repeats { &self.kinds.interval } else { &self.kinds.timeout };
        self.timer_made(js, timer, kind.next(), callback);
    }

    /// An Immediate has been made; it will call this function.
    pub(crate) fn immediate_made(&self, js: &mut Js<'_>, immediate: usize, callback: Value<'_>) {
        self.timer_made(js, immediate, self.kinds.immediate.next(), callback);
    }

    fn timer_made(&self, js: &mut Js<'_>, timer: usize, subject: Subject, callback: Value<'_>) {
        self.see(js);
        let site = self.site(js);
        self.note(js, What::Born(subject, site));
        let function = self.function(js, callback);
        self.note(js, What::Named(subject, function.label));
        let known = Timer { subject, site, due: None, built_in: function.built_in };
        self.timers.borrow_mut().insert(timer, known);
    }

    fn timer(&self, timer: usize) -> Option<Timer> {
        self.timers.borrow().get(&timer).copied()
    }

    /// It waits from now on, until this moment of the loop's clock.
    pub(crate) fn timer_armed(&self, js: &Js<'_>, timer: usize, due: Duration) {
        let mut timers = self.timers.borrow_mut();
        let Some(known) = timers.get_mut(&timer) else { return };
        known.due = Some(due);
        let subject = known.subject;
        drop(timers);
        self.note(js, What::Armed(subject, due));
    }

    /// It does not wait any more.
    pub(crate) fn timer_disarmed(&self, js: &Js<'_>, timer: usize) {
        if let Some(Timer { subject, .. }) = self.timer(timer) {
            self.note(js, What::Disarmed(subject));
        }
    }

    /// Its callback is about to be called. Give the answer to [`Facts::left`].
    pub(crate) fn timer_fires(&self, js: &Js<'_>, timer: usize) -> Option<Subject> {
        let Timer { subject, site, due, built_in } = self.timer(timer)?;
        js.with_loop(|lp| {
            if let Some(due) = due {
                let late = self.recorder.now(lp).saturating_sub(due);
                self.recorder.note(lp, What::Late(late));
            }
        });
        self.enter(js, subject, site, built_in);
        Some(subject)
    }

    /// The callback has returned.
    pub(crate) fn left(&self, js: &Js<'_>, subject: Option<Subject>) {
        if let Some(subject) = subject {
            self.leave(js, subject);
        }
    }

    /// It is over.
    pub(crate) fn timer_over(&self, js: &Js<'_>, timer: usize) {
        let known = self.timers.borrow_mut().remove(&timer);
        if let Some(Timer { subject, .. }) = known {
            self.note(js, What::Died(subject));
        }
    }
}
