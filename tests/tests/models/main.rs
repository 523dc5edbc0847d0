//! The I/O models (`evloop models`): each of them serves whatever clients do to it, and its bill can be trusted.

mod bill;
mod limits;

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::process::Command;
use std::thread;

use evloop_tests::build::{self, Profile};
use evloop_tests::client::{Client, noise};
use evloop_tests::program::{self, Outcome, Running};
use evloop_tests::server::Server;
use evloop_tests::wait::until;
use evloop_tests::{proc, root_dir, tools};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(build::evloop(Profile::Own));
    command.env_remove("EVLOOP_LOG").arg("models").args(arguments);
    command
}

fn run(arguments: &[&str]) -> Outcome {
    program::run(command(arguments))
}

/// The names of all models.
fn models() -> Vec<String> {
    let list = run(&[]).stdout;
    list.lines().filter_map(|line| line.split_once('\t')).map(|(name, _)| name.to_owned()).collect()
}

/// The server of a model for so many clients; None where the model is absent.
fn server(model: &str, clients: usize) -> Option<Server> {
    is_present(model).then(|| Server::from(command(&["--server", model, "--clients", &clients.to_string()])))
}

/// A look at the first client: whether this system has the model.
fn is_present(model: &str) -> bool {
    let outcome = run(&[model, "--clients", "1", "--rounds", "1"]);
    let is_absent = outcome.stdout.contains("not on this system: ");
    assert_eq!(outcome.code, i32::from(is_absent), "{outcome:?}");
    !is_absent
}

/// The lines in which a server tells what it cost: `NAME NUMBER` or `calls NUMBER NAME`.
fn figures(outcome: &Outcome) -> BTreeMap<String, u64> {
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{outcome:?}");
    let figure = |line: &str| {
        let mut words = line.split(' ');
        let (name, number) = (words.next()?, words.next()?.parse().ok()?);
        Some((if name == "calls" { words.next()?.to_owned() } else { name.to_owned() }, number))
    };
    outcome.stdout.lines().skip(1).filter_map(figure).collect()
}

fn figure(figures: &BTreeMap<String, u64>, name: &str) -> u64 {
    figures.get(name).copied().unwrap_or(0)
}

#[test]
fn the_list_has_a_model_for_each_section_of_the_paper() {
    let page = fs::read_to_string(root_dir().join("docs/models.md")).expect("the page of the models");
    let all = models();
    for name in [
        "blocking",
        "blocking-threads",
        "polling",
        "select",
        "poll",
        "epoll",
        "epoll-edge",
        "kqueue",
        "signals",
        "io-uring",
    ] {
        assert!(all.iter().any(|model| model == name), "{name} is not in {all:?}");
    }
    for name in &all {
        assert!(page.contains(&format!("`{name}`")), "{name} is not in docs/models.md");
    }
    let table = run(&["all", "--clients", "2", "--rounds", "2", "--pause", "0"]);
    assert_eq!(table.code, 0, "{table:?}");
    for line in
        table.stdout.lines().filter(|line| line.contains("not on this system") && !line.contains("kqueue"))
    {
        tools::skip(line);
    }
    for section in ["2.1.1", "2.1.2", "2.1.3", "2.1.4", "2.1.5"] {
        assert!(page.contains(section), "section {section} is not in docs/models.md");
        let is_there = table.stdout.contains(section) || table.stdout.contains("not on this system");
        assert!(is_there, "{}", table.stdout);
    }
}

/// A client that has sent megabytes and reads nothing keeps no other waiting: but where one is served after the other.
#[test]
fn a_slow_reader_holds_up_itself_only() {
    let (long, short) = (noise(4 << 20), noise(300));
    for model in models() {
        let Some(server) = server(&model, 2) else { continue };
        let mut slow = Client::connect(server.addr);
        let mut writer = slow.stream.try_clone().expect("a descriptor is left");
        thread::scope(|scope| {
            scope.spawn(|| writer.write_all(&long).expect("the server reads"));
            let quick = || {
                let mut quick = Client::connect(server.addr);
                quick.ping_pong(&short, 20);
                assert_eq!(quick.exchange(b""), b"");
            };
            if model != "blocking" {
                quick();
            }
            assert!(slow.read(long.len()) == long, "{model}: other bytes came back");
            slow.end();
            assert_eq!(slow.read_to_end(), b"");
            if model == "blocking" {
                quick();
            }
        });
        let bill = figures(&server.finish());
        assert_eq!((figure(&bill, "served"), figure(&bill, "broken")), (2, 0), "{model}");
        let bytes = (long.len() + 20 * short.len()) as u64;
        assert_eq!((figure(&bill, "received"), figure(&bill, "sent")), (bytes, bytes), "{model}");
    }
}

#[test]
fn clients_that_reset_harm_nobody_else() {
    for model in models() {
        let Some(server) = server(&model, 4) else { continue };
        // One in the middle of what it has sent and not read: as much as the kernel takes.
        let mut rude = Client::connect(server.addr);
        rude.stream.set_nonblocking(true).expect("a socket");
        let chunk = noise(100_000);
        let full = loop {
            if let Err(error) = rude.stream.write(&chunk) {
                break error;
            }
        };
        assert_eq!(full.kind(), ErrorKind::WouldBlock);
        rude.reset();
        Client::connect(server.addr).reset();
        for _ in 0..2 {
            let mut polite = Client::connect(server.addr);
            polite.ping_pong(b"hello", 3);
            polite.end();
            assert_eq!(polite.read_to_end(), b"");
        }
        let bill = figures(&server.finish());
        assert_eq!((figure(&bill, "served"), figure(&bill, "broken")), (2, 2), "{model}");
    }
}

#[test]
fn what_is_absent_or_makes_no_sense_is_told_by_a_sentence() {
    for (arguments, sentence) in [
        (&["psychic"][..], "evloop models: there is no model \"psychic\"; there are blocking, "),
        (&["epoll", "--clients", "none"], "evloop models: --clients takes a number from 1 to 28000"),
        (&["epoll", "--fast"], "evloop models: bad option: --fast"),
    ] {
        let outcome = run(arguments);
        assert!(outcome.stderr.starts_with(sentence), "{outcome:?}");
        assert_eq!((outcome.code, outcome.stderr.lines().count()), (9, 1), "{outcome:?}");
    }
    let absent = if cfg!(target_os = "linux") { "kqueue" } else { "epoll" };
    let outcome = run(&[absent]);
    assert_eq!(outcome.code, 1, "{outcome:?}");
    assert!(outcome.stdout.contains(&format!("\n{absent}: not on this system: {absent} is ")), "{outcome:?}");
    let outcome = run(&["--server", absent]);
    let sentence = format!("evloop models: {absent}: not on this system: ");
    assert!(outcome.code == 1 && outcome.stderr.starts_with(&sentence), "{outcome:?}");
}

/// Whoever measures and is killed leaves no server behind.
#[test]
fn the_server_ends_with_whoever_measures_it() {
    if !cfg!(target_os = "linux") {
        return tools::skip("only Linux ends children with their parents");
    }
    let running =
        Running::start(command(&["epoll", "--clients", "1", "--rounds", "100000", "--pause", "10000"]));
    let mut server = 0;
    until("the server has been started and has a connection", || {
        let own = proc::group(running.pid()).into_iter().find(|pid| *pid != running.pid());
        server = own.unwrap_or(0);
        // Three standard ones, the listener, the spare, the epoll instance, and the client's.
        server != 0 && proc::open_descriptors(server) >= 7
    });
    running.signal("KILL");
    until("the server has ended, too", || proc::has_ended(server));
}
