//! Each model serves the clients of this crate; both sides are threads of this process.

use evloop_models::calls::Calls;
use evloop_models::clients::{self, Report};
use evloop_models::server::{Server, Tally};
use evloop_models::{Error, MODELS, Model, Result, Work};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// What the clients met with, and what the server tells: how the clients ended, the bytes, and its calls.
struct Outcome {
    report: Report,
    tally: Tally,
    bytes: (u64, u64),
    calls: Vec<(&'static str, u64)>,
    in_vain: u64,
}

/// None where the model is absent.
fn run(model: &'static Model, work: Work) -> Option<Outcome> {
    let (sender, receiver) = mpsc::channel();
    let server = thread::spawn(move || -> Result<_> {
        let calls = Calls::new();
        let mut server = Server::listen(work.clients, &calls)?;
        sender.send(server.address()?).expect("the test waits for it");
        (model.serve)(&mut server, &calls)?;
        let made = calls.made().filter(|(_, count)| *count > 0).collect();
        Ok((server.tally().clone(), calls.bytes(), made, calls.in_vain()))
    });
    let address = receiver.recv().expect("the server says where it listens");
    let check = || match server.is_finished() {
        true => Err(Error::Other("the server has ended".to_owned())),
        false => Ok(()),
    };
    let report = clients::run(address, &work, check);
    match server.join().expect("the server does not panic") {
        Ok((tally, bytes, calls, in_vain)) => {
            Some(Outcome { report: report.unwrap(), tally, bytes, calls, in_vain })
        }
        Err(Error::Absent(why)) => {
            assert!(report.map_or(true, |report| report.done == 0), "{}: served by nobody", model.name);
            assert!(!why.is_empty());
            assert!(model.name != "kqueue" || cfg!(not(feature = "user-kqueue")), "{why}");
            None
        }
        Err(error) => panic!("{}: {error}", model.name),
    }
}

fn for_each(work: Work, test: impl Fn(&Model, Outcome)) {
    let mut present = 0;
    for model in MODELS {
        eprintln!("-- {}", model.name);
        let Some(outcome) = run(model, work) else { continue };
        present += 1;
        assert_eq!((outcome.report.done, outcome.report.corrupt), (work.clients, 0), "{:?}", outcome.report);
        assert_eq!(outcome.report.verified, work.total_bytes());
        assert_eq!(outcome.bytes, (work.total_bytes(), work.total_bytes()));
        assert_eq!((outcome.tally.arrived, outcome.tally.served), (work.clients, work.clients));
        test(model, outcome);
    }
    assert!(present >= 6, "only {present} models are here");
}

#[test]
fn every_model_gives_back_every_byte() {
    let work = Work { clients: 9, rounds: 20, bytes: 100, pause: Duration::ZERO, queue: None };
    for_each(work, |model, outcome| {
        let made = |name: &str| outcome.calls.iter().find(|(call, _)| *call == name).map_or(0, |call| call.1);
        let (messages, clients) = (work.messages(), work.clients as u64);
        match model.name {
            // Whoever waits before it calls, or calls to wait, makes no call in vain.
            "blocking" | "blocking-threads" | "select" | "poll" | "epoll" | "kqueue" => {
                assert_eq!((made("recv"), made("send")), (messages + clients, messages), "{}", model.name);
                assert_eq!(outcome.in_vain, 0, "{}", model.name);
            }
            "io-uring" => assert_eq!((made("recv"), made("send"), made("accept4")), (0, 0, 0)),
            _ => assert!(made("recv") >= messages + clients, "{}", model.name),
        }
    });
}

#[test]
fn long_messages_and_pauses() {
    let work = Work { clients: 3, rounds: 2, bytes: 1_500_000, pause: Duration::from_millis(1), queue: None };
    for_each(work, |_, _| {});
}

#[test]
fn clients_that_say_nothing_are_served_too() {
    let work = Work { clients: 5, rounds: 0, bytes: 1, pause: Duration::ZERO, queue: None };
    for_each(work, |_, _| {});
}

#[test]
fn clients_notice_who_gives_back_something_else() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let liar = thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut stream, _) = listener.accept().unwrap();
        let mut message = [0; 64];
        stream.read_exact(&mut message).unwrap();
        message[20] ^= 1;
        stream.write_all(&message).unwrap();
    });
    let work = Work { clients: 1, rounds: 1, bytes: 64, ..Work::default() };
    let report = clients::run(address, &work, || Ok(())).unwrap();
    liar.join().unwrap();
    assert_eq!((report.done, report.verified, report.corrupt), (0, 63, 1));
    assert_eq!(report.lost.into_keys().collect::<Vec<_>>(), ["what came back is not what was sent"]);
}
