//! The I/O models (`evloop models`): each of them serves whatever clients do to it, and its bill can be trusted.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::process::Command;
use std::thread;

use evloop_tests::build::{self, Profile};
use evloop_tests::client::{Client, noise};
use evloop_tests::program::{self, Outcome, Running};
use evloop_tests::runtime::Runtime;
use evloop_tests::scratch::Scratch;
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

/// What the JSON says is checked by a program: it is JSON if that can read it.
#[test]
fn every_byte_comes_back_and_the_figures_say_so() {
    let check =
        "const { clients, rounds, bytes, models } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
        const all = clients * rounds * bytes;
        for (const model of models.filter((model) => !('absent' in model))) {
            const { done, verified, received, sent, corrupt, calls, calls_in_all } = model;
            require('assert').deepStrictEqual({ done, verified, received, sent, corrupt },
                { done: clients, verified: all, received: all, sent: all, corrupt: 0 }, model.name);
            const sum = Object.values(calls).reduce((a, b) => a + b);
            require('assert').strictEqual(calls_in_all, sum);
        }
        console.log(models.length);";
    for work in [
        ["--clients", "7", "--rounds", "5", "--bytes", "100", "--pause", "1"],
        ["--clients", "3", "--rounds", "2", "--bytes", "300000", "--pause", "0"],
    ] {
        let measured = run(&[&["all", "--json"][..], &work].concat());
        assert_eq!((measured.code, measured.stderr.as_str()), (0, ""), "{measured:?}");
        let checked =
            program::run_with_input(Runtime::Evloop.evaluates("-e", check), measured.stdout.as_bytes());
        assert_eq!(
            (checked.code, checked.stdout),
            (0, format!("{}\n", models().len())),
            "{}",
            checked.stderr
        );
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

/// Says hello; whether the server said it, too, and did not send this client away.
fn is_greeted(client: &mut Client) -> bool {
    let mut answer = [0; 5];
    client.stream.write_all(b"hello").is_ok() && client.stream.read_exact(&mut answer).is_ok()
}

#[test]
fn without_descriptors_clients_are_turned_away_and_told_why() {
    let program = build::evloop(Profile::Own).display().to_string();
    for model in models().iter().filter(|model| is_present(model)) {
        let line = format!("ulimit -n 16; exec '{program}' models --server {model} --clients 24");
        let mut shell = Command::new("sh");
        shell.env_remove("EVLOOP_LOG").args(["-c", &line]);
        let server = Server::from(shell);
        let mut clients: Vec<Client> = (0..24).map(|_| Client::connect(server.addr)).collect();
        let greeted = match model.as_str() {
            // One at a time: the next one's turn comes when it has gone.
            "blocking" => {
                clients.drain(..).filter_map(|mut client| is_greeted(&mut client).then_some(())).count()
            }
            _ => clients.iter_mut().filter_map(|client| is_greeted(client).then_some(())).count(),
        };
        drop(clients);
        let outcome = server.finish();
        let bill = figures(&outcome);
        assert_eq!(figure(&bill, "arrived"), 24, "{model}");
        let turned_away = figure(&bill, "turned-away");
        assert_eq!(greeted as u64 + turned_away, 24, "{model}: {outcome:?}");
        if model != "blocking" {
            assert!(turned_away > 8 && outcome.stdout.contains("(EMFILE)"), "{model}: {outcome:?}");
        }
    }
}

#[test]
fn select_tells_where_its_sets_end_and_poll_does_not_care() {
    const CLIENTS: usize = 1100;
    let (_, most) = evloop_ffi::system::descriptor_limit().expect("a limit can be asked for");
    if most < 2000 || evloop_ffi::system::set_descriptor_limit(most).is_err() {
        return tools::skip("fewer than 2,000 descriptors are allowed here");
    }
    for model in ["select", "poll"] {
        let server = server(model, CLIENTS).expect("every system has it");
        let mut clients: Vec<Client> = (0..CLIENTS).map(|_| Client::connect(server.addr)).collect();
        let greeted = clients.iter_mut().filter_map(|client| is_greeted(client).then_some(())).count();
        drop(clients);
        let outcome = server.finish();
        let turned_away = figure(&figures(&outcome), "turned-away") as usize;
        assert_eq!(greeted + turned_away, CLIENTS, "{outcome:?}");
        match model {
            "select" => {
                assert!(greeted < 1024 && turned_away > CLIENTS - 1024, "{outcome:?}");
                assert!(outcome.stdout.contains("descriptor 1023 (FD_SETSIZE)"), "{outcome:?}");
            }
            _ => assert_eq!(turned_away, 0, "{outcome:?}"),
        }
    }
}

/// With no room in the queue every signal is lost; with little, some are, or none.
#[test]
fn signals_that_do_not_fit_into_the_queue_are_made_up_for() {
    if !is_present("signals") {
        return tools::skip("this system's signals bear no descriptor");
    }
    for (room, clients) in [("0", "5"), ("2", "24")] {
        let outcome =
            run(&["signals", "--queue", room, "--clients", clients, "--rounds", "30", "--pause", "0"]);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{outcome:?}");
        // A plain SIGIO is answered by a poll.
        let polled = outcome.stdout.contains(" poll ");
        assert!(polled || room != "0", "{outcome:?}");
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

/// A server under strace, in which some calls fail on order; what it prints on standard error.
fn with_failures(failure: &str, model: &str) -> Option<Command> {
    tools::need("strace")?;
    let mut strace = Command::new("strace");
    strace.env_remove("EVLOOP_LOG").args([
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        &format!("inject={failure}"),
    ]);
    strace.arg(build::evloop(Profile::Own)).args(["models", "--server", model, "--clients", "4"]);
    Some(strace)
}

/// A kernel that lacks io_uring, and one that forbids it, are told from one that has failed.
#[test]
fn io_uring_may_be_absent_or_forbidden() {
    for (errno, word) in [
        (
            "ENOSYS",
            "not on this system: io_uring_setup: function not implemented (ENOSYS): this kernel does not have it",
        ),
        (
            "EPERM",
            "not on this system: io_uring_setup: operation not permitted (EPERM): it is forbidden here",
        ),
        ("ENOMEM", "io_uring_setup: cannot allocate memory (ENOMEM)"),
    ] {
        let Some(strace) = with_failures(&format!("io_uring_setup:error={errno}"), "io-uring") else {
            return;
        };
        let outcome = program::run(strace);
        let sentence = format!("evloop models: io-uring: {word}");
        assert!(outcome.code == 1 && outcome.stderr.starts_with(&sentence), "{outcome:?}");
    }
}

#[test]
fn a_client_for_whom_there_is_no_thread_is_turned_away() {
    // The second thread is not to be had.
    let Some(strace) = with_failures("clone,clone3:error=EAGAIN:when=2", "blocking-threads") else { return };
    let server = Server::from(strace);
    let mut clients: Vec<Client> = (0..4).map(|_| Client::connect(server.addr)).collect();
    let greeted = clients.iter_mut().filter_map(|client| is_greeted(client).then_some(())).count();
    drop(clients);
    let outcome = server.finish();
    let bill = figures(&outcome);
    assert_eq!((greeted, figure(&bill, "served"), figure(&bill, "turned-away")), (3, 3, 1), "{outcome:?}");
    assert!(outcome.stdout.contains("clone: Resource temporarily unavailable"), "{outcome:?}");
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

/// Under strace: between the two things that a server prints, the kernel has seen exactly the calls that it says it has made.
#[test]
fn the_kernel_counts_the_same_calls() {
    if tools::need("strace").is_none() {
        return;
    }
    let scratch = Scratch::new("models");
    for model in models().iter().filter(|model| is_present(model)) {
        let log = scratch.path().join(model);
        let mut strace = Command::new("strace");
        strace.env_remove("EVLOOP_LOG").args(["-f", "-qq", "-o"]).arg(&log);
        strace.arg(build::evloop(Profile::Own)).args(["models", "--server", model, "--clients", "3"]);
        let server = Server::from(strace);
        for round in 0..3 {
            let mut client = Client::connect(server.addr);
            client.ping_pong(b"hello", 3 + round);
            client.end();
            assert_eq!(client.read_to_end(), b"");
        }
        let bill = figures(&server.finish());
        let traced = traced(&fs::read_to_string(&log).expect("strace has written its log"));
        for name in
            ["accept4", "recv", "send", "fcntl", "select", "poll", "epoll_create1", "epoll_ctl", "epoll_wait"]
                .into_iter()
                .chain(["sigtimedwait", "io_uring_setup", "io_uring_enter", "clone", "close", "open"])
        {
            // What the C library opens and closes for a thread is not the model's.
            if model == "blocking-threads" && ["close", "open"].contains(&name) {
                continue;
            }
            assert_eq!(figure(&traced, name), figure(&bill, name), "{model}: {name}: {traced:?}");
        }
    }
}

/// Counts the calls in a log of strace, by our names, between the two lines that a server prints.
fn traced(log: &str) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    let calls = log.lines().filter_map(|line| line.split_once(' ')).map(|(_, call)| call.trim_start());
    let begun = calls.skip_while(|call| !call.starts_with("write(1, \"listening on")).skip(1);
    for call in begun.take_while(|call| !call.starts_with("write(1, \"user-us")) {
        let Some((name, arguments)) = call.split_once('(') else { continue };
        // In a debug build the standard library looks whether what it is about to close is open.
        // And a kernel that hides a new call is asked by an older one.
        if arguments.contains("F_GETFD") || arguments.contains("ENOSYS") {
            continue;
        }
        let name = match name {
            "recvfrom" => "recv",
            "sendto" => "send",
            "pselect6" => "select",
            "ppoll" => "poll",
            "epoll_pwait" => "epoll_wait",
            "rt_sigtimedwait" | "rt_sigtimedwait_time64" => "sigtimedwait",
            "clone3" => "clone",
            "openat" => "open",
            name => name,
        };
        *counts.entry(name.to_owned()).or_default() += 1;
    }
    counts
}
