//! UDP sockets.

use crate::common::{Log, new_loop};
use evloop::{Flow, Loop, Udp, UdpEvent, UdpOptions};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

on_every_backend!(
    datagrams_keep_their_bounds_and_tell_their_sender,
    what_is_too_long_for_the_receiver_is_cut_off_and_told,
    what_is_too_long_for_the_network_is_an_error_of_that_datagram_alone,
    a_connected_socket_hears_its_peer_only,
    where_nobody_receives_a_connected_socket_hears_errors_and_goes_on,
    a_broadcast_must_be_allowed,
    members_of_an_ipv4_group_all_hear_it,
    a_member_of_an_ipv6_group_hears_it,
    options_reach_the_kernel_and_nonsense_is_refused,
    a_flood_does_not_starve_the_others,
    a_flood_of_small_ones_arrives_in_order_and_stops_with_the_close,
    what_is_tried_is_sent_or_not,
    a_member_of_a_source_hears_that_source_only,
    a_shared_socket_goes_on_elsewhere;
    simulated:
    a_connected_socket_hears_its_peer_only,
    a_flood_does_not_starve_the_others,
    datagrams_keep_their_bounds_and_tell_their_sender,
    what_is_too_long_for_the_network_is_an_error_of_that_datagram_alone,
    what_is_too_long_for_the_receiver_is_cut_off_and_told,
    what_is_tried_is_sent_or_not,
);

const HERE: ([u8; 4], u16) = ([127, 0, 0, 1], 0);

/// The short name of an event.
fn word(event: &UdpEvent<'_>) -> String {
    match event {
        UdpEvent::Data { bytes, truncated, .. } => {
            let text = String::from_utf8_lossy(bytes);
            format!("data {text}{}", if *truncated { " …" } else { "" })
        }
        UdpEvent::Drain => "drain".into(),
        UdpEvent::Error(error) => format!("error {}", error.code()),
        UdpEvent::Closed => "closed".into(),
        _ => "?".into(),
    }
}

/// A socket that writes down what befalls it, and closes when it is told to.
fn noting(lp: &mut Loop, address: impl Into<SocketAddr>, options: &UdpOptions, log: &Log) -> Udp {
    let log = log.clone();
    lp.udp_with(address, options, move |lp, udp, event| {
        log.say(word(&event));
        if let UdpEvent::Data { bytes: b"close", .. } = event {
            udp.close(lp);
        }
    })
    .unwrap()
}

fn send(lp: &mut Loop, from: Udp, bytes: &[u8], to: SocketAddr) {
    assert_eq!(from.send_to(lp, bytes, to).unwrap(), Flow::Open);
}

fn datagrams_keep_their_bounds_and_tell_their_sender() {
    let (mut lp, log) = (new_loop(), Log::default());
    let heard = log.clone();
    let receiver = lp
        .udp(HERE, move |lp, udp, event| {
            heard.say(word(&event));
            match event {
                UdpEvent::Data { bytes: b"", .. } => assert!(udp.close(lp)),
                UdpEvent::Data { from, .. } => {
                    assert_eq!(udp.send_to(lp, b"answer", from).unwrap(), Flow::Open)
                }
                _ => {}
            }
        })
        .unwrap();
    let sender = noting(&mut lp, HERE, &UdpOptions::default(), &log);
    sender.set_ref(&mut lp, false);
    let to = receiver.local_addr(&lp).unwrap();
    for bytes in [&b"one"[..], b"two", b""] {
        send(&mut lp, sender, bytes, to);
    }
    lp.run().unwrap();
    assert_eq!(log.count("data one") + log.count("data two") + log.count("data ") + log.count("closed"), 4);
    let mut other = new_loop();
    assert_eq!(receiver.send(&mut other, b"").unwrap_err().code(), "EBADF", "a stale handle says so");
    assert_eq!(receiver.set_ttl(&mut other, 3).unwrap_err().code(), "EBADF");
}

fn what_is_too_long_for_the_receiver_is_cut_off_and_told() {
    let (mut lp, log) = (new_loop(), Log::default());
    let options = UdpOptions { largest: 5, ..UdpOptions::default() };
    let receiver = noting(&mut lp, HERE, &options, &log);
    let sender = noting(&mut lp, HERE, &UdpOptions::default(), &Log::default());
    sender.set_ref(&mut lp, false);
    let to = receiver.local_addr(&lp).unwrap();
    for text in ["12345", "123456", "close"] {
        send(&mut lp, sender, text.as_bytes(), to);
    }
    lp.run().unwrap();
    log.check(&["data 12345", "data 12345 …", "data close", "closed"]);
}

fn what_is_too_long_for_the_network_is_an_error_of_that_datagram_alone() {
    let (mut lp, log) = (new_loop(), Log::default());
    let udp = noting(&mut lp, HERE, &UdpOptions::default(), &log);
    let to = udp.local_addr(&lp).unwrap();
    let error = udp.send_to(&mut lp, &[0; 65_508], to).unwrap_err();
    assert_eq!((error.code(), error.call()), ("EMSGSIZE", "sendto"));
    send(&mut lp, udp, &[b'x'; 65_507], to);
    send(&mut lp, udp, b"close", to);
    lp.run().unwrap();
    assert_eq!(log.len(), 3, "the largest, the last, and the farewell");
}

fn a_connected_socket_hears_its_peer_only() {
    let (mut lp, log) = (new_loop(), Log::default());
    let plain = UdpOptions::default();
    let [peer, stranger] = [(); 2].map(|()| noting(&mut lp, HERE, &plain, &Log::default()));
    let udp = noting(&mut lp, HERE, &plain, &log);
    assert_eq!(udp.send(&mut lp, b"?").unwrap_err().code(), "EDESTADDRREQ");
    assert_eq!(udp.peer_addr(&lp).unwrap_err().code(), "ENOTCONN");
    let (here, there) = (udp.local_addr(&lp).unwrap(), peer.local_addr(&lp).unwrap());
    udp.connect(&mut lp, there).unwrap();
    assert_eq!(udp.peer_addr(&lp).unwrap(), there);
    send(&mut lp, stranger, b"from a stranger", here);
    send(&mut lp, peer, b"from the peer", here);
    assert_eq!(udp.send(&mut lp, b"close").unwrap(), Flow::Open); // to the peer
    while log.len() == 0 {
        lp.turn().unwrap();
    }
    log.check(&["data from the peer"]);
    udp.disconnect(&mut lp).unwrap();
    assert_eq!(udp.local_addr(&lp).unwrap(), here);
    send(&mut lp, stranger, b"close", here);
    stranger.set_ref(&mut lp, false);
    lp.run().unwrap();
    log.check(&["data from the peer", "data close", "closed"]);
}

fn where_nobody_receives_a_connected_socket_hears_errors_and_goes_on() {
    let (mut lp, log) = (new_loop(), Log::default());
    // It takes a port that is nobody else's then, and hears its own peer only.
    let nobody = noting(&mut lp, HERE, &UdpOptions::default(), &Log::default());
    let there = nobody.local_addr(&lp).unwrap();
    nobody.connect(&mut lp, there).unwrap();
    nobody.set_ref(&mut lp, false);
    let udp = noting(&mut lp, HERE, &UdpOptions::default(), &log);
    udp.connect(&mut lp, there).unwrap();
    // The second meets the error of the first, and is sent nevertheless.
    for _ in 0..2 {
        assert_eq!(udp.send(&mut lp, b"anybody there?").unwrap(), Flow::Open);
    }
    while log.count("error ECONNREFUSED") < 2 {
        lp.turn().unwrap();
    }
    assert!(udp.close(&mut lp));
    lp.run().unwrap();
    log.check(&["error ECONNREFUSED", "error ECONNREFUSED", "closed"]);
}

fn a_broadcast_must_be_allowed() {
    let (mut lp, log) = (new_loop(), Log::default());
    let receiver = noting(&mut lp, ([0, 0, 0, 0], 0), &UdpOptions::default(), &log);
    let sender = noting(&mut lp, HERE, &UdpOptions::default(), &Log::default());
    sender.set_ref(&mut lp, false);
    let everybody = SocketAddr::from(([127, 255, 255, 255], receiver.local_addr(&lp).unwrap().port()));
    assert_eq!(sender.send_to(&mut lp, b"close", everybody).unwrap_err().code(), "EACCES");
    sender.set_broadcast(&mut lp, true).unwrap();
    send(&mut lp, sender, b"close", everybody);
    lp.run().unwrap();
    log.check(&["data close", "closed"]);
}

fn members_of_an_ipv4_group_all_hear_it() {
    let (group, interface) = (Ipv4Addr::new(239, 255, 77, 77), Ipv4Addr::LOCALHOST);
    let (mut lp, log) = (new_loop(), Log::default());
    let options = UdpOptions { reuse_address: true, ..UdpOptions::default() };
    let first = noting(&mut lp, ([0, 0, 0, 0], 0), &options, &log);
    let port = first.local_addr(&lp).unwrap().port();
    let second = noting(&mut lp, ([0, 0, 0, 0], port), &options, &log);
    for member in [first, second] {
        member.join_multicast_v4(&mut lp, group, interface).unwrap();
        assert_eq!(member.join_multicast_v4(&mut lp, group, interface).unwrap_err().code(), "EADDRINUSE");
    }
    let sender = noting(&mut lp, HERE, &options, &Log::default());
    sender.set_ref(&mut lp, false);
    sender.set_multicast_interface_v4(&mut lp, interface).unwrap();
    sender.set_multicast_ttl(&mut lp, 0).unwrap();
    sender.set_multicast_loop(&mut lp, true).unwrap();
    send(&mut lp, sender, b"all", (group, port).into());
    while log.len() < 2 {
        lp.turn().unwrap();
    }
    second.leave_multicast_v4(&mut lp, group, interface).unwrap();
    assert_eq!(second.leave_multicast_v4(&mut lp, group, interface).unwrap_err().code(), "EADDRNOTAVAIL");
    second.close(&mut lp);
    send(&mut lp, sender, b"close", (group, port).into());
    lp.run().unwrap();
    assert_eq!((log.count("data all"), log.count("data close"), log.count("closed")), (2, 1, 2));
}

fn a_member_of_an_ipv6_group_hears_it() {
    // Within the interface: nothing leaves this machine.
    let group = Ipv6Addr::new(0xff01, 0, 0, 0, 0, 0, 0, 0x7777);
    let loopback = evloop::system::interface_index("lo").unwrap_or(1);
    let (mut lp, log) = (new_loop(), Log::default());
    let Ok(member) = lp.udp((Ipv6Addr::UNSPECIFIED, 0), {
        let log = log.clone();
        move |lp, udp, event| {
            log.say(word(&event));
            udp.close(lp);
        }
    }) else {
        return println!("skipped: no IPv6 here");
    };
    if let Err(error) = member.join_multicast_v6(&mut lp, group, loopback) {
        return println!("skipped: no group can be joined: {error}");
    }
    member.set_multicast_interface_v6(&mut lp, loopback).unwrap();
    member.set_multicast_ttl(&mut lp, 1).unwrap();
    member.set_multicast_loop(&mut lp, true).unwrap();
    member.set_ttl(&mut lp, 9).unwrap();
    let port = member.local_addr(&lp).unwrap().port();
    if let Err(error) = member.send_to(&mut lp, b"hello", (group, port)) {
        return println!("skipped: nothing can be sent to a group: {error}");
    }
    lp.run().unwrap();
    log.check(&["data hello", "closed"]);
    let mut lp = new_loop();
    let udp = noting(&mut lp, (Ipv6Addr::LOCALHOST, 0), &UdpOptions::default(), &log);
    udp.join_multicast_v6(&mut lp, group, loopback).unwrap();
    udp.leave_multicast_v6(&mut lp, group, loopback).unwrap();
}

fn options_reach_the_kernel_and_nonsense_is_refused() {
    let mut lp = new_loop();
    let udp = noting(&mut lp, HERE, &UdpOptions::default(), &Log::default());
    udp.set_ttl(&mut lp, 3).unwrap();
    assert_eq!(udp.set_ttl(&mut lp, 0).unwrap_err().code(), "EINVAL");
    udp.set_receive_buffer(&mut lp, 20_000).unwrap();
    udp.set_send_buffer(&mut lp, 30_000).unwrap();
    assert!((20_000..=40_000).contains(&udp.receive_buffer(&lp).unwrap()));
    assert!((30_000..=60_000).contains(&udp.send_buffer(&lp).unwrap()));
    let nowhere = udp.join_multicast_v4(&mut lp, Ipv4Addr::new(10, 0, 0, 1), Ipv4Addr::UNSPECIFIED);
    assert_eq!(nowhere.unwrap_err().code(), "EINVAL");
    let taken = udp.local_addr(&lp).unwrap();
    let error = lp.udp(taken, |_, _, _| {}).unwrap_err();
    assert_eq!((error.code(), error.subject()), ("EADDRINUSE", Some(&*format!("udp {taken}"))));
}

fn a_flood_does_not_starve_the_others() {
    let (mut lp, log) = (new_loop(), Log::default());
    let heard = log.clone();
    let flooded = lp.udp(HERE, move |_, _, event| heard.say(word(&event))).unwrap();
    let to = flooded.local_addr(&lp).unwrap();
    for _ in 0..100 {
        send(&mut lp, flooded, b"x", to);
    }
    lp.turn().unwrap();
    assert_eq!(log.count("data x"), 32, "one turn's share");
    flooded.close(&mut lp);
    lp.run().unwrap();
    assert_eq!(log.len(), 33, "what a closed socket has not read is lost");
}

fn what_is_tried_is_sent_or_not() {
    let (mut lp, log) = (new_loop(), Log::default());
    let receiver = noting(&mut lp, HERE, &UdpOptions::default(), &log);
    let sender = noting(&mut lp, HERE, &UdpOptions::default(), &Log::default());
    sender.set_ref(&mut lp, false);
    let to = receiver.local_addr(&lp).unwrap();
    sender.try_send_to(&mut lp, b"one", to).unwrap();
    assert_eq!(sender.try_send_to(&mut lp, &[0; 70_000], to).unwrap_err().code(), "EMSGSIZE");
    assert_eq!(sender.try_send(&mut lp, b"?").unwrap_err().code(), "EDESTADDRREQ");
    sender.connect(&mut lp, to).unwrap();
    sender.try_send(&mut lp, b"close").unwrap();
    lp.run().unwrap();
    log.check(&["data one", "data close", "closed"]);
    assert_eq!(sender.try_send(&mut new_loop(), b"").unwrap_err().code(), "EBADF");
}

fn a_member_of_a_source_hears_that_source_only() {
    let (group, here) = (Ipv4Addr::new(232, 77, 77, 78), Ipv4Addr::LOCALHOST);
    let elsewhere = Ipv4Addr::new(127, 0, 0, 77);
    let (mut lp, log) = (new_loop(), Log::default());
    let options = UdpOptions { reuse_address: true, ..UdpOptions::default() };
    let member = noting(&mut lp, ([0, 0, 0, 0], 0), &options, &log);
    let port = member.local_addr(&lp).unwrap().port();
    match member.join_source_v4(&mut lp, group, here, here) {
        Err(error) if error.code() == "ENOTSUP" => return println!("skipped: {error}"),
        outcome => outcome.unwrap(),
    }
    assert_eq!(member.join_source_v4(&mut lp, group, here, here).unwrap_err().code(), "EADDRNOTAVAIL");
    let [stranger, source] = [elsewhere, here].map(|address| {
        let socket = noting(&mut lp, (address, 0), &options, &Log::default());
        socket.set_ref(&mut lp, false);
        socket.set_multicast_interface_v4(&mut lp, here).unwrap();
        socket.set_multicast_ttl(&mut lp, 0).unwrap();
        socket
    });
    send(&mut lp, stranger, b"from a stranger", (group, port).into());
    send(&mut lp, source, b"close", (group, port).into());
    lp.run().unwrap();
    log.check(&["data close", "closed"]);

    let mut lp = new_loop();
    let member = noting(&mut lp, ([0, 0, 0, 0], 0), &options, &log);
    member.join_source_v4(&mut lp, group, here, here).unwrap();
    assert_eq!(member.leave_source_v4(&mut lp, group, elsewhere, here).unwrap_err().code(), "EADDRNOTAVAIL");
    member.leave_source_v4(&mut lp, group, here, here).unwrap();
    assert_eq!(member.leave_source_v4(&mut lp, group, here, here).unwrap_err().code(), "EINVAL");
    let Ok(member) = lp.udp((Ipv6Addr::UNSPECIFIED, 0), |_, _, _| {}) else {
        return println!("skipped: no IPv6 here");
    };
    let (group, source) = (Ipv6Addr::new(0xff31, 0, 0, 0, 0, 0, 0, 0x7778), Ipv6Addr::LOCALHOST);
    let loopback = evloop::system::interface_index("lo").unwrap_or(1);
    if let Err(error) = member.join_source_v6(&mut lp, group, source, loopback) {
        return println!("skipped: no source can be joined: {error}");
    }
    let again = member.join_source_v6(&mut lp, group, source, loopback);
    assert_eq!(again.unwrap_err().code(), "EADDRNOTAVAIL");
    member.leave_source_v6(&mut lp, group, source, loopback).unwrap();
}

fn a_shared_socket_goes_on_elsewhere() {
    let (mut lp, log) = (new_loop(), Log::default());
    let first = noting(&mut lp, HERE, &UdpOptions::default(), &Log::default());
    let address = first.local_addr(&lp).unwrap();
    let fd = first.share(&mut lp).unwrap();
    first.close(&mut lp);
    lp.turn().unwrap();
    let heard = log.clone();
    let again = lp.udp_on(fd, &UdpOptions::default(), move |lp, udp, event| {
        heard.say(word(&event));
        if let UdpEvent::Data { .. } = event {
            udp.close(lp);
        }
    });
    let again = again.unwrap();
    assert_eq!(again.local_addr(&lp).unwrap(), address);
    send(&mut lp, again, b"to itself", address);
    lp.run().unwrap();
    log.check(&["data to itself", "closed"]);
}

fn a_flood_of_small_ones_arrives_in_order_and_stops_with_the_close() {
    let (mut lp, log) = (new_loop(), Log::default());
    let options = UdpOptions { largest: 1500, ..UdpOptions::default() };
    let heard = log.clone();
    let flooded = lp
        .udp_with(HERE, &options, move |lp, udp, event| {
            heard.say(word(&event));
            if let UdpEvent::Data { bytes: b"50", .. } = event {
                udp.close(lp);
            }
        })
        .unwrap();
    let to = flooded.local_addr(&lp).unwrap();
    for number in 0..100 {
        send(&mut lp, flooded, number.to_string().as_bytes(), to);
    }
    lp.turn().unwrap();
    assert_eq!(log.len(), 32, "one turn's share");
    lp.run().unwrap();
    let expected: Vec<_> = (0..=50).map(|number| format!("data {number}")).chain(["closed".into()]).collect();
    assert_eq!(log.text(), expected.join(" "));
}
