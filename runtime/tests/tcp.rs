//! TCP: bytes, backpressure, errors. Numbers are those of the reliability scenarios.

use crate::common::{LOCAL, Log, echo_server, listen_beside, new_loop, refusing, serve_one, word};
use evloop::{ConnectOptions, Event, Flow, ListenOptions, Loop, Tcp};
use std::cell::{Cell, RefCell};
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener, TcpStream};
use std::rc::Rc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

on_every_backend!(
    c32_echo_of_five_megabytes_is_exact_and_closes_once,
    c37_a_refused_connection_is_told_later_and_names_its_address,
    c40_an_address_that_is_not_ours_is_an_event_and_an_odd_family_is_not,
    c41_what_is_written_before_the_connection_stands_goes_out_in_order,
    c42_c49_c50_a_slow_reader_gets_every_byte_and_the_writer_hears_full_and_drain,
    c43_more_pieces_than_one_call_takes_are_split,
    c44_c45_empty_writes_and_writes_after_the_end,
    c51_a_hundred_thousand_single_bytes_arrive,
    c54_ipv6_serves_both_families_unless_told_otherwise,
    c57_options_on_a_closed_socket_are_errors_not_panics,
    listening_on_a_taken_address_is_an_error_that_names_it;
    simulated:
    c32_echo_of_five_megabytes_is_exact_and_closes_once,
    c37_a_refused_connection_is_told_later_and_names_its_address,
    c40_an_address_that_is_not_ours_is_an_event_and_an_odd_family_is_not,
    c41_what_is_written_before_the_connection_stands_goes_out_in_order,
    c54_ipv6_serves_both_families_unless_told_otherwise,
    c57_options_on_a_closed_socket_are_errors_not_panics,
);

fn pattern(length: u32) -> Vec<u8> {
    (0..length).map(|n| (n % 251) as u8).collect()
}

fn c32_echo_of_five_megabytes_is_exact_and_closes_once() {
    let mut lp = new_loop();
    let address = echo_server(&mut lp);
    let input = Rc::new(pattern(5_000_000));
    let output = Rc::new(RefCell::new(Vec::new()));
    let closed = Rc::new(Cell::new(0));
    let (data, sink, farewell) = (input.clone(), output.clone(), closed.clone());
    lp.connect(address, move |lp: &mut Loop, conn: Tcp, event| match event {
        Event::Connected => {
            assert_eq!(conn.write(lp, &data), Flow::Full);
            assert!(conn.queued(lp) > 0);
            conn.end(lp);
        }
        Event::Data(bytes) => sink.borrow_mut().extend_from_slice(bytes),
        Event::Error(error) => panic!("{error}"),
        Event::Closed => farewell.set(farewell.get() + 1),
        _ => {}
    })
    .unwrap();
    lp.run().unwrap();
    assert!(*output.borrow() == *input);
    assert_eq!(closed.get(), 1);
}

fn c37_a_refused_connection_is_told_later_and_names_its_address() {
    let mut lp = new_loop();
    let (address, _silent) = refusing(LOCAL.into()).unwrap();
    let log = Log::default();
    let client = log.clone();
    lp.connect(address, move |lp, conn, event| {
        client.say(word(&event));
        if let Event::Error(error) = event {
            assert_eq!((error.call(), error.code()), ("connect", "ECONNREFUSED"));
            let expected = format!("connect {address}: connect: connection refused (ECONNREFUSED)");
            assert_eq!(error.to_string(), expected);
            assert_eq!(conn.write(lp, b"x"), Flow::Closed);
        }
    })
    .unwrap();
    log.check(&[]);
    lp.run().unwrap();
    log.check(&["error ECONNREFUSED", "closed"]);
}

fn c40_an_address_that_is_not_ours_is_an_event_and_an_odd_family_is_not() {
    let mut lp = new_loop();
    let log = Log::default();
    let client = log.clone();
    let options = ConnectOptions { local_address: Some(([192, 0, 2, 1], 0).into()) };
    lp.connect_with(([127, 0, 0, 1], 9), &options, move |_, _, event| client.say(word(&event))).unwrap();
    lp.run().unwrap();
    log.check(&["error EADDRNOTAVAIL", "closed"]);

    let mut lp = new_loop();
    let error = lp.connect_with(([0, 0, 0, 0, 0, 0, 0, 1], 9), &options, |_, _, _| {}).unwrap_err();
    assert_eq!(error.code(), "EAFNOSUPPORT");
}

fn c41_what_is_written_before_the_connection_stands_goes_out_in_order() {
    let mut lp = new_loop();
    let address = echo_server(&mut lp);
    let log = Log::default();
    let client = log.clone();
    let conn = lp.connect(address, move |_, _, event| client.say(word(&event))).unwrap();
    assert_eq!(conn.write(&mut lp, b"one "), Flow::Open);
    assert_eq!(conn.write_all(&mut lp, &[b"two", b" ", b"", b"three"]), Flow::Open);
    assert_eq!(conn.queued(&lp), 13);
    assert!(conn.end(&mut lp));
    lp.run().unwrap();
    log.check(&["connected", "finish", "data one two three", "end", "closed"]);
}

fn c42_c49_c50_a_slow_reader_gets_every_byte_and_the_writer_hears_full_and_drain() {
    let mut lp = new_loop();
    let log = Log::default();
    let server = log.clone();
    let input = Rc::new(pattern(8_000_000));
    let (source, mut sent) = (input.clone(), 0);
    let mut feed = move |lp: &mut Loop, conn: Tcp| {
        while sent < source.len() {
            let piece = &source[sent..source.len().min(sent + 10_007)];
            sent += piece.len();
            if conn.write(lp, piece) == Flow::Full {
                return;
            }
        }
        conn.end(lp);
    };
    let mut most = 0;
    // The reader begins when the writer has met the end of all room.
    let (begin, full) = mpsc::channel();
    let address = serve_one(
        &mut lp,
        move |lp, conn| {
            assert!(conn.set_high_water(lp, 20_000));
            let begin = begin.clone();
            lp.immediate(move |lp| {
                while conn.write(lp, b"") == Flow::Open && conn.write(lp, &[7; 9_999]) == Flow::Open {}
                begin.send(()).unwrap();
            });
        },
        move |lp, conn, event| match event {
            Event::Drain => {
                server.say("drain");
                assert_eq!(conn.queued(lp), 0);
                feed(lp, conn);
                most = most.max(conn.queued(lp));
                assert!(most < 40_000);
            }
            Event::Closed => server.say("closed"),
            _ => {}
        },
    );
    let client = thread::spawn(move || {
        let mut socket = TcpStream::connect(address).unwrap();
        let mut all = Vec::new();
        let mut buffer = [0; 30_011];
        full.recv().unwrap();
        loop {
            match socket.read(&mut buffer).unwrap() {
                0 => return all,
                count => all.extend_from_slice(&buffer[..count]),
            }
        }
    });
    lp.run().unwrap();
    let output = client.join().unwrap();
    let prelude = output.iter().take_while(|&&byte| byte == 7).count();
    assert_eq!(prelude % 9_999, 0);
    assert!(output[prelude..] == **input);
    assert!(log.count("drain") > 0);
    assert_eq!(log.count("closed"), 1);
}

fn c43_more_pieces_than_one_call_takes_are_split() {
    let mut lp = new_loop();
    let pieces: Vec<Vec<u8>> = (0..5_000u32).map(|n| vec![n as u8; (n % 7) as usize]).collect();
    let expected = pieces.concat();
    let address = serve_one(
        &mut lp,
        move |lp, conn| {
            let slices: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
            assert_eq!(conn.write_all(lp, &slices), Flow::Open);
            assert_eq!(conn.bytes_written(lp), pieces.concat().len() as u64);
            conn.end(lp);
        },
        |_, _, _| {},
    );
    let client = thread::spawn(move || {
        let mut all = Vec::new();
        TcpStream::connect(address).unwrap().read_to_end(&mut all).unwrap();
        all
    });
    lp.run().unwrap();
    assert!(client.join().unwrap() == expected);
}

fn c44_c45_empty_writes_and_writes_after_the_end() {
    let mut lp = new_loop();
    let address = serve_one(
        &mut lp,
        |lp, conn| {
            assert_eq!(conn.write(lp, b""), Flow::Open);
            assert_eq!(conn.write_all(lp, &[]), Flow::Open);
            assert!(conn.end(lp));
            assert_eq!(conn.write(lp, b""), Flow::Closed);
            assert!(conn.close(lp));
            assert_eq!(conn.write(lp, b"x"), Flow::Closed);
            assert_eq!(conn.write_all(lp, &[b"x"]), Flow::Closed);
        },
        |_, _, _| {},
    );
    let client = thread::spawn(move || TcpStream::connect(address).unwrap());
    lp.run().unwrap();
    client.join().unwrap();
}

fn c51_a_hundred_thousand_single_bytes_arrive() {
    let mut lp = new_loop();
    let count = Rc::new(Cell::new(0));
    let total = count.clone();
    let address = serve_one(
        &mut lp,
        |_, _| {},
        move |lp, conn, event| match event {
            Event::Data(bytes) => total.set(total.get() + bytes.len()),
            Event::End => drop(conn.end(lp)),
            _ => {}
        },
    );
    let client = thread::spawn(move || {
        let mut socket = TcpStream::connect(address).unwrap();
        socket.set_nodelay(true).unwrap();
        for _ in 0..100_000 {
            socket.write_all(b"x").unwrap();
        }
    });
    lp.run().unwrap();
    client.join().unwrap();
    assert_eq!(count.get(), 100_000);
}

fn c54_ipv6_serves_both_families_unless_told_otherwise() {
    for (only, expected) in [(false, "connected"), (true, "error ECONNREFUSED")] {
        let mut lp = new_loop();
        let here = IpAddr::from(Ipv4Addr::LOCALHOST);
        let options = ListenOptions { ipv6_only: only, ..Default::default() };
        let listen = |lp: &mut Loop| {
            lp.listen_with((Ipv6Addr::UNSPECIFIED, 0), &options, |lp, conn| assert!(conn.close(lp)))
        };
        let listening = match only {
            true => {
                listen_beside(&mut lp, here, listen).map(|(listener, _, silent)| (listener, Some(silent)))
            }
            false => listen(&mut lp).map(|listener| (listener, None)),
        };
        let Ok((listener, _silent)) = listening else {
            return println!("skipped: no IPv6 here");
        };
        let port = listener.local_addr(&lp).unwrap().port();
        let log = Log::default();
        let client = log.clone();
        lp.connect((here, port), move |lp, conn, event| {
            client.say(word(&event));
            conn.close(lp);
            listener.close(lp);
        })
        .unwrap();
        lp.run().unwrap();
        log.check(&[expected, "closed"]);
    }
}

fn c57_options_on_a_closed_socket_are_errors_not_panics() {
    let mut lp = new_loop();
    let conn = lp.connect(([127, 0, 0, 1], 9), |_, _, _| {}).unwrap();
    conn.set_nodelay(&mut lp, true).unwrap();
    conn.set_keepalive(&mut lp, Some(Duration::from_secs(5))).unwrap();
    conn.set_keepalive(&mut lp, None).unwrap();
    assert_eq!(conn.peer_addr(&lp).unwrap_err().code(), "ENOTCONN");
    conn.close(&mut lp);
    for error in [
        conn.set_nodelay(&mut lp, true).unwrap_err(),
        conn.set_keepalive(&mut lp, None).unwrap_err(),
        conn.local_addr(&lp).unwrap_err(),
        conn.peer_addr(&lp).unwrap_err(),
    ] {
        assert_eq!(error.code(), "EBADF");
    }
    lp.run().unwrap();
}

fn listening_on_a_taken_address_is_an_error_that_names_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let error = new_loop().listen(address, |_, _| {}).unwrap_err();
    assert_eq!(error.to_string(), format!("listen {address}: bind: address already in use (EADDRINUSE)"));
    assert_eq!(error.errno().map(|errno| errno > 0), Some(true));
}
