//! Where the models end: no descriptor, no place in a set, no room in a queue, no thread, no io_uring.

use std::io::{Read, Write};
use std::process::Command;

use super::{figure, figures, is_present, models, run, server};
use evloop_tests::build::{self, Profile};
use evloop_tests::client::Client;
use evloop_tests::program;
use evloop_tests::server::Server;
use evloop_tests::tools;

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
