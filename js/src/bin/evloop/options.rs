//! The command line: ours, and Node's, since programs start `process.execPath` with Node's options.

use crate::watched::Wishes;
use std::fmt;

/// What the command line asks for.
pub enum Task {
    Run(String),
    Eval {
        code: String,
        print: bool,
    },
    /// Only compile a file, or standard input.
    Check(Option<String>),
    /// A program that comes by standard input.
    Stdin,
    Version,
    Help,
}

/// A command line that was understood.
pub struct CommandLine {
    pub task: Task,
    /// What belongs to the program.
    pub arguments: Vec<String>,
    /// Our own part, as it was written: `process.execArgv`.
    pub engine_arguments: Vec<String>,
    /// Node's options by their long names, `--name`, with `true` or `false` for those that take no value. The last counts.
    pub options: Vec<(String, String)>,
    /// Who wants to watch the program.
    pub wishes: Wishes,
}

impl CommandLine {
    /// The value of an option: the last one, if there are several.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().rfind(|(option, _)| option == name).map(|(_, value)| value.as_str())
    }
}

/// Why a command line was not understood.
pub enum Mistake {
    Unknown(String),
    ValueMissing(String),
    FileMissing,
    NotInEnvironment(String),
    NotInteractive,
    CheckAndEval,
    NoSeed(String),
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mistake::Unknown(option) => write!(f, "bad option: {option}"),
            Mistake::ValueMissing(option) => write!(f, "{option} requires an argument"),
            Mistake::FileMissing => f.write_str("FILE is missing"),
            Mistake::NotInEnvironment(option) => write!(f, "{option} is not allowed in NODE_OPTIONS"),
            Mistake::CheckAndEval => f.write_str("either --check or --eval can be used, not both"),
            Mistake::NoSeed(value) => {
                write!(f, "--seed: {value:?} is no whole number from 0 to 18446744073709551615")
            }
            Mistake::NotInteractive => f.write_str("bad option: -i: there is no interactive mode"),
        }
    }
}

/// Options with a value.
const WITH_VALUE: &[&str] = &[
    "disable-warning",
    "dns-result-order",
    "env-file",
    "env-file-if-exists",
    "eval",
    "import",
    "input-type",
    "max-http-header-size",
    "network-family-autoselection-attempt-timeout",
    "print",
    "redirect-warnings",
    "require",
    "seed",
    "stack-trace-limit",
    "title",
    "unhandled-rejections",
    // Sizes of V8's heap and stack: ours have no such limits.
    "max-old-space-size",
    "max-semi-space-size",
    "stack-size",
];

/// Options without one. Each can be taken back by `--no-`.
const FLAGS: &[&str] = &[
    "abort-on-uncaught-exception",
    "check",
    "deprecation",
    "enable-source-maps",
    "expose-gc",
    "insecure-http-parser",
    "network-family-autoselection",
    "pending-deprecation",
    "throw-deprecation",
    "trace-deprecation",
    "trace-uncaught",
    "trace-warnings",
    "verify-base-objects",
    "virtual-time",
    "warnings",
    "zero-fill-buffers",
    // Of V8's compilers: there is none here.
    "interpreted-frames-native-stack",
    "jitless",
    "perf-basic-prof",
    "perf-prof",
];

/// What begins so is accepted: what these options try out is either there anyway or missed by name.
const TRIALS: &[&str] = &["experimental-", "harmony"];

/// What makes no sense in a variable that all programs see.
const NOT_IN_ENVIRONMENT: &[&str] = &[
    "eval",
    "print",
    "check",
    "version",
    "help",
    "interactive",
    "expose-gc",
    "view",
    "trace",
    "trace-facts",
    "slow",
];

/// Reads the arguments behind the command's name, and NODE_OPTIONS.
pub fn parse(
    arguments: impl IntoIterator<Item = String>,
    environment: Option<&str>,
) -> Result<CommandLine, Mistake> {
    let mut reader =
        Reader { rest: arguments.into_iter().collect::<Vec<_>>().into_iter(), ..Reader::default() };
    if let Some(text) = environment {
        reader.environment(text)?;
    }
    let word = match reader.rest.as_slice().first().map(String::as_str) {
        Some("run") => "run",
        Some("eval") => "eval",
        Some("view") => "view",
        Some("trace") => "trace",
        Some("explain") => "explain",
        _ => "",
    };
    if !word.is_empty() {
        reader.rest.next();
    }
    if word == "eval" {
        let code = reader.rest.next().ok_or_else(|| Mistake::ValueMissing("eval".to_owned()))?;
        reader.eval = Some(code);
    }
    (reader.word, reader.wishes) = (word, Wishes::of(word));
    let file = reader.options()?;
    reader.finish(file, !matches!(word, "" | "eval"))
}

#[derive(Default)]
struct Reader {
    rest: std::vec::IntoIter<String>,
    engine_arguments: Vec<String>,
    options: Vec<(String, String)>,
    eval: Option<String>,
    print: bool,
    task: Option<Task>,
    /// The first word, if it is one of ours.
    word: &'static str,
    wishes: Wishes,
}

impl Reader {
    /// Reads options up to the first argument that is none: the program's file.
    fn options(&mut self) -> Result<Option<String>, Mistake> {
        while let Some(argument) = self.rest.next() {
            if argument == "--" {
                return Ok(if self.eval.is_none() { self.rest.next() } else { None });
            }
            if !argument.starts_with('-') || argument == "-" {
                if self.eval.is_none() {
                    return Ok(Some(argument));
                }
                let mut rest = vec![argument];
                rest.extend(self.rest.by_ref());
                self.rest = rest.into_iter();
                return Ok(None);
            }
            self.option(argument)?;
        }
        Ok(None)
    }

    fn option(&mut self, argument: String) -> Result<(), Mistake> {
        if self.wishes.take(self.word, &argument, &mut self.rest)? {
            return Ok(());
        }
        let (name, value) = long_name(&argument)?;
        self.engine_arguments.push(argument.clone());
        match name.as_str() {
            "version" => self.task = Some(Task::Version),
            "help" => self.task = Some(Task::Help),
            "interactive" => return Err(Mistake::NotInteractive),
            "print-eval" => {
                self.print = true;
                self.eval = Some(self.value(&argument, value)?);
            }
            "print" => {
                self.print = true;
                // The code may come by -e, before or behind.
                let next_is_code = self.rest.as_slice().first().is_some_and(|next| !next.starts_with('-'));
                if value.is_some() || (next_is_code && self.eval.is_none()) {
                    self.eval = Some(self.value(&argument, value)?);
                }
            }
            "eval" => self.eval = Some(self.value(&argument, value)?),
            name if WITH_VALUE.contains(&name) => {
                let value = self.value(&argument, value)?;
                if name == "seed" && value.parse::<u64>().is_err() {
                    return Err(Mistake::NoSeed(value));
                }
                self.options.push((format!("--{name}"), value));
            }
            name => self.options.push(flag(name, value.as_deref(), &argument)?),
        }
        Ok(())
    }

    fn value(&mut self, argument: &str, value: Option<String>) -> Result<String, Mistake> {
        if let Some(value) = value {
            return Ok(value);
        }
        let value = self.rest.next().ok_or_else(|| Mistake::ValueMissing(argument.to_owned()))?;
        self.engine_arguments.push(value.clone());
        // `\-42` is a value that begins with a dash.
        Ok(value.strip_prefix('\\').filter(|rest| rest.starts_with('-')).map_or(value.clone(), str::to_owned))
    }

    /// NODE_OPTIONS: words between spaces; quotes keep spaces together.
    fn environment(&mut self, text: &str) -> Result<(), Mistake> {
        let own = std::mem::replace(&mut self.rest, words(text).into_iter());
        while let Some(argument) = self.rest.next() {
            let allowed = match long_name(&argument) {
                Ok((name, _)) => argument.starts_with('-') && !NOT_IN_ENVIRONMENT.contains(&name.as_str()),
                Err(_) => false,
            };
            if !allowed || self.option(argument.clone()).is_err() {
                return Err(Mistake::NotInEnvironment(argument));
            }
        }
        self.engine_arguments.clear();
        self.rest = own;
        Ok(())
    }

    fn finish(mut self, file: Option<String>, file_wanted: bool) -> Result<CommandLine, Mistake> {
        let check = self.options.iter().any(|(name, value)| name == "--check" && value == "true");
        let mut arguments: Vec<String> = self.rest.collect();
        let task = match (self.task.take(), self.eval, file) {
            (Some(task), ..) => task,
            (None, Some(_), _) if check => return Err(Mistake::CheckAndEval),
            (None, Some(code), _) => Task::Eval { code, print: self.print },
            (None, None, file) if check => Task::Check(file.filter(|file| file != "-")),
            (None, None, Some(file)) if file == "-" => {
                arguments.insert(0, file);
                Task::Stdin
            }
            (None, None, Some(file)) => Task::Run(file),
            (None, None, None) if file_wanted => return Err(Mistake::FileMissing),
            (None, None, None) => Task::Stdin,
        };
        Ok(CommandLine {
            task,
            arguments,
            engine_arguments: self.engine_arguments,
            options: self.options,
            wishes: self.wishes,
        })
    }
}

/// `--name=value` as (name, value); a short name as its long one. V8's options may be written with underscores.
fn long_name(argument: &str) -> Result<(String, Option<String>), Mistake> {
    if let Some(long) = argument.strip_prefix("--") {
        let (name, value) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (long, None),
        };
        return Ok((name.replace('_', "-"), value));
    }
    let name = match argument {
        "-e" => "eval",
        "-p" => "print",
        "-pe" => "print-eval",
        "-r" => "require",
        "-c" => "check",
        "-i" => "interactive",
        "-v" => "version",
        "-h" => "help",
        _ => return Err(Mistake::Unknown(argument.to_owned())),
    };
    Ok((name.to_owned(), None))
}

/// A flag, set or taken back.
fn flag(name: &str, value: Option<&str>, argument: &str) -> Result<(String, String), Mistake> {
    let (bare, on) = match name.strip_prefix("no-") {
        Some(bare) => (bare, "false"),
        None => (name, "true"),
    };
    let trial = TRIALS.iter().any(|begin| bare.starts_with(begin));
    if !trial && (!FLAGS.contains(&bare) || value.is_some()) {
        return Err(Mistake::Unknown(argument.to_owned()));
    }
    Ok((format!("--{bare}"), value.unwrap_or(on).to_owned()))
}

fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut any) = (Vec::new(), String::new(), false, false);
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if quoted => word.extend(letters.next()),
            '"' => (quoted, any) = (!quoted, true),
            ' ' if !quoted => {
                if any || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            other => word.push(other),
        }
    }
    if any || !word.is_empty() {
        words.push(word);
    }
    words
}
