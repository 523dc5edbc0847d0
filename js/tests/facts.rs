//! The facts that the engine writes down.

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
            "born setImmediate#1 at timers.js:10:1",
            "named setImmediate#1 (anonymous) timers.js:10:14",
            "named process#1 'beforeExit' of process",
            "named process#2 'exit' of process",
            "named process#3 end of process",
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
        of("setImmediate#1")[2..],
        ["enter setImmediate#1", "leave setImmediate#1", "died setImmediate#1"]
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
