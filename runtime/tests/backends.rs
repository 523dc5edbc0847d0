//! Choosing a backend, and what edge-triggering must not lose. Numbers are those of the reliability scenarios.

use crate::common::{self, LOCAL, Log, MS, in_own_process, new_loop, own_process_with, word};
use evloop::{Backend, Event, Interest, Loop, Tcp, system};
use std::cell::{Cell, RefCell};
use std::io::Write;
use std::net::TcpStream;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::rc::Rc;

on_every_backend!(
    a9_a_backlog_is_accepted_to_the_last_although_each_word_takes_one,
    b26_a_flood_beyond_the_budget_of_a_turn_arrives_whole,
    b26_bytes_that_came_before_and_during_a_pause_are_read_at_resume,
    b26_a_watch_that_reads_little_is_called_until_all_is_read,
);

fn a9_a_backlog_is_accepted_to_the_last_although_each_word_takes_one() {
    let mut lp = new_loop();
    let accepted = Rc::new(Cell::new(0));
    let count = accepted.clone();
    let listener = lp
        .listen(LOCAL, move |lp, conn| {
            count.set(count.get() + 1);
            conn.close(lp);
            if count.get() == 100 {
                lp.stop();
            }
        })
        .unwrap();
    let address = listener.local_addr(&lp).unwrap();
    // All of them knock before the loop looks for the first time: a single edge.
    let _clients: Vec<_> = (0..100).map(|_| TcpStream::connect(address).unwrap()).collect();
    // One in each turn, so that those who are connected already have theirs in between.
    lp.turn().unwrap();
    lp.turn().unwrap();
    assert_eq!(accepted.get(), 2);
    lp.run().unwrap();
    assert_eq!(accepted.get(), 100);
}

fn b26_a_flood_beyond_the_budget_of_a_turn_arrives_whole() {
    // More than the four reads of 64 KiB that a stream has in a turn, all there before the first.
    const LENGTH: usize = 1_500_000;
    let mut lp = new_loop();
    let total = Rc::new(Cell::new(0));
    let (sum, conn) = (total.clone(), Rc::new(Cell::new(None::<Tcp>)));
    let name = conn.clone();
    let address = common::serve_one(
        &mut lp,
        move |lp, conn| {
            conn.pause(lp);
            name.set(Some(conn));
        },
        move |lp, conn, event| match event {
            Event::Data(bytes) => sum.set(sum.get() + bytes.len()),
            Event::End => drop(conn.end(lp)),
            _ => {}
        },
    );
    let mut client = TcpStream::connect(address).unwrap();
    lp.turn().unwrap();
    // As much as the kernel takes while nobody reads.
    client.set_nonblocking(true).unwrap();
    let mut sent = 0;
    while let Ok(count) = client.write(&vec![1; LENGTH - sent]) {
        sent += count;
        if sent == LENGTH {
            break;
        }
    }
    drop(client);
    conn.get().unwrap().resume(&mut lp);
    lp.run().unwrap();
    assert!(sent > 4 * 65_536, "{sent} bytes are too few to say anything");
    assert_eq!(total.get(), sent);
}

fn b26_bytes_that_came_before_and_during_a_pause_are_read_at_resume() {
    let mut lp = new_loop();
    let log = Log::default();
    let server = log.clone();
    let conn = Rc::new(Cell::new(None::<Tcp>));
    let name = conn.clone();
    let address = common::serve_one(
        &mut lp,
        move |_, conn| name.set(Some(conn)),
        move |lp, conn, event| {
            server.say(word(&event));
            match event {
                Event::Data(_) => drop(conn.pause(lp)),
                Event::End => drop(conn.end(lp)),
                _ => {}
            }
        },
    );
    let mut client = TcpStream::connect(address).unwrap();
    client.write_all(b"one").unwrap();
    while log.len() == 0 {
        lp.turn().unwrap();
    }
    client.write_all(b"two").unwrap();
    drop(client);
    // Nobody asks while it is paused, for several turns.
    for _ in 0..3 {
        lp.after(MS, |_| {});
        lp.turn().unwrap();
    }
    log.check(&["data one"]);
    conn.get().unwrap().resume(&mut lp);
    while log.len() == 1 {
        lp.turn().unwrap();
    }
    // Paused and resumed within one turn, with the end of the stream waiting.
    conn.get().unwrap().resume(&mut lp);
    lp.run().unwrap();
    log.check(&["data one", "data two", "end", "finish", "closed"]);
}

fn b26_a_watch_that_reads_little_is_called_until_all_is_read() {
    let mut lp = new_loop();
    let (here, mut there) = UnixStream::pair().unwrap();
    here.set_nonblocking(true).unwrap();
    there.write_all(b"hello").unwrap();
    drop(there);
    let read = Rc::new(RefCell::new(Vec::new()));
    let bytes = read.clone();
    lp.watch(here, Interest::READ, move |lp, watch, _| {
        let mut byte = [0];
        match system::read(watch.fd(lp).unwrap(), &mut byte) {
            Ok(0) => drop(watch.close(lp)),
            Ok(_) => bytes.borrow_mut().push(byte[0]),
            Err(error) => panic!("{error}"),
        }
    })
    .unwrap();
    lp.run().unwrap();
    assert_eq!(*read.borrow(), b"hello");
}

#[test]
fn a11_under_select_a_descriptor_beyond_the_sets_is_an_error_of_that_source_only() {
    const NAME: &str = "a11_under_select_a_descriptor_beyond_the_sets_is_an_error_of_that_source_only";
    if !in_own_process(NAME) {
        return;
    }
    if system::set_descriptor_limit(1100).is_err() {
        return println!("skipped: the limit of descriptors is below 1100");
    }
    let mut lp = Loop::builder().backend(Backend::Select).build().unwrap();
    common::deadline(&mut lp, common::HANGS);
    let address = common::echo_server(&mut lp);
    let log = Log::default();
    let talk = |lp: &mut Loop| {
        let client = log.clone();
        let conn = lp
            .connect(address, move |lp, conn, event| {
                client.say(word(&event));
                if let Event::Data(_) = event {
                    conn.close(lp);
                }
            })
            .unwrap();
        let _ = conn.write(lp, b"x");
        while !log.text().ends_with("closed") {
            lp.turn().unwrap();
        }
    };
    let mut taken = Vec::new();
    while taken.last().is_none_or(|file: &std::fs::File| file.as_raw_fd() < 1030) {
        taken.push(std::fs::File::open("/dev/null").unwrap());
    }
    let file = taken.pop().unwrap();
    let error = lp.watch(file, Interest::READ, |_, _, _| {}).unwrap_err();
    assert_eq!(error.to_string(), "watch: select: too many open files (EMFILE)");
    talk(&mut lp);
    log.check(&["error EMFILE", "closed"]);
    drop(taken);
    log.say("again");
    talk(&mut lp);
    log.check(&["error EMFILE", "closed", "again", "connected", "data x", "closed"]);
}

#[test]
fn every_backend_of_this_system_is_built_by_its_name() {
    let backends = Backend::available();
    assert!(backends.len() >= 3);
    for backend in backends {
        let again: Backend = backend.name().parse().unwrap();
        assert_eq!(Loop::builder().backend(again).build().unwrap().backend(), backend.name());
    }
    let world: Backend = "simulated".parse().unwrap();
    assert_eq!(Loop::builder().backend(world).build().unwrap().backend(), "simulated");
}

#[test]
fn what_this_system_does_not_have_is_an_error_that_names_it() {
    let Some(absent) = [Backend::Kqueue, Backend::EpollEdge].into_iter().find(|one| !one.is_available())
    else {
        return println!("skipped: with the kqueue in user space this system has everything");
    };
    let name = absent.name();
    let error = Loop::builder().backend(absent).build().err().unwrap();
    assert_eq!((error.code(), error.errno()), ("UNAVAILABLE_BACKEND", None));
    let said = format!("{name:?}: backend: this system does not have it (UNAVAILABLE_BACKEND)");
    assert_eq!(error.to_string(), said);
}

#[test]
fn the_environment_chooses_for_programs_that_do_not() {
    const NAME: &str = "the_environment_chooses_for_programs_that_do_not";
    if std::env::var_os("EVLOOP_TEST_CHILD").is_some() {
        let built = Loop::new().map(|lp| lp.backend()).map_err(|error| error.to_string());
        let chosen = Loop::builder().backend(Backend::Native).build().unwrap().backend();
        return println!("\n{built:?} {chosen}");
    }
    let native = Loop::builder().backend(Backend::Native).build().unwrap().backend();
    let cases = [
        ("", format!("Ok({native:?}) {native}")),
        ("poll", format!("Ok(\"poll\") {native}")),
        ("simulated", format!("Ok(\"simulated\") {native}")),
        ("epol", "Err(\"EVLOOP_BACKEND=epol: backend: there are epoll, epoll-edge,".to_owned()),
    ];
    for (value, expected) in cases {
        let output = own_process_with(NAME, "1", &[("EVLOOP_BACKEND", value)]);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains(&expected), "{value:?}: {text}");
    }
}
