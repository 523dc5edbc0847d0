//! Labels: texts that facts refer to by a number.

use crate::observer::Kind;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

/// The number of a text of one recorder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label(pub(super) u32);

impl Label {
    /// No text.
    pub const NONE: Label = Label(0);

    /// The label of a kind of source.
    ///
    /// ```
    /// use evloop::recorder::{Label, Recorder};
    /// use evloop::Kind;
    ///
    /// let recorder = Recorder::new(1000);
    /// assert_eq!(recorder.label("timer"), Label::of_kind(Kind::Timer));
    /// assert_eq!(&*recorder.reader().text(Label::NONE), "");
    /// ```
    pub fn of_kind(kind: Kind) -> Label {
        Label(kind as u32 + 1)
    }
}

/// So many texts are kept; what comes after is [`FULL`]. In tests not so many.
const MOST: usize = if cfg!(test) { 64 } else { 1 << 20 };

/// What stands for each text that there was no more room for.
const FULL: &str = "(too many texts)";

/// The texts, as the loop's thread and the readers share them.
#[derive(Default)]
pub(super) struct Texts(Mutex<Vec<Arc<str>>>);

impl Texts {
    /// With the names of the kinds in their places.
    pub(super) fn new() -> Texts {
        let kinds = Kind::ALL.iter().map(|kind| Arc::from(kind.to_string()));
        Texts(Mutex::new(std::iter::once(Arc::from("")).chain(kinds).collect()))
    }

    pub(super) fn get(&self, label: Label) -> Arc<str> {
        self.lock().get(label.0 as usize).cloned().unwrap_or_else(|| Arc::from(""))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<str>>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The writer's side: which text has which number.
pub(super) struct Labels {
    numbers: HashMap<Arc<str>, Label>,
    /// Texts of the program itself, found by where they lie.
    statics: Vec<(*const u8, Label)>,
}

impl Labels {
    pub(super) fn new(texts: &Texts) -> Labels {
        let numbered = texts.lock().iter().cloned().zip((0..).map(Label)).collect();
        Labels { numbers: numbered, statics: Vec::new() }
    }

    pub(super) fn label(&mut self, texts: &Texts, text: &str) -> Label {
        if let Some(&label) = self.numbers.get(text) {
            return label;
        }
        let mut all = texts.lock();
        if all.len() >= MOST {
            drop(all);
            return if text == FULL { Label::NONE } else { self.label(texts, FULL) };
        }
        // The last place is kept for the text that says so.
        let text: Arc<str> = if all.len() == MOST - 1 { FULL.into() } else { text.into() };
        let label = Label(all.len() as u32);
        all.push(Arc::clone(&text));
        self.numbers.insert(text, label);
        label
    }

    /// The same, and quicker, for the few texts that are compiled in.
    pub(super) fn of_static(&mut self, texts: &Texts, text: &'static str) -> Label {
        if let Some(&(_, label)) = self.statics.iter().find(|(place, _)| *place == text.as_ptr()) {
            return label;
        }
        let label = self.label(texts, text);
        self.statics.push((text.as_ptr(), label));
        label
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_one_label_and_when_there_are_too_many_the_rest_share_one() {
        let texts = Texts::new();
        let mut labels = Labels::new(&texts);
        assert_eq!(labels.label(&texts, "timer"), Label::of_kind(Kind::Timer));
        assert_eq!(labels.of_static(&texts, "recv"), labels.label(&texts, "recv"));
        let all: Vec<_> = (0..100).map(|number| labels.label(&texts, &format!("text {number}"))).collect();
        let (first, last) = (all[0], all[99]);
        assert_eq!((&*texts.get(first), &*texts.get(last)), ("text 0", FULL));
        let kept = all.iter().take_while(|label| **label != last).count();
        assert!(kept > 0 && all[kept..].iter().all(|label| *label == last), "{kept}");
        assert_eq!(labels.label(&texts, "text 0"), first, "what is known stays known");
        assert_eq!(texts.lock().len(), MOST);
        assert_eq!(&*texts.get(Label(1000)), "");
    }
}
