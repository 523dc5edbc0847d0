//! Words for what a program's loop did: why it lives on or has ended, what blocked it, what was late because of that, and by
//! which rule things happened in an order that surprises.
//!
//! The facts are taken in as they come, since a program that hangs in a busy way writes millions of them; `explain/story.rs` keeps
//! what matters. `explain/alive.rs`, `explain/blocked.rs` and `explain/order.rs` find the words.

mod alive;
mod blocked;
mod order;
mod story;

use crate::ending::Way;
use crate::model::{Host, milliseconds, place_only};
use evloop::recorder::{Fact, Label, Reader, Survey};
use std::thread;
use std::time::{Duration, Instant};
use story::Story;

/// How long somebody who is asked for a survey may take: a loop that sleeps makes one at once, one that hangs never does.
const SURVEY: Duration = Duration::from_secs(1);

/// Explains a program. It reads the facts now and then, and speaks once.
///
/// ```
/// use evloop::Loop;
/// use evloop::recorder::Recorder;
/// use evloop_view::{Explainer, Host, Way};
/// use std::time::{Duration, Instant};
///
/// let mut lp = Loop::new()?;
/// let recorder = Recorder::new(1000);
/// lp.observe(recorder.clone());
/// let mut explainer = Explainer::new(recorder.reader(), Host::default());
/// lp.after(Duration::from_millis(1), |_| ());
/// lp.run()?;
///
/// let words = explainer.tell(Way::Code(0), Duration::ZERO);
/// assert!(words.starts_with("It ended with code 0"), "{words}");
/// # Ok::<(), evloop::Error>(())
/// ```
pub struct Explainer {
    reader: Reader,
    story: Story,
    news: Vec<Fact>,
}

impl Explainer {
    /// One that has heard nothing yet.
    pub fn new(reader: Reader, host: Host) -> Explainer {
        let story = Story::new(&reader, host);
        Explainer { reader, story, news: Vec::new() }
    }

    /// Takes in what is new.
    pub fn read(&mut self) {
        let lost = self.reader.read(&mut self.news);
        self.story.lost(lost);
        for fact in self.news.drain(..) {
            self.story.apply(&fact);
        }
    }

    /// Says what there is to say of a program that has come to its end so, at `now` on the loop's clock (or at the last fact, if
    /// that is later): a few paragraphs, the most important first.
    pub fn tell(&mut self, way: Way, now: Duration) -> String {
        self.read();
        let asked = Instant::now();
        let survey = if matches!(way, Way::Code(_)) { None } else { self.ask() };
        self.read();
        self.story.until(now + asked.elapsed());
        let mut told = Vec::new();
        match way {
            Way::Code(code) => told.push(alive::ended(&self.story, code)),
            Way::Signal(_) | Way::Lives => match blocked::hangs(&self.story, survey.is_some()) {
                Some(text) => told.push(text),
                None => told.push(alive::lives(&self.story, survey.as_ref())),
            },
        }
        told.extend(alive::backpressure(&self.story, survey.as_ref()));
        told.extend(blocked::longest(&self.story));
        told.extend(order::surprises(&self.story));
        told.join("\n")
    }

    /// Asks the loop what its sources have to say, and waits for the answer.
    fn ask(&mut self) -> Option<Survey> {
        let before = self.reader.survey().map(|survey| survey.at);
        self.reader.ask_survey();
        let step = Duration::from_millis(5);
        for _ in 0..SURVEY.as_millis() / step.as_millis() {
            let survey = self.reader.survey().filter(|survey| Some(survey.at) != before);
            if survey.is_some() {
                return survey;
            }
            thread::sleep(step);
        }
        None
    }
}

/// Of `function FILE:LINE:COLUMN`: `FILE:LINE`.
fn place(story: &Story, label: Label) -> Option<String> {
    let text = story.words().known(label)?;
    let place = place_only(&text).1.unwrap_or(&text).to_owned();
    // Of three parts the last is the column.
    let (front, last) = place.rsplit_once(':')?;
    let is_column = last.parse::<u32>().is_ok()
        && front.rsplit(':').next().is_some_and(|line| line.parse::<u32>().is_ok());
    Some(if is_column { front.to_owned() } else { place })
}

/// `, made at FILE:LINE in function`, or nothing.
fn made_at(story: &Story, site: Label) -> String {
    let Some(place) = place(story, site) else { return String::new() };
    let text = story.words().text(site);
    match place_only(&text).0 {
        "" => format!(", made at {place}"),
        function => format!(", made at {place} in `{function}`"),
    }
}

/// A callback, and where what calls it was made, if that is elsewhere.
fn callback_of(story: &Story, label: Label, site: Label, otherwise: &str) -> String {
    let callback = callback(story, label, otherwise);
    let same = place(story, label).is_some_and(|own| Some(own) == place(story, site));
    if same { callback } else { callback + &made_at(story, site) }
}

/// With a capital letter.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A callback by its name, and where it is.
fn callback(story: &Story, label: Label, otherwise: &str) -> String {
    let Some(text) = story.words().known(label) else { return otherwise.to_owned() };
    let (name, _) = place_only(&text);
    match place(story, label) {
        Some(place) if name.is_empty() || name == "(anonymous)" => format!("the function at {place}"),
        Some(place) => format!("`{name}` ({place})"),
        None => format!("`{text}`"),
    }
}

fn time(time: Duration) -> String {
    milliseconds(time)
}
