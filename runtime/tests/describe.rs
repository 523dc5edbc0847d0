//! What sources say of themselves when somebody asks.

use crate::common::{LOCAL, MS, Scratch, echo_server, new_loop, pair, try_loop};
use evloop::{Command, Description, Event, Interest, Kind, Loop, Sig, SourceId, system};
use std::fs::File;
use std::io::Read;
use std::net::{SocketAddr, TcpListener};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::time::Duration;

on_every_backend!(
    a_connection_tells_its_story,
    what_waits_to_be_sent_is_counted,
    listeners_and_datagram_sockets_have_addresses,
    what_no_descriptor_wakes_says_when_and_whether,
    signals_children_and_files_say_which,
    a_watch_says_what_it_is_for,
    jobs_and_remotes_keep_the_loop_alive,
    who_is_gone_has_nothing_to_say,
    of_many_only_some_are_described_and_all_are_counted,
);

#[track_caller]
fn describe(lp: &Loop, id: SourceId) -> Description {
    let one = lp.describe(id).unwrap_or_else(|| panic!("{id} has nothing to say"));
    assert_eq!(one.id, id);
    let among_all = lp.descriptions(usize::MAX).into_iter().find(|other| other.id == id);
    assert_eq!(among_all.as_ref(), Some(&one));
    one
}

fn a_connection_tells_its_story() {
    let mut lp = new_loop();
    let address = echo_server(&mut lp);
    let conn = lp
        .connect(address, move |lp, conn, event| match event {
            Event::Connected => {
                assert_eq!(describe(lp, conn.id()).state, "open");
                let _ = conn.write(lp, b"hello");
            }
            Event::Data(bytes) => {
                let about = describe(lp, conn.id());
                assert_eq!((about.read, about.written, about.queued), (bytes.len() as u64, 5, 0));
                assert_eq!(about.local, Some(conn.local_addr(lp).unwrap().to_string()));
                assert!(about.fd.is_some() && about.interest == (true, false), "{about:?}");
                conn.pause(lp);
                let about = describe(lp, conn.id());
                assert_eq!(
                    (about.state, about.interest, about.keeps_alive),
                    ("paused", (false, false), false)
                );
                conn.resume(lp);
                conn.set_ref(lp, false);
                let about = describe(lp, conn.id());
                assert_eq!((about.state, about.referenced, about.keeps_alive), ("open", false, false));
                conn.set_ref(lp, true);
                conn.end(lp);
                assert_eq!(describe(lp, conn.id()).state, "read only");
            }
            Event::Closed => assert_eq!(lp.describe(conn.id()), None),
            _ => {}
        })
        .unwrap();
    let about = describe(&lp, conn.id());
    assert_eq!(
        (about.state, about.peer, about.interest),
        ("connecting", Some(address.to_string()), (false, true))
    );
    assert!(about.keeps_alive && about.referenced);
    lp.run().unwrap();
}

fn what_waits_to_be_sent_is_counted() {
    let mut lp = new_loop();
    let (one, _other) = pair(&mut lp);
    let _ = one.write(&mut lp, &vec![7; 10_000_000]);
    let about = describe(&lp, one.id());
    assert_eq!(about.written + about.queued as u64, 10_000_000);
    assert!(about.queued > 0 && about.interest.1 && about.keeps_alive, "{about:?}");
    one.end(&mut lp);
    assert_eq!(describe(&lp, one.id()).state, "ending");
    one.close(&mut lp);
    let about = describe(&lp, one.id());
    assert_eq!((about.state, about.fd, about.queued, about.keeps_alive), ("closed", None, 0, false));
}

fn listeners_and_datagram_sockets_have_addresses() {
    let (mut lp, scratch) = (new_loop(), Scratch::new());
    let listener = lp.listen(LOCAL, |_, _| {}).unwrap();
    let about = describe(&lp, listener.id());
    let address = listener.local_addr(&lp).unwrap().to_string();
    assert_eq!((about.state, about.local, about.peer), ("listening", Some(address), None));
    listener.pause(&mut lp);
    assert_eq!(describe(&lp, listener.id()).state, "paused");
    let path = scratch.path("socket");
    let unix = lp.listen_unix(&path, |_, _| {}).unwrap();
    assert_eq!(describe(&lp, unix.id()).local, Some(path.display().to_string()));
    let udp = lp.udp(LOCAL, |_, _, _| {}).unwrap();
    let receiver = lp.udp(LOCAL, |_, _, _| {}).unwrap().local_addr(&lp).unwrap();
    udp.connect(&mut lp, receiver).unwrap();
    let about = describe(&lp, udp.id());
    let own = udp.local_addr(&lp).unwrap().to_string();
    assert_eq!((about.state, about.local, about.peer), ("open", Some(own), Some(receiver.to_string())));
    let path = scratch.path("datagrams");
    let datagrams = lp.unix_datagram(&path, |_, _, _| {}).unwrap();
    assert_eq!(describe(&lp, datagrams.id()).local, Some(path.display().to_string()));
}

fn what_no_descriptor_wakes_says_when_and_whether() {
    let mut lp = try_loop().unwrap();
    let timer = lp.after(3600 * 1000 * MS, |_| {});
    let about = describe(&lp, timer.id());
    assert_eq!((about.state, about.due), ("armed", Some(lp.now() + 3600 * 1000 * MS)));
    timer.set_ref(&mut lp, false);
    assert!(!describe(&lp, timer.id()).keeps_alive);
    let idle = lp.timer(|_, _| {});
    let about = describe(&lp, idle.id());
    assert_eq!((about.state, about.due, about.keeps_alive), ("at rest", None, false));
    lp.on_prepare(|_, _| {});
    let immediate = lp.immediate(|_| {});
    let all = lp.descriptions(10);
    let state =
        |kind| all.iter().find(|about| about.id.kind == kind).map(|about| (about.state, about.keeps_alive));
    assert_eq!(state(Kind::Hook), Some(("prepare", true)));
    assert_eq!(state(Kind::Immediate), Some(("queued", true)));
    immediate.cancel(&mut lp);
    assert!(lp.descriptions(10).iter().all(|about| about.id.kind != Kind::Immediate));
}

fn signals_children_and_files_say_which() {
    let (mut lp, scratch) = (new_loop(), Scratch::new());
    let signal = lp.signal(Sig::HUP, |_, _| {}).unwrap();
    assert_eq!(describe(&lp, signal.id()).local.as_deref(), Some("SIGHUP"));
    let path = scratch.with("file", "content");
    let watch = lp.watch_file(&path, |_, _, _| {}).unwrap();
    let about = describe(&lp, watch.id());
    assert_eq!((about.state, about.local), ("watching", Some(path.display().to_string())));
    let poll = lp.poll_file(&path, Duration::from_secs(3600), |_, _, _| {});
    assert_eq!(describe(&lp, poll.id()).local, Some(path.display().to_string()));
    let child = lp.spawn(Command::new("sleep").arg("3600"), |_, _, _| {}).unwrap();
    let about = describe(&lp, child.id());
    assert_eq!((about.state, about.local), ("running", Some(format!("process {}", child.pid(&lp).unwrap()))));
    child.kill(&lp, Sig::KILL).unwrap();
}

fn a_watch_says_what_it_is_for() {
    let mut lp = new_loop();
    let (reader, writer) = system::pipe().unwrap();
    let number = reader.as_raw_fd();
    let watch = lp.watch(reader, Interest::READ, |_, _, _| {}).unwrap();
    let about = describe(&lp, watch.id());
    assert_eq!((about.state, about.fd, about.interest), ("watching", Some(number), (true, false)));
    assert!(about.local.is_some_and(|text| text.starts_with("pipe")));
    watch.set_interest(&mut lp, Interest::NONE);
    assert_eq!(describe(&lp, watch.id()).state, "at rest");
    lp.signal(Sig::HUP, |_, _| {}).unwrap();
    let all = lp.descriptions(10);
    assert!(
        all.iter().any(|about| about.local.as_deref() == Some("signals") && !about.referenced),
        "{all:?}"
    );
    drop(writer);
}

fn jobs_and_remotes_keep_the_loop_alive() {
    let mut lp = new_loop();
    let (mut told, tell) = UnixStream::pair().unwrap();
    let (mut go, goes) = UnixStream::pair().unwrap();
    let job = move || {
        drop(tell);
        let mut goes = goes;
        goes.read_to_end(&mut Vec::new()).unwrap()
    };
    lp.work(job, |_, _| {});
    told.read_to_end(&mut Vec::new()).unwrap();
    let state = |lp: &Loop, kind| lp.descriptions(10).into_iter().find(|about| about.id.kind == kind);
    let work = state(&lp, Kind::Work).unwrap();
    assert_eq!((work.state, work.keeps_alive), ("running", true));
    let remote = lp.remote();
    assert_eq!((describe(&lp, remote.id()).state, describe(&lp, remote.id()).keeps_alive), ("held", true));
    remote.unref(&mut lp);
    assert!(!describe(&lp, remote.id()).keeps_alive);
    drop(remote);
    assert_eq!(state(&lp, Kind::Remote), None);
    std::io::Write::write_all(&mut go, b"x").unwrap();
    drop(go);
    lp.run().unwrap();
}

fn who_is_gone_has_nothing_to_say() {
    let mut lp = new_loop();
    let before = lp.descriptions(usize::MAX);
    let timer = lp.after(MS, |_| {});
    let watch = lp.watch(UnixStream::pair().unwrap().0, Interest::READ, |_, _, _| {}).unwrap();
    timer.cancel(&mut lp);
    watch.close(&mut lp);
    assert_eq!((lp.describe(timer.id()), lp.describe(watch.id())), (None, None));
    // The number is a watch's, and no connection's.
    let other = lp.watch(File::open("/dev/null").unwrap(), Interest::NONE, |_, _, _| {}).unwrap();
    assert_eq!(lp.describe(SourceId { kind: Kind::Conn, ..other.id() }), None);
    other.close(&mut lp);
    assert_eq!(lp.descriptions(usize::MAX), before);
}

fn of_many_only_some_are_described_and_all_are_counted() {
    let mut lp = new_loop();
    let here = TcpListener::bind(SocketAddr::from(LOCAL)).unwrap();
    let address = here.local_addr().unwrap();
    for _ in 0..50 {
        lp.connect(address, |_, _, _| {}).unwrap();
        lp.after(MS, |_| {});
    }
    let all = lp.descriptions(20);
    let count = |kind| all.iter().filter(|about| about.id.kind == kind).count();
    assert_eq!((count(Kind::Conn), count(Kind::Timer)), (20, 20));
    let counts = lp.count_by_kind();
    // The one more is the test's own.
    assert_eq!((counts[&Kind::Conn], counts[&Kind::Timer]), (50, 51));
    assert!(lp.descriptions(0).is_empty());
}
