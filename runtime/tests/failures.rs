//! Failures that no peer and no limit brings about when a test asks: made by a plan. Numbers are those of the reliability
//! scenarios. `cargo test -p evloop --features fault --test reactor failures::`.

use crate::common::{
    HANGS, LOCAL, Log, MS, backend, echo_server, is_adversarial, new_loop, on_epoll, refusing, serve_one,
    word,
};
use evloop::fault::{Installed, Plan};
use evloop::{Event, Flow, Interest, Loop, Tcp};
use std::cell::Cell;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::rc::Rc;
use std::time::Duration;

on_every_backend!(
    a2_a3_without_room_for_a_connection_it_waits_and_is_served,
    a4_a5_a_connection_that_broke_is_skipped_and_the_next_is_served,
    a1_a2_a3_a5_an_error_of_accept_that_stays_costs_nothing,
    a9_connections_that_went_away_do_not_keep_the_others_waiting,
    b16_a_registration_that_is_gone_is_told_to_its_watch,
    b22_a_stream_that_the_poller_will_not_take_hears_it_and_nobody_else_does,
    b25_a_spurious_word_is_not_told_and_the_next_is,
    c36_the_error_of_a_socket_is_asked_for_once,
    c47_what_the_network_says_is_told_once_and_ends_the_stream,
    c47_what_the_network_says_to_a_writer_is_told_once,
);

fn plan(text: &str) -> Installed {
    text.parse::<Plan>().unwrap().install()
}

fn count(installed: &Installed, call: &str) -> u64 {
    installed.counts().get(call).copied().unwrap_or(0)
}

/// A client that says `x`, hears it again, and goes; what befalls it.
fn visit(lp: &mut Loop, address: SocketAddr) -> Log {
    let log = Log::default();
    let heard = log.clone();
    lp.connect(address, move |lp, conn, event| {
        heard.say(word(&event));
        match event {
            Event::Connected => assert_eq!(conn.write(lp, b"x"), Flow::Open),
            Event::Data(_) => drop(conn.close(lp)),
            _ => {}
        }
    })
    .unwrap();
    log
}

const SERVED: &[&str] = &["connected", "data x", "closed"];

/// Turns for so long, however many turns that takes.
fn turn_for(lp: &mut Loop, span: Duration) {
    lp.after(span, |lp| lp.stop());
    while !lp.stopped() {
        lp.turn().unwrap();
    }
}

fn a2_a3_without_room_for_a_connection_it_waits_and_is_served() {
    for error in ["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"] {
        let mut lp = new_loop();
        let address = echo_server(&mut lp);
        let installed = plan(&format!("accept4:{error}@1..3"));
        let log = visit(&mut lp, address);
        // Served in spite of what waits.
        let quick = Rc::new(Cell::new(0));
        let beats = quick.clone();
        lp.every(MS, move |lp, timer| {
            beats.set(beats.get() + 1);
            if beats.get() == 20 {
                timer.cancel(lp);
            }
        });
        lp.run().unwrap();
        log.check(SERVED);
        assert_eq!((installed.struck(), quick.get()), (3, 20), "{error}");
        drop(installed);
    }
}

fn a4_a5_a_connection_that_broke_is_skipped_and_the_next_is_served() {
    for error in [
        "ECONNABORTED",
        "EPROTO",
        "ENETDOWN",
        "EPERM",
        "EHOSTUNREACH",
        "ENETUNREACH",
        "EHOSTDOWN",
        "ENOPROTOOPT",
        "ETIMEDOUT",
        "EINTR",
    ] {
        let mut lp = new_loop();
        let listener = lp
            .listen(LOCAL, |lp, conn| {
                conn.start(lp, |lp, conn, event| {
                    if let Event::Data(bytes) = event {
                        let _ = conn.write(lp, bytes);
                    }
                });
            })
            .unwrap();
        listener.set_ref(&mut lp, false);
        listener.on_error(&mut lp, |_, _, error| panic!("the listener is said to be broken: {error}"));
        let address = listener.local_addr(&lp).unwrap();
        let installed = plan(&format!("accept4:{error}@1..10,accept4:{error}@12"));
        let logs = [visit(&mut lp, address), visit(&mut lp, address)];
        // Both are done, and the server's ends, too.
        while !logs.iter().all(|log| log.text().ends_with("closed")) {
            lp.turn().unwrap();
        }
        logs.iter().for_each(|log| log.check(SERVED));
        assert_eq!(installed.struck(), 11);
        drop(installed);
    }
}

fn a1_a2_a3_a5_an_error_of_accept_that_stays_costs_nothing() {
    // 20 tries a second; an error that may be one connection's only is asked for another up to 17 times in each.
    let (of_all, of_one) = (["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"], ["EPERM", "EPROTO", "ENETDOWN"]);
    for (error, at_once) in of_all.map(|error| (error, 1)).into_iter().chain(of_one.map(|error| (error, 17)))
    {
        let mut lp = new_loop();
        let address = echo_server(&mut lp);
        let _client = TcpStream::connect(address).unwrap();
        let installed = plan(&format!("accept4:{error}"));
        turn_for(&mut lp, 120 * MS);
        let (tries, sleeps) = (count(&installed, "accept4"), turns(&installed));
        assert!((1..=4 * at_once).contains(&tries), "{error}: {tries} tries in 120 ms");
        assert!(sleeps <= 20, "{error}: {sleeps} turns in 120 ms");
        drop(installed);
        visit_and_wait(&mut lp, address);
    }
}

/// How often the loop has slept.
fn turns(installed: &Installed) -> u64 {
    ["epoll_wait", "poll", "select"].iter().map(|call| count(installed, call)).max().unwrap_or(0)
}

fn visit_and_wait(lp: &mut Loop, address: SocketAddr) {
    let log = visit(lp, address);
    while !log.text().ends_with("closed") {
        lp.turn().unwrap();
    }
    log.check(SERVED);
}

fn a9_connections_that_went_away_do_not_keep_the_others_waiting() {
    let mut lp = new_loop();
    let address = echo_server(&mut lp);
    let installed = plan("accept4:ECONNABORTED@1..200");
    let log = visit(&mut lp, address);
    // It never rests, so no timer is needed to go on.
    while log.len() < 3 {
        lp.turn().unwrap();
    }
    log.check(SERVED);
    assert!(turns(&installed) <= 40, "{} turns", turns(&installed));
}

fn b16_a_registration_that_is_gone_is_told_to_its_watch() {
    if backend() != "epoll" {
        return println!("skipped: under {} changing an interest asks nobody", backend());
    }
    // What epoll_ctl says when somebody closed the descriptor, and when its number was given to somebody else.
    for error in ["EBADF", "ENOENT"] {
        let mut lp = new_loop();
        let (here, mut there) = UnixStream::pair().unwrap();
        let log = Log::default();
        let heard = log.clone();
        let watch = lp.watch(here, Interest::READ, move |_, _, ready| heard.say(format_args!("{ready:?}")));
        let watch = watch.unwrap();
        let installed = plan(&format!("epoll_ctl:{error}"));
        assert!(watch.set_interest(&mut lp, Interest::BOTH));
        there.write_all(b"x").unwrap();
        for _ in 0..3 {
            lp.turn().unwrap();
        }
        assert_eq!(installed.struck(), 1, "it is not tried again and again");
        assert_eq!(log.count("Ready(error)"), 1, "{}", log.text());
        assert!(watch.close(&mut lp).is_some());
        drop(installed);
        assert!(!lp.alive());
    }
}

fn b22_a_stream_that_the_poller_will_not_take_hears_it_and_nobody_else_does() {
    if !on_epoll() {
        return println!("skipped: {} has nothing to refuse", backend());
    }
    for error in ["ENOSPC", "ENOMEM"] {
        let mut lp = new_loop();
        let address = echo_server(&mut lp);
        lp.turn().unwrap();
        let installed = plan(&format!("epoll_ctl:{error}@1"));
        let unlucky = visit(&mut lp, address);
        lp.turn().unwrap();
        let lucky = visit(&mut lp, address);
        lp.run().unwrap();
        assert_eq!(installed.struck(), 1);
        unlucky.check(&[&format!("error {error}"), "closed"]);
        lucky.check(SERVED);
        drop(installed);
    }
}

fn b25_a_spurious_word_is_not_told_and_the_next_is() {
    let mut lp = new_loop();
    let log = Log::default();
    let heard = log.clone();
    let address = serve_one(
        &mut lp,
        |_, _| {},
        move |lp, conn, event| {
            heard.say(word(&event));
            if let Event::End = event {
                conn.end(lp);
            }
        },
    );
    // Of every second read nothing comes although the poller has promised it.
    let installed = plan("read:EAGAIN@1,read:EAGAIN@3,read:EAGAIN@5..9");
    let mut client = TcpStream::connect(address).unwrap();
    for word in ["one", "two"] {
        let before = log.len();
        client.write_all(word.as_bytes()).unwrap();
        while log.len() == before {
            lp.turn().unwrap();
        }
    }
    drop(client);
    lp.run().unwrap();
    log.check(&["data one", "data two", "end", "finish", "closed"]);
    assert_eq!(installed.struck(), 7);
}

fn c36_the_error_of_a_socket_is_asked_for_once() {
    let (refused, _silent) = refusing(LOCAL.into()).unwrap();
    let mut lp = new_loop();
    let address = echo_server(&mut lp);
    for (target, expected) in [(address, SERVED), (refused, &["error ECONNREFUSED", "closed"])] {
        let installed = Plan::new().install();
        let log = visit(&mut lp, target);
        while !log.text().ends_with("closed") {
            lp.turn().unwrap();
        }
        log.check(expected);
        assert_eq!(count(&installed, "getsockopt"), 1, "{expected:?}");
        drop(installed);
    }
}

fn c47_what_the_network_says_is_told_once_and_ends_the_stream() {
    if is_adversarial() {
        return println!("skipped: the second read may be one for nothing here");
    }
    for error in ["ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH", "ECONNRESET", "ENETDOWN", "EPROTO"] {
        let mut lp = new_loop();
        let log = Log::default();
        let heard = log.clone();
        let address = serve_one(&mut lp, |_, _| {}, move |_, _, event| heard.say(word(&event)));
        let mut client = TcpStream::connect(address).unwrap();
        let installed = plan(&format!("read:{error}@2.."));
        client.write_all(b"x").unwrap();
        while log.len() == 0 {
            lp.turn().unwrap();
        }
        client.write_all(b"y").unwrap();
        lp.run().unwrap();
        log.check(&["data x", &format!("error {error}"), "closed"]);
        assert_eq!(installed.struck(), 1, "a broken stream is not read again");
        drop(installed);
        client.set_read_timeout(Some(HANGS)).unwrap();
        assert!(client.read(&mut [0]).is_err() || client.read(&mut [0]).unwrap() == 0, "it is closed");
    }
}

fn c47_what_the_network_says_to_a_writer_is_told_once() {
    for error in ["ETIMEDOUT", "EHOSTUNREACH", "EPIPE", "ECONNRESET"] {
        let mut lp = new_loop();
        let log = Log::default();
        let heard = log.clone();
        let stream: Rc<Cell<Option<Tcp>>> = Rc::default();
        let name = stream.clone();
        let address = serve_one(
            &mut lp,
            move |_, conn| name.set(Some(conn)),
            move |_, _, event| heard.say(word(&event)),
        );
        let _client = TcpStream::connect(address).unwrap();
        while stream.get().is_none() {
            lp.turn().unwrap();
        }
        let installed = plan(&format!("write:{error}"));
        let conn = stream.get().unwrap();
        // Never from inside the method; and what comes afterwards is not tried.
        assert_eq!(conn.write(&mut lp, b"x"), Flow::Closed);
        assert_eq!(conn.write(&mut lp, b"y"), Flow::Closed);
        assert!(!conn.end(&mut lp));
        log.check(&[]);
        lp.run().unwrap();
        log.check(&[&format!("error {error}"), "closed"]);
        assert_eq!(installed.struck(), 1);
        drop(installed);
    }
}
