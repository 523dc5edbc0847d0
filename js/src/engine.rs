//! The engine as an embedder sees it: Node's API on a loop, and the embedder's own functions in it.

use std::path::Path;
use std::time::Instant;

use evloop::recorder::{Recorder, Subject};
use evloop::{Dice, Loop, VirtualClock};

use crate::chance::Seeded;
use crate::clock::{self, Clock};
use crate::door::{self, Door};
use crate::error::{Error, Result};
use crate::facts::Facts;
use crate::host::{self, HostFunction};
use crate::raw::{Context, Held, Js, Thrown, Value};
use crate::{loader, modules, rooms};

/// A JavaScript engine with Node's API. It runs on whatever loop it is lent, one at a time.
///
/// ```
/// use evloop::Loop;
/// use evloop_js::Engine;
///
/// let mut lp = Loop::new()?;
/// let js = Engine::new()?;
/// js.host("double", |x: f64| x * 2.0)?;
/// assert_eq!(js.eval(&mut lp, "double(21)")?, "42");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Dropping the engine ends its scripts: what they left in a loop is never called again.
pub struct Engine {
    context: Context,
}

/// How an [`Engine`] is to be made; from [`Engine::builder`].
#[derive(Default)]
pub struct Builder {
    arguments: Vec<String>,
    engine_arguments: Vec<String>,
    options: Vec<(String, String)>,
    leave: Option<Box<dyn Fn(i32)>>,
    recorder: Option<Recorder>,
    /// When it was made: the beginning of the script's clock.
    made: Option<Instant>,
    clock: Option<VirtualClock>,
    seed: Option<u64>,
}

impl Builder {
    /// What the script finds in `process.argv` behind the program's and its own name.
    pub fn arguments(mut self, arguments: impl IntoIterator<Item = String>) -> Self {
        self.arguments = arguments.into_iter().collect();
        self
    }

    /// What the script finds in `process.execArgv`.
    pub fn engine_arguments(mut self, arguments: impl IntoIterator<Item = String>) -> Self {
        self.engine_arguments = arguments.into_iter().collect();
        self
    }

    /// Node's command line options, by their long names: `("--no-warnings", …)` is `("--warnings", "false")`, flags that are
    /// set have the value `true`. Those that no room asks for do nothing.
    pub fn options(mut self, options: impl IntoIterator<Item = (String, String)>) -> Self {
        self.options = options.into_iter().collect();
        self
    }

    /// What `process.exit(code)` does at its end. Without this the script is unwound, the loop stops, and
    /// [`Engine::exit_code`] tells; a program that is nothing but the script ends the process here instead.
    pub fn on_exit(mut self, leave: impl Fn(i32) + 'static) -> Self {
        self.leave = Some(Box::new(leave));
        self
    }

    /// Has the engine write down what its programs do, in the same recorder as the loop that it will run on: which function
    /// each callback calls, where everything was made, timeouts, ticks and promise jobs, output and exceptions.
    ///
    /// ```
    /// use evloop::Loop;
    /// use evloop::recorder::{Recorder, What};
    /// use evloop_js::Engine;
    ///
    /// let mut lp = Loop::new()?;
    /// let recorder = Recorder::new(1000);
    /// lp.observe(recorder.clone());
    /// let js = Engine::builder().recorder(recorder.clone()).build()?;
    /// js.run_source(&mut lp, "setTimeout(function hello() {}, 1)", "hello.js")?;
    ///
    /// let (mut facts, mut reader) = (Vec::new(), recorder.reader());
    /// reader.read(&mut facts);
    /// let named = facts.iter().filter_map(|fact| match fact.what {
    ///     What::Named(_, label) => Some(reader.text(label).to_string()),
    ///     _ => None,
    /// });
    /// assert!(named.collect::<Vec<_>>().contains(&"hello hello.js:1:12".to_owned()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn recorder(mut self, recorder: Recorder) -> Self {
        self.recorder = Some(recorder);
        self
    }

    /// What the script goes by instead of the system's clocks: `Date`, `performance.now()`, `process.hrtime()` and
    /// `process.uptime()`. To be given to the loop, too, which [`Builder::loop_builder`] does.
    ///
    /// ```
    /// use evloop::VirtualClock;
    /// use evloop_js::Engine;
    ///
    /// let builder = Engine::builder().virtual_time(VirtualClock::new()).seed(7);
    /// let mut lp = builder.loop_builder().build()?;
    /// let js = builder.build()?;
    /// js.host("passed", |hours: f64| assert_eq!(hours, 1.0))?;
    /// js.eval(&mut lp, "const begin = Date.now(); setTimeout(() => passed((Date.now() - begin) / 36e5), 36e5)")?;
    /// assert_eq!(js.run_to_end(&mut lp)?, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn virtual_time(mut self, clock: VirtualClock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// What is random in the script follows from this number, and is the same in each run: `Math.random()`, and all that
    /// `crypto` gives, which is **no secret** then.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// A loop that goes with the engine: of its virtual time, and [repeatable](evloop::Builder::repeatable) if there is a seed.
    pub fn loop_builder(&self) -> evloop::Builder {
        let mut builder = Loop::builder();
        if let Some(clock) = &self.clock {
            builder = builder.virtual_time(clock.clone());
        }
        builder.repeatable(self.seed.is_some())
    }

    /// Makes the engine.
    ///
    /// # Errors
    /// [`Error::NoMemory`]; [`Error::Exception`] if the built-in modules do not start, which would be a bug.
    pub fn build(self) -> Result<Engine> {
        let begun = Instant::now();
        let context = Context::new().ok_or(Error::NoMemory)?;
        let empty = Instant::now();
        let engine = Engine { context };
        let facts = self.recorder.map(Facts::new);
        let door = Door::new(facts.clone());
        *door.leave.borrow_mut() = self.leave;
        engine.context.rooms().insert(door);
        engine.context.rooms().insert(Clock { begun: self.made.unwrap_or(begun), given: self.clock });
        if let Some(seed) = self.seed {
            engine.context.rooms().insert(Seeded(Dice::new(seed).into()));
        }
        engine.context.rooms().insert(modules::process::Launch {
            arguments: self.arguments,
            engine_arguments: self.engine_arguments,
            options: self.options,
        });
        let mut environment = empty;
        engine.context.enter(|js| {
            loader::install(js);
            environment = Instant::now();
            let booted =
                rooms::require(js, "internal/boot").and_then(|_| clock::replace_in(js, js.global().value()));
            booted.map_err(|thrown| Error::taken(js, thrown))
        })?;
        if let Some(facts) = facts {
            facts.begin(&engine.context);
        }
        let ready = Instant::now();
        engine.context.rooms().insert(modules::perf_hooks::Milestones { begun, empty, environment, ready });
        Ok(engine)
    }
}

impl Engine {
    /// An engine with Node's globals, and no arguments for the script.
    ///
    /// # Errors
    /// As [`Builder::build`].
    pub fn new() -> Result<Engine> {
        Engine::builder().build()
    }

    /// An engine to be made otherwise.
    pub fn builder() -> Builder {
        Builder { made: Some(Instant::now()), ..Builder::default() }
    }

    /// Gives scripts a function of this name, as a global.
    ///
    /// The closure takes what the script passes, converted (see [`crate::FromJs`]; what cannot be converted is a
    /// TypeError in the script), and, as its last parameter if it wants it, the loop: `|ms: u32, lp: &mut Loop| …`.
    /// What it returns is converted back; an `Err` is thrown. A panic becomes an exception that no script can catch.
    ///
    /// # Errors
    /// [`Error::Exception`] if the global object refuses the name.
    pub fn host<A>(&self, name: &str, function: impl HostFunction<A> + 'static) -> Result<()> {
        self.context.enter(|js| {
            let function = host::function(js, name, function);
            let defined = function.map(|function| {
                let global = js.global();
                global.value().define(js, js.atom(name), function);
            });
            defined.map_err(|thrown| Error::taken(js, thrown))
        })
    }

    /// Runs a file as Node does: CommonJS or an ECMAScript module, by its name and text. What it starts goes on as the
    /// loop turns.
    ///
    /// # Errors
    /// [`Error::Exited`] if the script ended itself or failed at once; why it failed is then on standard error, as
    /// with Node.
    pub fn run_file(&self, lp: &mut Loop, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref().to_string_lossy().into_owned();
        self.start(lp, "runMain", &[&path])
    }

    /// Compiles a file as [`Engine::run_file`] would, and does not run it.
    ///
    /// # Errors
    /// [`Error::Exited`] if it cannot be compiled; why is then on standard error.
    pub fn check_file(&self, lp: &mut Loop, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref().to_string_lossy().into_owned();
        self.start(lp, "checkMain", &[&path])
    }

    /// Compiles source text as [`Engine::run_source`] would, and does not run it.
    ///
    /// # Errors
    /// As [`Engine::check_file`].
    pub fn check_source(&self, lp: &mut Loop, source: &str, name: &str) -> Result<()> {
        self.start(lp, "checkSource", &[source, name])
    }

    /// Runs source text as if it were a file of this name in the current folder.
    ///
    /// # Errors
    /// As [`Engine::run_file`].
    pub fn run_source(&self, lp: &mut Loop, source: &str, name: &str) -> Result<()> {
        self.start(lp, "runSource", &[source, name])
    }

    /// Runs source text as `evloop eval` does, and prints its value if `print`.
    ///
    /// # Errors
    /// As [`Engine::run_file`].
    pub fn run_eval(&self, lp: &mut Loop, source: &str, print: bool) -> Result<()> {
        self.start(lp, "runEval", &[source, if print { "print" } else { "" }])
    }

    /// Evaluates a script in the global scope and gives its value, as `String(value)` would.
    ///
    /// # Errors
    /// [`Error::Exception`] with what it threw.
    pub fn eval(&self, lp: &mut Loop, source: &str) -> Result<String> {
        let mut outcome = Err(Error::Exited(self.exit_code().unwrap_or(0)));
        door::enter(&self.context, lp, |js| {
            let text = js.eval(source, "evalmachine.<anonymous>").and_then(|value| value.value().to_text(js));
            outcome = text.map_err(|thrown| Error::taken(js, thrown));
            Ok(())
        });
        outcome
    }

    /// Turns the loop until nothing is left to wait for, tells the script (`beforeExit`, `exit`), and gives its exit code.
    ///
    /// # Errors
    /// The loop's own.
    pub fn run_to_end(&self, lp: &mut Loop) -> evloop::Result<i32> {
        while self.exit_code().is_none() {
            // A script that ends itself stops the loop.
            while lp.alive() && !lp.stopped() {
                lp.turn()?;
            }
            if lp.stopped() {
                break;
            }
            self.tell(lp, "beforeExit", "beforeExit");
            if !lp.alive() {
                break;
            }
        }
        if self.exit_code().is_none() {
            self.tell(lp, "exit", "atEnd");
            door::enter(&self.context, lp, |js| call_end(js, "finish"));
        }
        Ok(self.exit_code().unwrap_or(0))
    }

    /// The script's exit code, once it has ended itself (or failed).
    pub fn exit_code(&self) -> Option<i32> {
        self.context.rooms().get::<Door>().and_then(|door| door.exit_code())
    }

    /// Calls an entry of `internal/entry`.
    fn start(&self, lp: &mut Loop, entry: &str, arguments: &[&str]) -> Result<()> {
        let begin = |js: &Js<'_>, facts: &Facts| facts.main_begins(js, arguments);
        self.part(lp, begin, |js| {
            let module = rooms::require(js, "internal/entry")?;
            call_method(js, module.value(), entry, arguments)
        });
        match self.exit_code() {
            Some(code) => Err(Error::Exited(code)),
            None => Ok(()),
        }
    }

    /// Tells the program's listeners of an event of its end, by a function of `internal/end`.
    fn tell(&self, lp: &mut Loop, event: &str, function: &str) {
        self.part(lp, |js, facts| facts.process_tells(js, event), |js| call_end(js, function));
    }

    /// Enters JavaScript otherwise than for a callback of the loop.
    fn part(
        &self,
        lp: &mut Loop,
        begin: impl FnOnce(&Js<'_>, &Facts) -> Subject,
        body: impl FnOnce(&mut Js<'_>) -> std::result::Result<(), Thrown>,
    ) {
        let mut entered = None;
        let say = |js: &mut Js<'_>, facts: &Facts| entered = Some(begin(js, facts));
        door::enter_as(&self.context, lp, say, body);
        let facts = self.context.rooms().get::<Door>().and_then(|door| door.facts.clone());
        if let Some((facts, entered)) = facts.zip(entered) {
            self.context.enter_with(lp, |js| facts.part_ends(js, entered));
        }
    }
}

/// Calls one of the functions that `internal/end` keeps for the program's end.
fn call_end(js: &mut Js<'_>, function: &str) -> std::result::Result<(), Thrown> {
    let module = rooms::require(js, "internal/end")?;
    call_method(js, module.value(), function, &[])
}

/// Calls a method with strings for arguments.
fn call_method(
    js: &mut Js<'_>,
    object: Value<'_>,
    name: &str,
    arguments: &[&str],
) -> std::result::Result<(), Thrown> {
    let name = js.atom(name);
    let method = object.get(js, name)?;
    let held: Vec<Held> = arguments
        .iter()
        .map(|text| Ok(js.hold(js.string(text)?.value())))
        .collect::<std::result::Result<_, _>>()?;
    let values: Vec<Value<'_>> = held.iter().map(|held| held.value(js)).collect();
    method.value().call(js, object, &values).map(drop)
}

impl Drop for Engine {
    fn drop(&mut self) {
        // What waits in a loop still names the context; without rooms (and so without a door) it does nothing.
        self.context.clear_rooms();
    }
}
