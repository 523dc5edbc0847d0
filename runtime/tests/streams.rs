//! TCP at its edges: what a peer, the network and the kernel may do besides sending bytes. Numbers are those of the reliability
//! scenarios.

use crate::common::{
    HANGS, LOCAL, Log, MS, in_own_process, is_adversarial, listen_beside, new_loop, processor_time,
    serve_one, word,
};
use evloop::{ConnectOptions, Event, Flow, ListenOptions, Tcp, system};
use evloop_ffi::socket::Socket;
use std::cell::{Cell, RefCell};
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::thread;
use std::time::Duration;

on_every_backend!(
    c32_a_reset_behind_unread_bytes_comes_after_them_and_once,
    c33_a_request_that_is_never_read_does_not_hurt_who_closes,
    c35_a_reset_while_paused_is_told_at_the_next_write,
    c38_a_connection_that_nobody_answers_ends_by_the_callers_timer,
    c50_a_paused_reader_slows_its_peer_down_and_takes_no_memory,
    c51_single_bytes_arrive_intact_and_in_linear_time,
    c52_urgent_data_neither_spins_nor_harms_the_rest,
    c53_a_socket_connected_to_itself_hears_itself,
    c54_a_listener_of_one_family_and_scopes_of_addresses;
    simulated:
    c54_a_listener_of_one_family_and_scopes_of_addresses,
);

/// A connection that the loop has accepted, paused, and its other end.
fn accepted(
    lp: &mut evloop::Loop,
    callback: impl FnMut(&mut evloop::Loop, Tcp, Event<'_>) + 'static,
) -> (Tcp, TcpStream) {
    let conn: Rc<Cell<Option<Tcp>>> = Rc::default();
    let name = conn.clone();
    let opened = move |lp: &mut evloop::Loop, conn: Tcp| {
        assert!(conn.pause(lp));
        name.set(Some(conn));
    };
    let address = serve_one(lp, opened, callback);
    let peer = TcpStream::connect(address).unwrap();
    peer.set_read_timeout(Some(HANGS)).unwrap();
    while conn.get().is_none() {
        lp.turn().unwrap();
    }
    (conn.get().unwrap(), peer)
}

/// Closes with a reset instead of an end.
fn reset(peer: TcpStream) {
    let socket = Socket::from(OwnedFd::from(peer));
    socket.set_reset_on_close().unwrap();
}

fn c32_a_reset_behind_unread_bytes_comes_after_them_and_once() {
    let mut lp = new_loop();
    let log = Log::default();
    let heard = log.clone();
    let (conn, mut peer) = accepted(&mut lp, move |_, _, event| heard.say(word(&event)));
    peer.write_all(b"last words").unwrap();
    reset(peer);
    conn.resume(&mut lp);
    lp.run().unwrap();
    // What arrived before the reset is there to be read on Linux; other systems throw it away.
    let told = log.text();
    assert!(
        ["data last words error ECONNRESET closed", "error ECONNRESET closed"].contains(&told.as_str()),
        "{told}"
    );
    assert!(told.starts_with("data") || !cfg!(target_os = "linux"), "{told}");
}

fn c33_a_request_that_is_never_read_does_not_hurt_who_closes() {
    for politely in [true, false] {
        let mut lp = new_loop();
        let log = Log::default();
        let heard = log.clone();
        let (conn, mut peer) = accepted(&mut lp, move |_, _, event| heard.say(word(&event)));
        peer.write_all(&[b'?'; 10_000]).unwrap();
        assert_eq!(conn.write(&mut lp, b"no"), Flow::Open);
        if politely {
            assert!(conn.end(&mut lp));
            lp.turn().unwrap();
        }
        assert!(conn.close(&mut lp));
        lp.run().unwrap();
        assert_eq!((log.count("closed"), log.text().ends_with("closed")), (1, true), "{}", log.text());
        assert_eq!(log.count("finish"), usize::from(politely));
        // The reply may be lost to the reset that unread bytes make of a close, but it is never another.
        let mut reply = Vec::new();
        let read = peer.read_to_end(&mut reply);
        assert!(read.is_err() || reply == b"no", "{read:?} {reply:?}");
    }
}

fn c35_a_reset_while_paused_is_told_at_the_next_write() {
    let mut lp = new_loop();
    let log = Log::default();
    let heard = log.clone();
    let (conn, peer) = accepted(&mut lp, move |_, _, event| heard.say(word(&event)));
    reset(peer);
    // Paused, it waits for nothing, so nothing is told, and nothing spins.
    lp.turn().unwrap();
    log.check(&[]);
    // On some systems the first write is what discovers it; then the second one fails.
    while conn.write(&mut lp, b"anybody there?") != Flow::Closed {}
    log.check(&[]);
    lp.run().unwrap();
    assert!(
        ["error ECONNRESET closed", "error EPIPE closed"].contains(&log.text().as_str()),
        "{}",
        log.text()
    );
}

fn c38_a_connection_that_nobody_answers_ends_by_the_callers_timer() {
    // A listener whose queue is full answers no more on Linux: as if nobody were there.
    let mut lp = new_loop();
    let listener = lp.listen_with(LOCAL, &ListenOptions { backlog: 1, ..Default::default() }, |_, _| {});
    let address = listener.unwrap().local_addr(&lp).unwrap();
    let mut crowd = Vec::new();
    while let Ok(client) = TcpStream::connect_timeout(&address, 50 * MS) {
        crowd.push(client);
        if crowd.len() > 100 {
            return println!("skipped: here a queue is never full");
        }
    }
    let mut lp = new_loop();
    let log = Log::default();
    let heard = log.clone();
    let conn = lp.connect(address, move |_, _, event| heard.say(word(&event))).unwrap();
    let late = log.clone();
    lp.after(50 * MS, move |lp| {
        late.say("too late");
        assert!(conn.close(lp));
    });
    lp.run().unwrap();
    log.check(&["too late", "closed"]);
}

fn c50_a_paused_reader_slows_its_peer_down_and_takes_no_memory() {
    if !in_own_process("c50_a_paused_reader_slows_its_peer_down_and_takes_no_memory") {
        return;
    }
    let mut lp = new_loop();
    let total = Rc::new(Cell::new(0));
    let sum = total.clone();
    let (conn, mut peer) = accepted(&mut lp, move |lp, conn, event| match event {
        Event::Data(bytes) => sum.set(sum.get() + bytes.len()),
        Event::End => drop(conn.end(lp)),
        _ => {}
    });
    let before = system::resident();
    peer.set_nonblocking(true).unwrap();
    let (bytes, mut sent) = (vec![7; 65_536], 0);
    // The peer writes whenever it may, over many turns: in the end the kernel takes no more.
    for _ in 0..if is_adversarial() { 500 } else { 50 } {
        while let Ok(count) = peer.write(&bytes) {
            sent += count;
            assert!(sent < 1 << 30, "the peer is not slowed down");
        }
        let timer = lp.after(MS, |_| {});
        lp.turn().unwrap();
        timer.cancel(&mut lp);
    }
    assert_eq!((total.get(), conn.bytes_read(&lp)), (0, 0));
    assert!(system::resident() < before + (4 << 20));
    drop(peer);
    conn.resume(&mut lp);
    lp.run().unwrap();
    assert_eq!(total.get(), sent);
}

fn c51_single_bytes_arrive_intact_and_in_linear_time() {
    // Its own, whose processor time is its own, too.
    if !in_own_process("c51_single_bytes_arrive_intact_and_in_linear_time") {
        return;
    }
    let mut lp = new_loop();
    let received = Rc::new(RefCell::new(Vec::new()));
    let sink = received.clone();
    let address = serve_one(
        &mut lp,
        |_, _| {},
        move |lp, conn, event| match event {
            Event::Data(bytes) => sink.borrow_mut().extend_from_slice(bytes),
            Event::End => drop(conn.end(lp)),
            _ => {}
        },
    );
    let byte = |n: u32| (n % 251) as u8;
    let client = thread::spawn(move || {
        let mut socket = TcpStream::connect(address).unwrap();
        socket.set_nodelay(true).unwrap();
        for n in 0..100_000 {
            socket.write_all(&[byte(n)]).unwrap();
        }
    });
    let before = processor_time();
    lp.run().unwrap();
    client.join().unwrap();
    assert!(received.borrow().iter().copied().eq((0..100_000).map(byte)));
    // Each byte costs a few calls on both sides; were it compared or moved with all others, it would be minutes.
    assert!(processor_time() - before < Duration::from_secs(15));
}

fn c52_urgent_data_neither_spins_nor_harms_the_rest() {
    let mut lp = new_loop();
    let log = Log::default();
    let (heard, bytes) = (log.clone(), Rc::new(RefCell::new(Vec::new())));
    let sink = bytes.clone();
    let (conn, mut peer) = accepted(&mut lp, move |lp, conn, event| match event {
        Event::Data(bytes) => sink.borrow_mut().extend_from_slice(bytes),
        other => {
            heard.say(word(&other));
            if let Event::End = other {
                conn.end(lp);
            }
        }
    });
    conn.resume(&mut lp);
    peer.write_all(b"before ").unwrap();
    let socket = Socket::from(OwnedFd::from(peer.try_clone().unwrap()));
    assert_eq!(socket.send_urgent(b'!'), Ok(()));
    while *bytes.borrow() != b"before " {
        lp.turn().unwrap();
    }
    // The urgent byte is still there (EPOLLPRI), and nobody has asked for it.
    let mut turns = 0;
    lp.after(50 * MS, |lp| lp.stop());
    while !lp.stopped() {
        lp.turn().unwrap();
        turns += 1;
    }
    assert!(turns <= 10, "{turns} turns in 50 ms");
    peer.write_all(b"after").unwrap();
    drop((peer, socket));
    while lp.alive() {
        lp.turn().unwrap();
    }
    assert_eq!(*bytes.borrow(), b"before after");
    log.check(&["end", "finish", "closed"]);
}

fn c53_a_socket_connected_to_itself_hears_itself() {
    let mut lp = new_loop();
    // A port that was free a moment ago; who takes one in between only makes us look for another.
    for _ in 0..20 {
        let own = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let log = Log::default();
        let heard = log.clone();
        let options = ConnectOptions { local_address: Some(own) };
        let callback = move |lp: &mut evloop::Loop, conn: Tcp, event: Event<'_>| {
            heard.say(word(&event));
            match event {
                Event::Connected => {
                    assert_eq!(conn.local_addr(lp).unwrap(), conn.peer_addr(lp).unwrap());
                    assert_eq!(conn.write(lp, b"echo"), Flow::Open);
                }
                Event::Data(_) => drop(conn.end(lp)),
                _ => {}
            }
        };
        lp.connect_with(own, &options, callback).unwrap();
        while !log.text().ends_with("closed") {
            lp.turn().unwrap();
        }
        if log.text() == "error EADDRINUSE closed" {
            continue;
        }
        assert_eq!(log.text(), "connected data echo finish end closed");
        return;
    }
    panic!("twenty ports were taken by somebody else");
}

fn c54_a_listener_of_one_family_and_scopes_of_addresses() {
    let mut lp = new_loop();
    // ::1 is nobody's second name: an IPv4 listener does not answer there, nor the other way round.
    let (four, six) = (IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST));
    for (listening, knocking) in [(six, four), (four, six)] {
        let listen = |lp: &mut evloop::Loop| lp.listen((listening, 0), |_, _| panic!("who is it?"));
        let Ok((listener, address, _silent)) = listen_beside(&mut lp, knocking, listen) else {
            return println!("skipped: no IPv6 here");
        };
        let log = Log::default();
        let heard = log.clone();
        lp.connect(address, move |_, _, event| heard.say(word(&event))).unwrap();
        while !log.text().ends_with("closed") {
            lp.turn().unwrap();
        }
        log.check(&["error ECONNREFUSED", "closed"]);
        listener.close(&mut lp);
    }
    // A link-local address says nothing without the link.
    let log = Log::default();
    let heard = log.clone();
    lp.connect("[fe80::1]:9".parse::<SocketAddr>().unwrap(), move |_, _, event| {
        if let Event::Error(error) = &event {
            assert_eq!(
                (error.call(), error.to_string().starts_with("connect [fe80::1]:9: ")),
                ("connect", true)
            );
        }
        heard.say(word(&event));
    })
    .unwrap();
    lp.run().unwrap();
    assert!(
        ["error EINVAL closed", "error ENETUNREACH closed"].contains(&log.text().as_str()),
        "{}",
        log.text()
    );
}
