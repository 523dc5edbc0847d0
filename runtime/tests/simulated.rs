//! The simulated network, as a program sees it.

use crate::common::{Log, MS, word};
use evloop::{Backend, Event, Flow, ListenOptions, Loop, Network, Ready, Tcp, UdpEvent, World};
use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

const SERVER: ([u8; 4], u16) = ([10, 0, 0, 1], 80);

fn pattern(length: u32) -> Vec<u8> {
    (0..length).map(|n| (n % 251) as u8).collect()
}

/// An echo of so many bytes; the story of the client without its data, the bytes that came back, and the time.
fn echo(world: &World, bytes: &[u8]) -> (String, Vec<u8>, Duration) {
    let mut lp = Loop::builder().backend(Backend::Simulated(world.clone())).build().unwrap();
    let listener = lp.listen(SERVER, |lp, conn| {
        conn.start(lp, |lp, conn, event| match event {
            Event::Data(bytes) => drop(conn.write(lp, bytes)),
            Event::End => drop(conn.end(lp)),
            _ => {}
        });
    });
    listener.unwrap().set_ref(&mut lp, false);
    let (log, back) = (Log::default(), Rc::new(RefCell::new(Vec::new())));
    let (client, sink) = (log.clone(), back.clone());
    let conn = lp
        .connect(SERVER, move |_, _, event| match event {
            Event::Data(bytes) => sink.borrow_mut().extend_from_slice(bytes),
            other => client.say(word(&other)),
        })
        .unwrap();
    let _ = conn.write(&mut lp, bytes);
    conn.end(&mut lp);
    lp.run().unwrap();
    assert_eq!(world.open_sockets(), 0);
    (log.text(), back.take(), world.now())
}

#[test]
fn an_echo_crosses_a_perfect_network_in_no_time_and_a_bad_one_in_one_piece() {
    let bytes = pattern(1_000_000);
    let world = World::new();
    let (story, back, time) = echo(&world, &bytes);
    assert_eq!((story.as_str(), time), ("connected finish end closed", Duration::ZERO));
    assert!(back == bytes);
    for seed in 0..20 {
        let world = World::with_seed(seed);
        world.set_network(Network {
            breaks: 0.0,
            refusals: 0.0,
            accept_errors: 0.0,
            watch_errors: 0.0,
            ..Network::rough()
        });
        let (story, back, time) = echo(&world, &bytes[..100_000]);
        assert_eq!(story, "connected finish end closed", "seed {seed}");
        assert!(back == bytes[..100_000] && time > Duration::from_millis(30), "seed {seed}");
    }
}

fn end_with_the_peer(lp: &mut Loop, conn: Tcp, event: Event<'_>) {
    if let Event::End = event {
        conn.end(lp);
    }
}

fn in_world(network: Network) -> (Loop, World) {
    let world = World::with_seed(1);
    world.set_network(network);
    (Loop::builder().backend(Backend::Simulated(world.clone())).build().unwrap(), world)
}

fn steady(delay: Duration) -> Network {
    Network { delay: delay..=delay, ..Network::default() }
}

/// Connects to `to` and tells what comes of it, with the time in milliseconds.
fn call(lp: &mut Loop, to: impl Into<SocketAddr>, log: &Log) {
    let log = log.clone();
    lp.connect(to, move |lp, conn, event| {
        log.say(format!("{} {}", lp.now().as_millis(), word(&event)));
        if let Event::Connected = event {
            conn.close(lp);
        }
    })
    .unwrap();
}

#[test]
fn a_connection_stands_after_a_round_trip_and_a_refusal_takes_as_long() {
    let (mut lp, _world) = in_world(steady(20 * MS));
    let (server, client) = (Log::default(), Log::default());
    let said = server.clone();
    let listener = lp
        .listen(SERVER, move |lp, conn| {
            said.say(format!("{} {}", lp.now().as_millis(), conn.peer_addr(lp).unwrap().ip()));
            conn.close(lp);
        })
        .unwrap();
    listener.set_ref(&mut lp, false);
    call(&mut lp, SERVER, &client);
    call(&mut lp, ([10, 0, 0, 1], 81), &client);
    lp.run().unwrap();
    client.check(&["40 connected", "40 error ECONNREFUSED", "40 closed", "40 closed"]);
    server.check(&[]);
    let (mut lp, _world) = in_world(steady(20 * MS));
    let said = server.clone();
    let listener = lp.listen(SERVER, move |lp, conn| {
        said.say(format!("{} {}", lp.now().as_millis(), conn.peer_addr(lp).unwrap().ip()));
        conn.close(lp);
        lp.stop();
    });
    assert_eq!(listener.unwrap().local_addr(&lp).unwrap(), SERVER.into());
    lp.connect(SERVER, |_, _, _| {}).unwrap();
    lp.run().unwrap();
    server.check(&["60 10.0.0.1"]);
}

#[test]
fn c38_c40_beyond_the_world_there_is_no_route_and_a_dead_line_is_a_timeout() {
    let (mut lp, world) = in_world(steady(MS));
    let log = Log::default();
    call(&mut lp, ([192, 0, 2, 1], 80), &log);
    lp.run().unwrap();
    log.check(&["0 error ENETUNREACH", "0 closed"]);

    let mut lp = Loop::builder().backend(Backend::Simulated(world.clone())).build().unwrap();
    world.set_network(Network { loss: 1.0, ..steady(MS) });
    let log = Log::default();
    call(&mut lp, SERVER, &log);
    lp.run().unwrap();
    // As under Linux: 1 + 2 + 4 + … + 64 seconds.
    log.check(&["127000 error ETIMEDOUT", "127000 closed"]);
}

#[test]
fn a10_a_full_backlog_lets_clients_knock_again() {
    let (mut lp, world) = in_world(steady(MS));
    let accepted = Rc::new(Cell::new(0));
    let count = accepted.clone();
    let options = ListenOptions { backlog: 1, ..Default::default() };
    let listener = lp
        .listen_with(SERVER, &options, move |lp, conn| {
            count.set(count.get() + 1);
            conn.start(lp, end_with_the_peer);
        })
        .unwrap();
    listener.set_ref(&mut lp, false);
    for _ in 0..10 {
        lp.connect(SERVER, |lp, conn, event| match event {
            Event::Connected => drop(conn.end(lp)),
            Event::Error(error) => panic!("{error}"),
            _ => {}
        })
        .unwrap();
    }
    lp.run().unwrap();
    assert_eq!(accepted.get(), 10);
    assert!(world.now() >= Duration::from_secs(1));
    assert_eq!(world.open_sockets(), 0);
}

#[test]
fn a1_without_descriptors_connections_wait_until_there_are_some() {
    let (mut lp, world) = in_world(Network { descriptors: 4, ..steady(MS) });
    let served = Rc::new(Cell::new(0));
    let count = served.clone();
    let listener = lp
        .listen(SERVER, move |lp, conn| {
            conn.start(lp, end_with_the_peer);
        })
        .unwrap();
    listener.set_ref(&mut lp, false);
    // A listener and two clients: one descriptor is left for two connections.
    for _ in 0..2 {
        let count = count.clone();
        lp.connect(SERVER, move |lp, conn, event| match event {
            Event::Connected => drop(conn.end(lp)),
            Event::End => count.set(count.get() + 1),
            Event::Error(error) => panic!("{error}"),
            _ => {}
        })
        .unwrap();
    }
    let log = Log::default();
    call(&mut lp, SERVER, &log);
    call(&mut lp, SERVER, &log);
    lp.run().unwrap();
    assert_eq!(served.get(), 2);
    assert!(log.text().contains("0 error EMFILE"), "{}", log.text());
    assert_eq!(world.open_sockets(), 0);
}

#[test]
fn datagrams_are_lost_doubled_and_overtaken() {
    let network = Network { delay: MS..=50 * MS, loss: 0.2, duplication: 0.2, ..Network::default() };
    let (mut lp, world) = in_world(network);
    let seen: Rc<RefCell<Vec<u8>>> = Rc::default();
    let sink = seen.clone();
    let receiver = lp
        .udp(SERVER, move |_, _, event| {
            if let UdpEvent::Data { bytes, from, .. } = event {
                assert_eq!(from.port(), 4000);
                sink.borrow_mut().push(bytes[0]);
            }
        })
        .unwrap();
    receiver.set_ref(&mut lp, false);
    let sender = lp.udp(([10, 0, 0, 2], 4000), |_, _, _| {}).unwrap();
    for number in 0..100 {
        assert_eq!(sender.send_to(&mut lp, &[number], SERVER).unwrap(), Flow::Open);
    }
    sender.set_ref(&mut lp, false);
    lp.after(Duration::from_secs(1), |_| {});
    lp.run().unwrap();
    let mut seen = seen.take();
    assert!(!seen.is_sorted(), "none was overtaken");
    let arrived = seen.len();
    seen.sort();
    seen.dedup();
    assert!(seen.len() < arrived, "none came twice");
    assert!((60..95).contains(&seen.len()), "{} of 100 arrived", seen.len());
    assert_eq!(world.open_sockets(), 0);
}

#[test]
fn a_connected_datagram_socket_hears_that_nobody_receives() {
    let (mut lp, _world) = in_world(steady(MS));
    let log = Log::default();
    let heard = log.clone();
    let sender = lp
        .udp(([10, 0, 0, 2], 0), move |lp, udp, event| match event {
            UdpEvent::Error(error) => {
                heard.say(format!("{} {}", lp.now().as_millis(), error.code()));
                udp.close(lp);
            }
            UdpEvent::Closed => heard.say("closed"),
            _ => {}
        })
        .unwrap();
    assert_eq!(sender.send(&mut lp, b"x").unwrap_err().code(), "EDESTADDRREQ");
    sender.connect(&mut lp, SERVER).unwrap();
    assert_eq!(sender.peer_addr(&lp).unwrap(), SERVER.into());
    assert_eq!(sender.send(&mut lp, b"x").unwrap(), Flow::Open);
    lp.run().unwrap();
    log.check(&["2 ECONNREFUSED", "closed"]);
}

#[test]
fn unix_sockets_have_paths_of_their_own_world() {
    let (mut lp, world) = in_world(steady(MS));
    let log = Log::default();
    let (server, client) = (log.clone(), log.clone());
    let listener = lp.listen_unix("/nowhere/a.sock", move |lp, conn| {
        let server = server.clone();
        conn.start(lp, move |lp, conn, event| {
            server.say(format!("server {}", word(&event)));
            if let Event::End = event {
                let _ = conn.write(lp, b"bye");
                conn.end(lp);
            }
        });
    });
    let listener = listener.unwrap();
    assert_eq!(lp.listen_unix("/nowhere/a.sock", |_, _| {}).unwrap_err().code(), "EADDRINUSE");
    assert_eq!(listener.local_path(&lp).unwrap().unwrap().to_str(), Some("/nowhere/a.sock"));
    let conn = lp.connect_unix("/nowhere/a.sock", move |lp, _, event| {
        client.say(format!("client {}", word(&event)));
        if let Event::Closed = event {
            listener.close(lp);
        }
    });
    assert!(conn.unwrap().end(&mut lp));
    let missing = log.clone();
    lp.connect_unix("/nowhere/b.sock", move |_, _, event| missing.say(word(&event))).unwrap();
    lp.run().unwrap();
    for line in
        ["error ENOENT", "server end", "server finish", "client data bye", "client end", "client closed"]
    {
        assert_eq!(log.count(line), 1, "{line}: {}", log.text());
    }
    assert_eq!((world.open_sockets(), world.now()), (0, Duration::ZERO));
}

#[test]
fn a_stream_that_breaks_by_itself_is_a_reset_to_its_peer_and_no_end() {
    // Found by a random program: the poller had no memory, and the peer took a part for the whole.
    let (mut lp, world) = in_world(Network { send_buffer: 1000, ..steady(MS) });
    let (server, client) = (Log::default(), Log::default());
    let heard = server.clone();
    let listener = lp.listen(SERVER, move |lp, conn| {
        let heard = heard.clone();
        conn.start(lp, move |_, _, event| match event {
            Event::Data(_) => {}
            other => heard.say(word(&other)),
        });
    });
    let (listener, heard) = (listener.unwrap(), client.clone());
    lp.connect(SERVER, move |lp, conn, event| {
        heard.say(word(&event));
        match event {
            Event::Connected => {
                world.set_network(Network { watch_errors: 1.0, send_buffer: 1000, ..steady(MS) });
                assert_eq!(conn.write(lp, &[7; 2000]), Flow::Open);
                conn.end(lp);
            }
            Event::Error(_) => world.set_network(steady(MS)),
            _ => {}
        }
    })
    .unwrap();
    lp.after(SECOND, move |lp| assert!(listener.close(lp)));
    lp.run().unwrap();
    client.check(&["connected", "error ENOMEM", "closed"]);
    server.check(&["error ECONNRESET", "closed"]);
}

#[test]
fn what_is_planned_for_nobody_does_not_swallow_the_time() {
    // Found by a random program: after such a plan the world waited for ever, instead of until the deadline.
    let (mut lp, world) = in_world(Network::default());
    let (here, _there) = std::os::unix::net::UnixStream::pair().unwrap();
    world.ready_at(MS, &here, Ready::READ);
    lp.after(2 * MS, |_| {});
    lp.run().unwrap();
    assert_eq!(world.now(), 2 * MS);
}
