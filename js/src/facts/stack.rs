//! The stack, for a watchdog that wants to know what a callback is doing.

use std::fmt::Write;
use std::rc::Rc;

use super::Facts;
use super::sites::ALL;
use crate::raw::{Context, Js};

impl Facts {
    /// From now on the recorder's watchdog, if it has one, is told where the program is when it asks.
    pub(super) fn answer_watchdog(self: &Rc<Facts>, context: &Context) {
        let Some(witness) = self.recorder.witness() else { return };
        let facts = Rc::downgrade(self);
        context.enter(|js| {
            js.on_interrupt(move |js| {
                if witness.is_asked()
                    && let Some(facts) = facts.upgrade()
                {
                    witness.answer(facts.stack(js));
                }
            });
        });
    }

    /// The calls that have not returned, innermost first, a line for each; evloop's own are left out.
    fn stack(&self, js: &mut Js<'_>) -> String {
        let mut text = String::new();
        let Some(sites) = self.sites(js, ALL) else { return text };
        let mut callee = None;
        for index in 0..sites.value().length(js).unwrap_or(0) {
            let Ok(site) = sites.value().get_index(js, index) else { break };
            if let Some(label) = self.place(js, site.value(), callee.as_ref()) {
                let place = self.recorder.reader().text(label);
                // A string has no end that cannot be written to.
                let _ = match place.rsplit_once(' ') {
                    Some((name, place)) => writeln!(text, "    at {name} ({place})"),
                    None => writeln!(text, "    at {place}"),
                };
            }
            callee = Some(site);
        }
        text
    }
}
