//! The facts that the engine writes down.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use evloop::Loop;
use evloop::recorder::{Fact, Recorder, Subject, What};
use evloop_js::Engine;

/// Runs a program to its end, and gives its facts as lines.
fn facts_of(name: &str, source: &str) -> Vec<String> {
    let mut lp = Loop::new().unwrap();
    let recorder = Recorder::new(100_000);
    lp.observe(recorder.clone());
    let js = Engine::builder().recorder(recorder.clone()).build().unwrap();
    js.run_source(&mut lp, source, name).unwrap();
    js.run_to_end(&mut lp).unwrap();
    lines(&recorder)
}

fn lines(recorder: &Recorder) -> Vec<String> {
    let (mut reader, mut facts) = (recorder.reader(), Vec::new());
    assert_eq!(reader.read(&mut facts), 0);
    let subject = |subject: Subject| format!("{}#{}", reader.text(subject.kind), subject.number);
    facts
        .iter()
        .map(|Fact { what, .. }| match *what {
            What::Enter(whom) => format!("enter {}", subject(whom)),
            What::Leave(whom) => format!("leave {}", subject(whom)),
            What::Function(label) => format!("function {}", reader.text(label)),
            What::Born(whom, site) => format!("born {} at {}", subject(whom), reader.text(site)),
            What::Named(whom, label) => format!("named {} {}", subject(whom), reader.text(label)),
            What::Died(whom) => format!("died {}", subject(whom)),
            What::Armed(whom, _) => format!("armed {}", subject(whom)),
            What::Disarmed(whom) => format!("disarmed {}", subject(whom)),
            What::Late(_) => "late".to_owned(),
            What::Output(to, text) => format!("output {to} {}", reader.text(text)),
            What::Exception(text) => format!("exception {}", reader.text(text)),
            other => format!("{other:?}"),
        })
        .collect()
}

/// Those that begin with one of these words, and are not about the reactor's own sources.
fn ours<'a>(facts: &'a [String], words: &[&str]) -> Vec<&'a str> {
    let reactor = ["timer#", "hook#", "immediate#", "listener#", "conn#", "work#", "remote#"];
    let mine = |line: &&str| {
        words.iter().any(|word| line.starts_with(word))
            && !reactor.iter().any(|kind| line.split(' ').nth(1).is_some_and(|whom| whom.starts_with(kind)))
    };
    facts.iter().map(String::as_str).filter(mine).collect()
}

#[test]
fn timers_are_told_of_with_their_functions_and_where_they_were_made() {
    let source = "\
function make() {
  return setTimeout(function late() {
    clearTimeout(other);
  },
  Number(1));
}
make();
const other = setTimeout(() => {}, 1e6);
const often = setInterval(() => clearInterval(often), 5);
setImmediate(() => {});
";
    let facts = facts_of("timers.js", source);
    assert_eq!(
        ours(&facts, &["born", "named"]),
        [
            "named main#1 timers.js",
            "born timeout#1 at make timers.js:2:10",
            "named timeout#1 late timers.js:2:21",
            "born timeout#2 at timers.js:8:15",
            "named timeout#2 (anonymous) timers.js:8:26",
            "born interval#1 at timers.js:9:15",
            "named interval#1 (anonymous) timers.js:9:27",
            "born setimmediate#1 at timers.js:10:1",
            "named setimmediate#1 (anonymous) timers.js:10:14",
            "named process#1 'beforeExit' of process",
            "named process#2 'exit' of process",
        ]
    );
    let of = |whom: &str| facts.iter().filter(|line| line.contains(whom)).cloned().collect::<Vec<_>>();
    assert_eq!(
        of("timeout#1")[2..],
        ["armed timeout#1", "disarmed timeout#1", "enter timeout#1", "leave timeout#1", "died timeout#1"]
    );
    assert_eq!(of("timeout#2")[2..], ["armed timeout#2", "disarmed timeout#2", "died timeout#2"]);
    assert_eq!(
        of("interval#1")[2..],
        [
            "armed interval#1",
            "disarmed interval#1",
            "enter interval#1",
            "died interval#1",
            "leave interval#1"
        ]
    );
    assert_eq!(
        of("setimmediate#1")[2..],
        ["enter setimmediate#1", "leave setimmediate#1", "died setimmediate#1"]
    );
    assert_eq!(of("main#1"), ["named main#1 timers.js", "enter main#1", "leave main#1", "died main#1"]);
    let before = |line: &str| facts[facts.iter().position(|other| other == line).unwrap() - 1].clone();
    assert_eq!(before("enter timeout#1"), "late");
}

#[test]
fn an_event_of_a_socket_is_told_with_the_listener_of_the_program() {
    let source = "\
const net = require('net');
const server = net.createServer(function onConnection(socket) {
  socket.on('data', (data) => socket.write(data));
  socket.once('end', function onEnd() { server.close(); });
}).listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const client = net.connect(port, '127.0.0.1', function connected() { client.write('hi'); });
  client.on('data', function gotData() { client.end(); });
});
";
    let facts = facts_of("net.js", source);
    let functions = ours(&facts, &["function"]);
    for function in [
        "onConnection net.js:2:33",
        "(anonymous) net.js:3:21",
        "onEnd net.js:4:22",
        "connected net.js:7:49",
        "gotData net.js:8:21",
        "'close' of net.Socket",
        "'close' of net.Server",
    ] {
        assert!(functions.contains(&&*format!("function {function}")), "{function} is not in {functions:#?}");
    }
}

/// Runs a program in a process of its own, with its facts as lines in a file.
#[test]
fn in_a_child() {
    let (Some(program), Some(to)) = (std::env::var_os("FACTS_OF"), std::env::var_os("FACTS_TO")) else {
        return;
    };
    let mut lp = Loop::new().unwrap();
    let recorder = Recorder::new(1 << 21);
    lp.observe(recorder.clone());
    let end = {
        let recorder = recorder.clone();
        move |code| {
            std::fs::write(&to, lines(&recorder).join("\n")).unwrap();
            std::process::exit(code);
        }
    };
    let js = Engine::builder().recorder(recorder).on_exit(end.clone()).build().unwrap();
    js.run_file(&mut lp, program).unwrap();
    end(js.run_to_end(&mut lp).unwrap());
}

/// A program that was run in a process of its own.
struct Run {
    stdout: String,
    code: Option<i32>,
    facts: Vec<String>,
}

fn run_in_a_child(program: &Path) -> Run {
    let to = std::env::temp_dir().join(format!("evloop-facts-{}", std::process::id()));
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--quiet", "--exact", "in_a_child", "--nocapture"]);
    let outcome = child.env("FACTS_OF", program).env("FACTS_TO", &to).output().unwrap();
    let facts = std::fs::read_to_string(&to).unwrap_or_default();
    let _ = std::fs::remove_file(&to);
    let stdout = String::from_utf8(outcome.stdout).unwrap();
    Run {
        stdout: stdout.strip_prefix("\nrunning 1 test\n").unwrap_or(&stdout).to_owned(),
        code: outcome.status.code(),
        facts: facts.lines().map(str::to_owned).collect(),
    }
}

/// The names of the callbacks that wrote the program's lines, in order: those of the innermost callbacks. Checks besides that
/// every callback is left, after those inside of it, unless the program ended inside.
fn writers(facts: &[String], ended_inside: bool) -> Vec<(String, String)> {
    let (mut names, mut written) = (HashMap::new(), Vec::new());
    // Who was entered, what is called, and where its lines begin.
    let mut stack: Vec<(&str, Option<&str>, usize)> = Vec::new();
    for fact in facts {
        let (word, rest) = fact.split_once(' ').unwrap_or((fact, ""));
        match word {
            "named" => drop(names.insert(rest.split_once(' ').unwrap().0, rest.split_once(' ').unwrap().1)),
            "enter" => stack.push((rest, names.get(rest).copied(), written.len())),
            "function" => stack.last_mut().unwrap().1 = Some(rest),
            "leave" => {
                let (whom, name, from) = stack.pop().unwrap();
                assert_eq!(whom, rest, "the innermost is left first");
                let mine = |(_, writer): &&mut (String, String)| writer.starts_with('?');
                for (_, writer) in written[from..].iter_mut().filter(mine) {
                    *writer = name.unwrap_or_default().to_owned();
                }
            }
            "output" => {
                let text = rest.split_once(' ').unwrap_or((rest, "")).1;
                let (whom, ..) = stack.last().unwrap_or_else(|| panic!("{text:?} was written by nobody"));
                if rest.starts_with('1') {
                    written.push((text.to_owned(), format!("?{whom}")));
                }
            }
            _ => {}
        }
    }
    assert!(stack.is_empty() || ended_inside, "never left: {stack:?}");
    written
}

#[test]
fn programs_that_show_an_order_print_the_same_and_each_line_has_its_callback() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/js/order");
    let mut seen = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let program = entry.unwrap().path();
        if !program.extension().is_some_and(|ending| ending == "js" || ending == "mjs") {
            continue;
        }
        seen += 1;
        let expected = std::fs::read_to_string(program.with_extension("out")).unwrap();
        let code = std::fs::read_to_string(program.with_extension("code")).ok();
        let code: i32 = code.map_or(0, |code| code.trim().parse().unwrap());
        let run = run_in_a_child(&program);
        let name = program.display();
        assert_eq!(run.stdout, expected, "{name}");
        assert_eq!(run.code, Some(code), "{name}");
        let written = writers(&run.facts, code != 0);
        let texts: Vec<&str> = written.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, expected.lines().collect::<Vec<_>>(), "{name}");
        for (text, writer) in &written {
            assert!(
                !writer.is_empty() && !writer.contains("node:"),
                "{name}: {text:?} was written by {writer:?}"
            );
        }
    }
    assert!(seen > 30);
}

#[test]
fn ticks_microtasks_and_promise_jobs_are_told_of_in_the_order_in_which_they_run() {
    let source = "\
process.nextTick(function tick() { console.log('tick'); });
queueMicrotask(function micro() { console.log('microtask'); });
Promise.resolve().then(function done() { console.log('done'); });
(async function waits() {
  await null;
  console.log('waited');
})();
console.error('main');
";
    let facts = facts_of("jobs.js", source);
    assert_eq!(
        ours(&facts, &["born", "named", "enter", "leave", "function", "output", "died"])[..32],
        [
            "named main#1 jobs.js",
            "enter main#1",
            "born tick#1 at jobs.js:1:9",
            "named tick#1 tick jobs.js:1:18",
            "born microtask#1 at jobs.js:2:1",
            "named microtask#1 micro jobs.js:2:16",
            "output 2 main",
            "enter tick#1",
            "output 1 tick",
            "leave tick#1",
            "died tick#1",
            "enter promise#1",
            "enter microtask#1",
            "output 1 microtask",
            "leave microtask#1",
            "died microtask#1",
            "leave promise#1",
            "enter promise#2",
            "function done jobs.js:3:24",
            "output 1 done",
            "leave promise#2",
            "enter promise#3",
            "function waits jobs.js:4:2",
            "output 1 waited",
            "leave promise#3",
            "leave main#1",
            "died main#1",
            "named process#1 'beforeExit' of process",
            "enter process#1",
            "leave process#1",
            "died process#1",
            "named process#2 'exit' of process",
        ]
    );
}

#[test]
fn exceptions_that_nobody_caught_are_told_of_in_words_and_with_their_place() {
    let source = "\
process.on('uncaughtException', function handler() { console.log('heard'); });
process.on('unhandledRejection', () => {});
setTimeout(function fails() {
  throw new TypeError('first line\\nsecond');
}, 1);
Promise.reject('a text');
";
    let facts = facts_of("fails.js", source);
    let told = ours(&facts, &["exception"]);
    assert_eq!(told, ["exception a text", "exception TypeError: first line at fails fails.js:4:9"]);
    let written = writers(&facts, false);
    assert_eq!(written, [("heard".to_owned(), "'uncaughtException' of process".to_owned())]);
}
