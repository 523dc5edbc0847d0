//! Unix datagram sockets.

use crate::common::{self, Log, descriptors, in_own_process, is_adversarial, module, new_loop};
use evloop::{Flow, Loop, UnixDatagram, UnixDatagramEvent, system};
use std::fs;
use std::os::unix::net;
use std::path::{Path, PathBuf};

on_every_backend!(
    datagrams_keep_their_bounds_and_tell_their_senders_path,
    an_abstract_name_needs_no_file_and_is_answered,
    an_unnamed_sender_cannot_be_answered,
    a_pair_talks_without_names,
    what_is_too_long_is_cut_off_and_told,
    a_connected_sender_waits_until_its_receiver_has_room,
    a_full_receiver_is_an_error_for_who_names_it,
    a_connected_socket_hears_its_peer_only,
    a_receiver_that_has_gone_is_an_error_of_that_datagram,
    what_is_no_receiver_is_an_error,
    the_file_has_the_permissions_asked_for_and_goes_with_the_loop,
    what_is_adopted_must_be_a_datagram_socket,
    nothing_is_left_open,
);

/// A path of a test's own, and no file there.
fn path(name: &str) -> PathBuf {
    let file = format!("evloop-datagram-{name}-{}-{}", module(), std::process::id());
    let path = std::env::temp_dir().join(file);
    let _ = fs::remove_file(&path);
    path
}

fn word(event: &UnixDatagramEvent<'_>) -> String {
    match event {
        UnixDatagramEvent::Data { bytes, truncated, .. } => {
            format!("data {}{}", String::from_utf8_lossy(bytes), if *truncated { " …" } else { "" })
        }
        UnixDatagramEvent::Drain => "drain".into(),
        UnixDatagramEvent::Error(error) => format!("error {}", error.code()),
        UnixDatagramEvent::Closed => "closed".into(),
        _ => "?".into(),
    }
}

/// A callback that writes down what it hears, and closes when it is told to.
fn noting(log: &Log) -> impl FnMut(&mut Loop, UnixDatagram, UnixDatagramEvent<'_>) + use<> {
    let log = log.clone();
    move |lp, socket, event| {
        log.say(word(&event));
        if let UnixDatagramEvent::Data { bytes: b"close", .. } = event {
            socket.close(lp);
        }
    }
}

fn silent(lp: &mut Loop) -> UnixDatagram {
    let socket = lp.unix_datagram_unnamed(|_, _, _| {}).unwrap();
    socket.set_ref(lp, false);
    socket
}

/// Exchanges a word between sockets at two paths or names.
fn exchange(here: &Path, there: &Path) {
    let (mut lp, log) = (new_loop(), Log::default());
    let heard = log.clone();
    let server = lp.unix_datagram(there, move |lp, socket, event| {
        heard.say(word(&event));
        if let UnixDatagramEvent::Data { bytes, from: Some(from), .. } = event {
            assert_eq!(bytes, b"question");
            socket.send_to(lp, b"", &from).unwrap();
            socket.send_to(lp, b"answer", &from).unwrap();
            socket.close(lp);
        }
    });
    assert_eq!(server.unwrap().local_path(&lp).unwrap().as_deref(), Some(there));
    let (own, peer) = (log.clone(), there.to_owned());
    let client = lp
        .unix_datagram(here, move |lp, socket, event| {
            own.say(word(&event));
            match event {
                UnixDatagramEvent::Data { from, bytes, .. } => {
                    assert_eq!(from.as_ref(), Some(&peer));
                    if bytes == b"answer" {
                        assert!(socket.close(lp));
                    }
                }
                UnixDatagramEvent::Error(error) => panic!("{error}"),
                _ => {}
            }
        })
        .unwrap();
    assert!(client.id().to_string().starts_with("unixdatagram#"));
    client.send_to(&mut lp, b"question", there).unwrap();
    lp.run().unwrap();
    if is_adversarial() {
        // What one of the two hears and what the other does, may come in another order.
        return assert_eq!((log.count("data answer"), log.count("closed"), log.len()), (1, 2, 5));
    }
    log.check(&["data question", "closed", "data ", "data answer", "closed"]);
}

fn datagrams_keep_their_bounds_and_tell_their_senders_path() {
    let (here, there) = (path("client"), path("server"));
    exchange(&here, &there);
    assert!(!here.exists() && !there.exists());
}

fn an_abstract_name_needs_no_file_and_is_answered() {
    if !cfg!(target_os = "linux") {
        return println!("skipped: abstract names are Linux' own");
    }
    let name = |end: &str| PathBuf::from(format!("\0evloop-{end}-{}-{}", module(), std::process::id()));
    exchange(&name("client"), &name("server"));
    let mut lp = new_loop();
    let name = name("twice");
    lp.unix_datagram(&name, |_, _, _| {}).unwrap();
    let error = lp.unix_datagram(&name, |_, _, _| {}).unwrap_err();
    assert!(error.to_string().starts_with("unix_datagram @evloop-twice-"), "{error}");
    assert_eq!((error.code(), error.call()), ("EADDRINUSE", "bind"));
}

fn an_unnamed_sender_cannot_be_answered() {
    let (mut lp, path) = (new_loop(), path("unnamed"));
    lp.unix_datagram(&path, |lp, socket, event| {
        if let UnixDatagramEvent::Data { from, .. } = event {
            assert_eq!(from, None);
            socket.close(lp);
        }
    })
    .unwrap();
    let sender = silent(&mut lp);
    assert_eq!(sender.local_path(&lp).unwrap(), None);
    assert_eq!(sender.peer_path(&lp).unwrap_err().code(), "ENOTCONN");
    assert!(["ENOTCONN", "EDESTADDRREQ"].contains(&sender.send(&mut lp, b"?").unwrap_err().code()));
    sender.send_to(&mut lp, b"hello", &path).unwrap();
    lp.run().unwrap();
}

fn a_pair_talks_without_names() {
    let (mut lp, log) = (new_loop(), Log::default());
    let (here, there) = system::datagram_pair().unwrap();
    let here = lp.unix_datagram_on(here, noting(&log)).unwrap();
    let there = lp.unix_datagram_on(there, noting(&log)).unwrap();
    assert_eq!(here.send(&mut lp, b"one").unwrap(), Flow::Open);
    here.try_send(&mut lp, b"close").unwrap();
    assert_eq!(there.send(&mut lp, b"close").unwrap(), Flow::Open);
    lp.run().unwrap();
    assert_eq!((log.count("data one"), log.count("data close"), log.count("closed")), (1, 2, 2));
    assert_eq!(here.send(&mut new_loop(), b"").unwrap_err().code(), "EBADF");
}

fn what_is_too_long_is_cut_off_and_told() {
    let (mut lp, log) = (new_loop(), Log::default());
    let (here, there) = system::datagram_pair().unwrap();
    let (ours, heard) = (lp.unix_datagram_on(here, |_, _, _| {}).unwrap(), log.clone());
    ours.set_ref(&mut lp, false);
    lp.unix_datagram_on(there, move |lp, socket, event| {
        if let UnixDatagramEvent::Data { bytes, truncated, .. } = event {
            assert!(bytes.iter().all(|&byte| byte == b'x'));
            heard.say(format!("{} {truncated}", bytes.len()));
            if bytes.is_empty() {
                socket.close(lp);
            }
        }
    })
    .unwrap();
    ours.set_send_buffer(&mut lp, 200_000).unwrap();
    assert!(ours.send_buffer(&lp).unwrap() >= 200_000);
    for length in [65_536, 65_537, 100_000, 0] {
        assert_eq!(ours.send(&mut lp, &vec![b'x'; length]).unwrap(), Flow::Open);
        lp.turn().unwrap();
    }
    log.check(&["65536 false", "65536 true", "65536 true", "0 false"]);
    let error = ours.send(&mut lp, &vec![0; 10_000_000]).unwrap_err();
    assert_eq!((error.code(), error.call()), ("EMSGSIZE", "sendto"));
}

fn a_connected_sender_waits_until_its_receiver_has_room() {
    const COUNT: usize = 2000;
    let (mut lp, log, path) = (new_loop(), Log::default(), path("full"));
    let heard = log.clone();
    let mut next = 0;
    lp.unix_datagram(&path, move |lp, socket, event| {
        if let UnixDatagramEvent::Data { bytes, .. } = event {
            let number: usize = str::from_utf8(bytes).unwrap().trim_end().parse().unwrap();
            assert_eq!(number, next);
            next += 1;
            if next == COUNT {
                heard.say("all");
                socket.close(lp);
            }
        }
    })
    .unwrap();
    let told = log.clone();
    let sender = lp
        .unix_datagram_unnamed(move |lp, socket, event| match event {
            UnixDatagramEvent::Drain => {
                told.say("drain");
                socket.close(lp);
            }
            UnixDatagramEvent::Error(error) => panic!("{error}"),
            _ => {}
        })
        .unwrap();
    sender.connect(&mut lp, &path).unwrap();
    assert_eq!(sender.peer_path(&lp).unwrap().as_ref(), Some(&path));
    let mut flows = Vec::new();
    for number in 0..COUNT {
        let datagram = format!("{number:<100}");
        flows.push(sender.send(&mut lp, datagram.as_bytes()).unwrap());
    }
    assert_eq!((flows.first(), flows.last()), (Some(&Flow::Open), Some(&Flow::Full)));
    assert!(sender.queued(&mut lp) > 0);
    assert_eq!(sender.try_send(&mut lp, b"").unwrap_err().code(), "EAGAIN");
    lp.run().unwrap();
    assert_eq!((log.count("all"), log.count("drain")), (1, 1), "{}", log.text());
}

fn a_full_receiver_is_an_error_for_who_names_it() {
    let (mut lp, path) = (new_loop(), path("busy"));
    let receiver = lp.unix_datagram(&path, |_, _, _| {}).unwrap();
    let sender = silent(&mut lp);
    let error = loop {
        if let Err(error) = sender.send_to(&mut lp, b"once more", &path) {
            break error;
        }
    };
    assert!(["EAGAIN", "ENOBUFS"].contains(&error.code()), "{error}");
    assert_eq!(sender.queued(&mut lp), 0);
    // The receiver reads, and there is room again.
    lp.turn().unwrap();
    sender.send_to(&mut lp, b"again", &path).unwrap();
    receiver.close(&mut lp);
}

fn a_connected_socket_hears_its_peer_only() {
    let (mut lp, log) = (new_loop(), Log::default());
    let [here, there] = ["here", "there"].map(path);
    let socket = lp.unix_datagram(&here, noting(&log)).unwrap();
    let peer = lp.unix_datagram(&there, |_, _, _| {}).unwrap();
    let stranger = silent(&mut lp);
    peer.set_ref(&mut lp, false);
    socket.connect(&mut lp, &there).unwrap();
    let error = stranger.send_to(&mut lp, b"from a stranger", &here).unwrap_err();
    assert_eq!(error.code(), "EPERM");
    peer.send_to(&mut lp, b"from the peer", &here).unwrap();
    lp.turn().unwrap();
    socket.disconnect(&mut lp).unwrap();
    assert_eq!(socket.local_path(&lp).unwrap(), Some(here.clone()));
    stranger.send_to(&mut lp, b"close", &here).unwrap();
    lp.run().unwrap();
    log.check(&["data from the peer", "data close", "closed"]);
}

fn a_receiver_that_has_gone_is_an_error_of_that_datagram() {
    // Where nobody forks: a child has all descriptors until it is another program, and so the receiver is there.
    if !in_own_process("a_receiver_that_has_gone_is_an_error_of_that_datagram") {
        return;
    }
    let (mut lp, log, path) = (new_loop(), Log::default(), path("gone"));
    let receiver = lp.unix_datagram(&path, |_, _, _| {}).unwrap();
    let sender = lp.unix_datagram_unnamed(noting(&log)).unwrap();
    sender.connect(&mut lp, &path).unwrap();
    receiver.close(&mut lp);
    assert_eq!(sender.send(&mut lp, b"anybody?").unwrap_err().code(), "ECONNREFUSED");
    // The socket goes on, and may have another peer.
    lp.unix_datagram(&path, noting(&log)).unwrap();
    sender.connect(&mut lp, &path).unwrap();
    assert_eq!(sender.send(&mut lp, b"close").unwrap(), Flow::Open);
    while log.count("closed") == 0 {
        lp.turn().unwrap();
    }
    sender.close(&mut lp);
    lp.run().unwrap();
    assert_eq!((log.count("data close"), log.count("closed")), (1, 2), "{}", log.text());
}

fn what_is_no_receiver_is_an_error() {
    // As above.
    if !in_own_process("what_is_no_receiver_is_an_error") {
        return;
    }
    let (mut lp, path) = (new_loop(), path("none"));
    let sender = silent(&mut lp);
    let code = |lp: &mut Loop, to: &Path| sender.send_to(lp, b"x", to).unwrap_err().code();
    assert_eq!(code(&mut lp, &path), "ENOENT");
    let stream = net::UnixListener::bind(&path).unwrap();
    assert_eq!(code(&mut lp, &path), "EPROTOTYPE");
    drop(stream);
    assert_eq!(code(&mut lp, &path), "ECONNREFUSED");
    fs::remove_file(&path).unwrap();
    assert_eq!(code(&mut lp, Path::new("")), "EINVAL");
    assert_eq!(code(&mut lp, Path::new(&"x".repeat(200))), "ENAMETOOLONG");
    let error = sender.connect(&mut lp, &path).unwrap_err();
    assert!(error.to_string().contains("none-") && error.code() == "ENOENT", "{error}");
    assert_eq!(lp.unix_datagram("", |_, _, _| {}).unwrap_err().code(), "EINVAL");
    let (mut simulated, _) = common::simulated();
    assert_eq!(simulated.unix_datagram_unnamed(|_, _, _| {}).unwrap_err().code(), "ENOTSUP");
}

fn the_file_has_the_permissions_asked_for_and_goes_with_the_loop() {
    use std::os::unix::fs::PermissionsExt;
    let (mut lp, path) = (new_loop(), path("mode"));
    lp.unix_datagram_with(&path, Some(0o620), |_, _, _| {}).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o620);
    assert_eq!(lp.unix_datagram(&path, |_, _, _| {}).unwrap_err().code(), "EADDRINUSE");
    drop(lp);
    assert!(!path.exists());
}

fn what_is_adopted_must_be_a_datagram_socket() {
    let mut lp = new_loop();
    let stream = system::socket_pair().unwrap().0;
    let error = lp.unix_datagram_on(stream, |_, _, _| {}).unwrap_err();
    assert_eq!(error.code(), "EINVAL");
    assert!(error.to_string().starts_with("descriptor "), "{error}");
    let pipe = system::pipe().unwrap().0;
    assert_eq!(lp.unix_datagram_on(pipe, |_, _, _| {}).unwrap_err().code(), "ENOTSOCK");
    let (here, _there) = system::datagram_pair().unwrap();
    let socket = lp.unix_datagram_on(here, |_, _, _| {}).unwrap();
    let shared = socket.share(&mut lp).unwrap();
    socket.close(&mut lp);
    assert_eq!(system::descriptor_kind(&shared).unwrap(), evloop::DescriptorKind::UnixDatagram);
}

fn nothing_is_left_open() {
    if !in_own_process("nothing_is_left_open") {
        return;
    }
    let before = descriptors();
    datagrams_keep_their_bounds_and_tell_their_senders_path();
    a_pair_talks_without_names();
    what_is_adopted_must_be_a_datagram_socket();
    assert_eq!(descriptors(), before);
}
