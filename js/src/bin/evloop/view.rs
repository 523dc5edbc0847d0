//! `evloop view FILE` and `run --view`: a program that can be looked at while it runs.

use evloop::Loop;
use evloop::recorder::Recorder;
use std::io::Write;

/// How a program is to be shown.
pub struct Wish {
    port: u16,
    /// Of `evloop view`: the program begins when somebody looks, or says so, and is looked at as long as somebody does.
    start: Start,
    #[cfg_attr(not(feature = "view"), expect(dead_code, reason = "there is no page that could stay"))]
    stay: bool,
}

#[derive(Clone, Copy)]
enum Start {
    Now,
    Seen,
    Told,
}

impl Wish {
    /// Of `evloop view`.
    pub fn view() -> Wish {
        Wish { port: 0, start: Start::Seen, stay: true }
    }

    /// Of `--view` and `--view=PORT`; None for what is no port.
    pub fn beside(port: Option<&str>) -> Option<Wish> {
        let port = port.map_or(Some(0), |port| port.parse().ok())?;
        Some(Wish { port, start: Start::Now, stay: false })
    }

    /// Takes an option of `evloop view`; None if it is none.
    pub fn option(&mut self, name: &str, value: Option<&str>) -> Option<()> {
        match (name, value) {
            ("port", Some(port)) => self.port = port.parse().ok()?,
            ("no-wait", None) => self.start = Start::Now,
            ("paused", None) => self.start = Start::Told,
            _ => return None,
        }
        Some(())
    }
}

/// A program's page.
pub struct Shown {
    wish: Wish,
    program: String,
    recorder: Recorder,
    #[cfg(feature = "view")]
    view: std::cell::OnceCell<evloop_view::View>,
}

impl Shown {
    /// Nobody can see it yet.
    pub fn new(wish: Wish, program: &str, recorder: Recorder) -> Shown {
        Shown {
            wish,
            program: program.to_owned(),
            recorder,
            #[cfg(feature = "view")]
            view: std::cell::OnceCell::new(),
        }
    }
}

#[cfg(feature = "view")]
impl Shown {
    /// Lets the loop be seen, and says where.
    pub fn open(&self, lp: &mut Loop) -> evloop::Result<()> {
        let start = match self.wish.start {
            Start::Now => evloop_view::Start::Now,
            Start::Seen => evloop_view::Start::Seen,
            Start::Told => evloop_view::Start::Told,
        };
        let options = evloop_view::Options {
            program: self.program.clone(),
            backend: lp.backend().to_owned(),
            port: self.wish.port,
            start,
        };
        let view = evloop_view::serve(self.recorder.reader(), options)?;
        // A standard error that nobody reads is no reason not to run; `evloop top` finds the page without it.
        let _ = writeln!(std::io::stderr(), "evloop: watch at {}", view.url());
        self.view.get_or_init(|| view);
        Ok(())
    }

    /// The program has ended.
    pub fn end(&self) {
        if let Some(view) = self.view.get() {
            if self.wish.stay { view.stay() } else { view.end() }
        }
    }
}

#[cfg(not(feature = "view"))]
impl Shown {
    pub fn open(&self, _: &mut Loop) -> evloop::Result<()> {
        let (Wish { port: _, start: _, stay: _ }, program, _) = (&self.wish, &self.program, &self.recorder);
        let _ =
            writeln!(std::io::stderr(), "evloop: {program} is not shown: built without the feature `view`");
        Ok(())
    }

    pub fn end(&self) {}
}
