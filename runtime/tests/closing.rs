//! TCP: ends, resets and closing, in every order. Numbers are those of the reliability scenarios.

use crate::common::{LOCAL, Log, MS, echo_server, new_loop, serve_one, word};
use evloop::{Event, Flow, Listener, Tcp};
use std::cell::Cell;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::rc::Rc;
use std::thread;

on_every_backend!(
    c29_after_the_peers_end_one_may_still_write,
    c30_after_our_end_one_still_reads,
    c31_both_ends_at_once_make_one_close,
    c33_c34_a_reset_while_a_reply_waits_is_told_once,
    c35_a_reset_while_paused_is_told_at_resume,
    c39_closing_while_connecting_brings_only_the_farewell,
    d59_a_stream_may_be_closed_in_each_of_its_events,
    d60_the_callback_may_be_replaced_from_inside,
    d64_a_server_may_be_made_in_a_connection_and_be_closed_with_connections_alive,
    connections_that_nobody_started_read_nothing_and_do_not_hold_the_loop;
    simulated:
    c31_both_ends_at_once_make_one_close,
    c39_closing_while_connecting_brings_only_the_farewell,
    d59_a_stream_may_be_closed_in_each_of_its_events,
    d60_the_callback_may_be_replaced_from_inside,
    d64_a_server_may_be_made_in_a_connection_and_be_closed_with_connections_alive,
);

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

fn c33_c34_a_reset_while_a_reply_waits_is_told_once() {
    let mut lp = new_loop();
    let log = Log::default();
    let server = log.clone();
    let address = serve_one(
        &mut lp,
        |lp, conn| {
            // More than all buffers of the kernel hold, so that some of it waits (unless the peer is quicker).
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
    // Before that, the kernel may have found room for what waits.
    let told = log.text();
    let after_drain = told.strip_prefix("drain ").unwrap_or(&told);
    assert!(["error ECONNRESET closed", "error EPIPE closed"].contains(&after_drain), "{told}");
}

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
