//! TCP: bytes, half-close, backpressure, errors. Numbers are those of the reliability scenarios.

mod common;

use common::{Log, MS, deadline, echo_server, word};
use evloop::{ConnectOptions, Event, Flow, Listener, Loop, Tcp};
use std::cell::{Cell, RefCell};
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::rc::Rc;
use std::thread;
use std::time::Duration;

const LOCAL: ([u8; 4], u16) = ([127, 0, 0, 1], 0);

fn new_loop() -> Loop {
    let mut lp = Loop::new().unwrap();
    deadline(&mut lp, Duration::from_secs(20));
    lp
}

/// A listener for one connection, whose callback is `callback`.
fn serve_one(
    lp: &mut Loop,
    mut opened: impl FnMut(&mut Loop, Tcp) + 'static,
    callback: impl FnMut(&mut Loop, Tcp, Event<'_>) + 'static,
) -> SocketAddr {
    let name: Rc<Cell<Option<Listener>>> = Rc::default();
    let (own, callback) = (name.clone(), Cell::new(Some(callback)));
    let listener = lp
        .listen(LOCAL, move |lp, conn| {
            own.take().unwrap().close(lp);
            conn.start(lp, callback.take().unwrap());
            opened(lp, conn);
        })
        .unwrap();
    name.set(Some(listener));
    listener.local_addr(lp).unwrap()
}

fn pattern(length: u32) -> Vec<u8> {
    (0..length).map(|n| (n % 251) as u8).collect()
}

#[test]
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

#[test]
fn c29_after_the_peers_end_one_may_still_write() {
    let mut lp = new_loop();
    let log = Log::default();
    let server = log.clone();
    let address = serve_one(
        &mut lp,
        |_, _| {},
        move |lp, conn, event| {
            server.say(word(&event));
            if let Event::End = event {
                lp.after(10 * MS, move |lp| {
                    assert_eq!(conn.write(lp, b"late"), Flow::Open);
                    assert!(conn.end(lp));
                });
            }
        },
    );
    let client = thread::spawn(move || {
        let mut socket = TcpStream::connect(address).unwrap();
        socket.write_all(b"early").unwrap();
        socket.shutdown(Shutdown::Write).unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        answer
    });
    lp.run().unwrap();
    assert_eq!(client.join().unwrap(), "late");
    log.check(&["data early", "end", "finish", "closed"]);
}

#[test]
fn c30_after_our_end_one_still_reads() {
    let mut lp = new_loop();
    let log = Log::default();
    let server = log.clone();
    let address = serve_one(
        &mut lp,
        |lp, conn| {
            assert_eq!(conn.write(lp, b"bye"), Flow::Open);
            assert!(conn.end(lp));
            assert!(!conn.end(lp), "ended already");
            assert_eq!(conn.write(lp, b"more"), Flow::Closed);
        },
        move |_, _, event| server.say(word(&event)),
    );
    let client = thread::spawn(move || {
        let mut socket = TcpStream::connect(address).unwrap();
        let mut text = String::new();
        socket.read_to_string(&mut text).unwrap();
        socket.write_all(b"thanks").unwrap();
        text
    });
    lp.run().unwrap();
    assert_eq!(client.join().unwrap(), "bye");
    log.check(&["finish", "data thanks", "end", "closed"]);
}

#[test]
fn c31_both_ends_at_once_make_one_close() {
    let mut lp = new_loop();
    let (log, other) = (Log::default(), Log::default());
    let (server, client) = (log.clone(), other.clone());
    let address =
        serve_one(&mut lp, |lp, conn| assert!(conn.end(lp)), move |_, _, event| server.say(word(&event)));
    lp.connect(address, move |lp, conn, event| {
        client.say(word(&event));
        if let Event::Connected = event {
            conn.end(lp);
        }
    })
    .unwrap();
    lp.run().unwrap();
    assert_eq!((log.count("end"), log.count("finish"), log.count("closed")), (1, 1, 1));
    assert_eq!((other.count("end"), other.count("finish"), other.count("closed")), (1, 1, 1));
    assert_eq!((log.len(), other.len()), (3, 4));
}

#[test]
fn c33_c34_a_reset_while_a_reply_waits_is_told_once() {
    let mut lp = new_loop();
    let log = Log::default();
    let server = log.clone();
    let address = serve_one(
        &mut lp,
        |lp, conn| {
            // More than all buffers of the kernel hold, so that some of it waits; or it is reset already.
            while conn.write(lp, &[0; 65_536]) == Flow::Open {}
        },
        move |_, _, event| server.say(word(&event)),
    );
    let client = thread::spawn(move || {
        let mut socket = TcpStream::connect(address).unwrap();
        socket.read_exact(&mut [0; 10]).unwrap();
        // Closing with unread bytes resets the connection.
    });
    lp.run().unwrap();
    client.join().unwrap();
    assert!(
        ["error ECONNRESET closed", "error EPIPE closed"].contains(&log.text().as_str()),
        "{}",
        log.text()
    );
}

#[test]
fn c35_a_reset_while_paused_is_told_at_resume() {
    let mut lp = new_loop();
    let log = Log::default();
    let server = log.clone();
    let remote = lp.remote();
    let conn: Rc<Cell<Option<Tcp>>> = Rc::default();
    let name = conn.clone();
    let address = serve_one(
        &mut lp,
        move |lp, conn| {
            assert!(conn.pause(lp));
            name.set(Some(conn));
            // Unread bytes on the other side make its close a reset.
            assert_eq!(conn.write(lp, b"unread"), Flow::Open);
        },
        move |_, _, event| server.say(word(&event)),
    );
    let peer = thread::spawn(move || {
        let socket = TcpStream::connect(address).unwrap();
        socket.peek(&mut [0; 6]).unwrap();
        drop(socket);
        remote.post(|lp| lp.stop()).unwrap();
    });
    while !lp.stopped() {
        lp.turn().unwrap();
    }
    peer.join().unwrap();
    log.check(&[]);
    assert!(conn.get().unwrap().resume(&mut lp));
    while lp.alive() {
        lp.turn().unwrap();
    }
    log.check(&["error ECONNRESET", "closed"]);
}

#[test]
fn c37_a_refused_connection_is_told_later_and_names_its_address() {
    let mut lp = new_loop();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
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

#[test]
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

#[test]
fn c39_closing_while_connecting_brings_only_the_farewell() {
    let mut lp = new_loop();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let log = Log::default();
    let client = log.clone();
    let conn =
        lp.connect(listener.local_addr().unwrap(), move |_, _, event| client.say(word(&event))).unwrap();
    assert!(conn.close(&mut lp));
    assert!(!conn.close(&mut lp));
    lp.run().unwrap();
    log.check(&["closed"]);
}

#[test]
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

#[test]
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
    let address = serve_one(
        &mut lp,
        |lp, conn| {
            assert!(conn.set_high_water(lp, 20_000));
            lp.immediate(move |lp| {
                while conn.write(lp, b"") == Flow::Open && conn.write(lp, &[7; 9_999]) == Flow::Open {}
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

#[test]
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

#[test]
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

#[test]
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

#[test]
fn c54_ipv6_serves_both_families_unless_told_otherwise() {
    for (only, expected) in [(false, "connected"), (true, "error ECONNREFUSED")] {
        let mut lp = new_loop();
        let any: [u16; 8] = [0; 8];
        let options = evloop::ListenOptions { ipv6_only: only, ..Default::default() };
        let Ok(listener) = lp.listen_with((any, 0), &options, |lp, conn| assert!(conn.close(lp))) else {
            println!("skipped: no IPv6 here");
            return;
        };
        let port = listener.local_addr(&lp).unwrap().port();
        let log = Log::default();
        let client = log.clone();
        lp.connect(([127, 0, 0, 1], port), move |lp, conn, event| {
            client.say(word(&event));
            conn.close(lp);
            listener.close(lp);
        })
        .unwrap();
        lp.run().unwrap();
        log.check(&[expected, "closed"]);
    }
}

#[test]
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

#[test]
fn d59_a_stream_may_be_closed_in_each_of_its_events() {
    for moment in ["connected", "data x", "drain", "end", "finish", "error ECONNRESET", "closed"] {
        let mut lp = new_loop();
        let address = serve_one(
            &mut lp,
            |lp, conn| {
                conn.set_high_water(lp, 1);
            },
            move |lp, conn, event| match event {
                Event::Data(_) if moment == "error ECONNRESET" => drop(conn.reset(lp)),
                Event::Data(bytes) => drop(conn.write(lp, bytes)),
                Event::End => drop(conn.end(lp)),
                _ => {}
            },
        );
        let log = Log::default();
        let client = log.clone();
        let conn = lp
            .connect(address, move |lp, conn, event| {
                let now = word(&event);
                client.say(&now);
                if now == moment {
                    // The second close and every other verb find nothing.
                    assert_eq!(conn.close(lp), moment != "closed");
                    assert!(!conn.close(lp) && !conn.pause(lp) && !conn.resume(lp) && !conn.end(lp));
                    assert_eq!(conn.write(lp, b"x"), Flow::Closed);
                    assert!(!conn.is_open(lp));
                } else if now == "data x" {
                    conn.end(lp);
                }
            })
            .unwrap();
        conn.set_high_water(&mut lp, 1);
        assert_eq!(conn.write(&mut lp, b"x"), Flow::Full);
        if moment == "end" {
            conn.end(&mut lp);
        }
        lp.run().unwrap();
        assert_eq!(log.count(moment), 1, "{moment}: {}", log.text());
        assert_eq!(log.count("closed"), 1, "{moment}: {}", log.text());
        assert!(log.text().ends_with("closed"), "{moment}: {}", log.text());
    }
}

#[test]
fn d60_the_callback_may_be_replaced_from_inside() {
    let mut lp = new_loop();
    let address = echo_server(&mut lp);
    let log = Log::default();
    let (first, second) = (log.clone(), log.clone());
    let conn = lp
        .connect(address, move |lp, conn, event| {
            first.say(format_args!("first {}", word(&event)));
            let second = second.clone();
            conn.start(lp, move |lp, conn, event| {
                second.say(format_args!("second {}", word(&event)));
                conn.end(lp);
            });
        })
        .unwrap();
    let _ = conn.write(&mut lp, b"x");
    lp.run().unwrap();
    log.check(&["first connected", "second data x", "second finish", "second end", "second closed"]);
}

#[test]
fn d64_a_server_may_be_made_in_a_connection_and_be_closed_with_connections_alive() {
    let mut lp = new_loop();
    let log = Log::default();
    let (outer, farewell) = (log.clone(), log.clone());
    let own: Rc<Cell<Option<Listener>>> = Rc::default();
    let name = own.clone();
    let listener = lp
        .listen(LOCAL, move |lp, conn| {
            let inner = echo_server(lp);
            let farewell = farewell.clone();
            own.take().unwrap().close_then(lp, move |_| farewell.say("listener closed"));
            let outer = outer.clone();
            conn.start(lp, move |lp, conn, event| {
                outer.say(word(&event));
                if let Event::End = event {
                    conn.end(lp);
                }
            });
            lp.connect(inner, |lp, conn, _| {
                conn.close(lp);
            })
            .unwrap();
        })
        .unwrap();
    name.set(Some(listener));
    let address = listener.local_addr(&lp).unwrap();
    lp.connect(address, move |lp, conn, event| {
        if let Event::Connected = event {
            lp.after(20 * MS, move |lp| {
                assert_eq!(conn.write(lp, b"still here"), Flow::Open);
                conn.end(lp);
            });
        }
    })
    .unwrap();
    lp.run().unwrap();
    log.check(&["listener closed", "data still here", "end", "finish", "closed"]);
}

#[test]
fn listening_on_a_taken_address_is_an_error_that_names_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let error = new_loop().listen(address, |_, _| {}).unwrap_err();
    assert_eq!(error.to_string(), format!("listen {address}: bind: address already in use (EADDRINUSE)"));
    assert_eq!(error.errno().map(|errno| errno > 0), Some(true));
}

#[test]
fn connections_that_nobody_started_read_nothing_and_do_not_hold_the_loop() {
    let mut lp = new_loop();
    let address = {
        let own: Rc<Cell<Option<Listener>>> = Rc::default();
        let name = own.clone();
        let listener = lp.listen(LOCAL, move |lp, _| assert!(own.take().unwrap().close(lp))).unwrap();
        name.set(Some(listener));
        listener.local_addr(&lp).unwrap()
    };
    let client = thread::spawn(move || {
        let mut socket = TcpStream::connect(address).unwrap();
        let _ = socket.write_all(b"hello");
        socket
    });
    lp.run().unwrap();
    client.join().unwrap();
}
