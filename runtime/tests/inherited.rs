//! Sockets that were opened for us by whoever started the process. The test is such a starter, by way of a shell that knows
//! its own process number, and then the service, which tells on its output what it was given.

use evloop::file::make_temporary_folder;
use evloop::{Command, Event, ListenOptions, Loop, Stdio, UdpEvent, UdpOptions};
use evloop::{DescriptorKind, Interest, forget_listen_fds, listen_fds, system};
use std::cell::RefCell;
use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::rc::Rc;
use std::thread;
use std::time::Duration;

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("service") => return serve(),
        Some("report") => return report(),
        _ => {}
    }
    every_kind_is_known_by_name_and_serves_in_the_loop();
    what_was_meant_for_others_is_left_alone();
    what_makes_no_sense_is_refused();
    what_was_not_passed_is_not_taken();
    descriptors_of_the_wrong_kind_are_refused();
    println!("test result: ok. 5 passed; 0 failed; 0 ignored");
}

/// Runs this program in a role, with descriptors from 3 on and what the shell sets before. What it says.
fn run(role: &str, set: &str, passed: Vec<OwnedFd>) -> String {
    let mut lp = Loop::new().unwrap();
    lp.after(Duration::from_secs(60), |_| panic!("the service hangs")).set_ref(&mut lp, false);
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{set} exec \"$0\" {role}"), program.to_str().unwrap()]);
    command.stdout(Stdio::Pipe);
    for (place, fd) in passed.into_iter().enumerate() {
        command.stdio(3 + place, Stdio::Owned(fd));
    }
    let child = lp.spawn(&command, |_, _, status| assert!(status.success(), "{status:?}")).unwrap();
    let text = Rc::new(RefCell::new(String::new()));
    let heard = text.clone();
    child.stdout(&lp).unwrap().start(&mut lp, move |_, _, event| {
        if let Event::Data(bytes) = event {
            *heard.borrow_mut() += &String::from_utf8_lossy(bytes);
        }
    });
    lp.run().unwrap();
    text.take()
}

/// The role: tells what was passed, and nothing else.
fn report() {
    let _own = File::open("/dev/null").unwrap();
    match listen_fds() {
        Ok(passed) => {
            for passed in &passed {
                println!("{} {:?} {}", passed.name, passed.kind, passed.fd.as_raw_fd());
            }
            println!("{} in all", passed.len());
        }
        Err(error) => println!("{error}"),
    }
}

/// The role: a service that takes each socket in, and ends when all have been used.
fn serve() {
    let passed = listen_fds().unwrap();
    assert_eq!(listen_fds().unwrap_err().code(), "EALREADY");
    assert!(std::env::var_os("LISTEN_FDS").is_some());
    forget_listen_fds().unwrap();
    for name in ["LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"] {
        assert!(std::env::var_os(name).is_none(), "{name}");
    }
    assert!(listen_fds().unwrap().is_empty());
    let mut lp = Loop::new().unwrap();
    for passed in passed {
        let name = passed.name;
        println!("{name} {:?}", passed.kind);
        match passed.kind {
            DescriptorKind::TcpListener | DescriptorKind::UnixListener => {
                let own = Rc::new(RefCell::new(None));
                let listener = own.clone();
                let options = ListenOptions::default();
                let taken = lp.listen_on(passed.fd, &options, move |lp, conn| {
                    let _ = conn.write(lp, name.as_bytes());
                    conn.start(lp, |_, _, _| {});
                    conn.end(lp);
                    let listener: evloop::Listener = listener.take().unwrap();
                    listener.close(lp);
                });
                own.replace(Some(taken.unwrap()));
            }
            DescriptorKind::Tcp | DescriptorKind::Unix => {
                let conn = lp.conn_on(passed.fd).unwrap();
                let _ = conn.write(&mut lp, name.as_bytes());
                conn.start(&mut lp, |_, _, _| {});
                conn.end(&mut lp);
            }
            DescriptorKind::Udp => {
                let answer = move |lp: &mut Loop, udp: evloop::Udp, event: UdpEvent<'_>| {
                    if let UdpEvent::Data { from, .. } = event {
                        let _ = udp.send_to(lp, name.as_bytes(), from).unwrap();
                        udp.close(lp);
                    }
                };
                lp.udp_on(passed.fd, &UdpOptions::default(), answer).unwrap();
            }
            DescriptorKind::UnixDatagram | DescriptorKind::Pipe => {
                let read = move |lp: &mut Loop, watch: evloop::Watch, _| {
                    let mut bytes = [0; 64];
                    let count = system::read(watch.fd(lp).unwrap(), &mut bytes).unwrap();
                    println!("{name} got {}", String::from_utf8_lossy(&bytes[..count]));
                    watch.close(lp);
                };
                lp.watch(passed.fd, Interest::READ, read).unwrap();
            }
            _ => {}
        }
    }
    lp.run().unwrap();
}

fn every_kind_is_known_by_name_and_serves_in_the_loop() {
    let (tcp, udp) = (TcpListener::bind("127.0.0.1:0").unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
    let (tcp_at, udp_at) = (tcp.local_addr().unwrap(), udp.local_addr().unwrap());
    let folder = make_temporary_folder(&std::env::temp_dir().join("evloop-passed-XXXXXX")).unwrap();
    let path = folder.join("socket");
    let unix = UnixListener::bind(&path).unwrap();
    let (datagram, speaker) = UnixDatagram::pair().unwrap();
    let (reader, mut writer) = std::io::pipe().unwrap();
    let (accepted, mut peer) = UnixStream::pair().unwrap();
    let file = File::open("/dev/null").unwrap();
    speaker.send(b"a datagram").unwrap();
    writer.write_all(b"a line").unwrap();
    let clients = thread::spawn(move || {
        let mut text = String::new();
        TcpStream::connect(tcp_at).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(std::mem::take(&mut text), "web");
        UnixStream::connect(&path).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(std::mem::take(&mut text), "local");
        std::fs::remove_dir_all(folder).unwrap();
        peer.read_to_string(&mut text).unwrap();
        assert_eq!(text, "guest");
        let client = UdpSocket::bind("127.0.0.1:0").unwrap();
        client.send_to(b"?", udp_at).unwrap();
        let mut answer = [0; 16];
        let count = client.recv(&mut answer).unwrap();
        assert_eq!(&answer[..count], b"names");
    });
    let passed: Vec<OwnedFd> = vec![
        tcp.into(),
        unix.into(),
        udp.into(),
        datagram.into(),
        reader.into(),
        accepted.into(),
        file.into(),
    ];
    let set = "export LISTEN_PID=$$ LISTEN_FDS=7 LISTEN_FDNAMES=web:local:names:log:fifo:guest:file;";
    let said = run("service", set, passed);
    clients.join().unwrap();
    let kinds = "web TcpListener\nlocal UnixListener\nnames Udp\nlog UnixDatagram\nfifo Pipe\nguest Unix\nfile CharacterDevice\n";
    let (first, rest) = said.split_at(kinds.len().min(said.len()));
    assert_eq!(first, kinds);
    let mut rest: Vec<_> = rest.lines().collect();
    rest.sort_unstable();
    assert_eq!(rest, ["fifo got a line", "log got a datagram"]);
}

fn null() -> OwnedFd {
    File::open("/dev/null").unwrap().into()
}

fn what_was_meant_for_others_is_left_alone() {
    for set in ["", "export LISTEN_FDS=1;", "export LISTEN_PID=1 LISTEN_FDS=1;", "export LISTEN_PID=$$;"] {
        assert_eq!(run("report", set, vec![null()]), "0 in all\n", "{set}");
    }
    let nameless = run("report", "export LISTEN_PID=$$ LISTEN_FDS=2;", vec![null(), null()]);
    assert_eq!(nameless, "unknown CharacterDevice 3\nunknown CharacterDevice 4\n2 in all\n");
    assert_eq!(run("report", "export LISTEN_PID=$$ LISTEN_FDS=0;", vec![]), "0 in all\n");
}

fn what_makes_no_sense_is_refused() {
    let invalid = |subject| format!("{subject}: listen_fds: invalid argument (EINVAL)\n");
    for (set, subject) in [
        ("LISTEN_FDS=two", "LISTEN_FDS=two"),
        ("LISTEN_FDS=-1", "LISTEN_FDS=-1"),
        ("LISTEN_FDS=99999999999", "LISTEN_FDS=99999999999"),
        ("LISTEN_FDS=1 LISTEN_FDNAMES=a:b", "LISTEN_FDNAMES=a:b"),
    ] {
        assert_eq!(run("report", &format!("export LISTEN_PID=$$ {set};"), vec![null()]), invalid(subject));
    }
    assert_eq!(run("report", "export LISTEN_PID=me LISTEN_FDS=1;", vec![]), invalid("LISTEN_PID=me"));
}

fn what_was_not_passed_is_not_taken() {
    // Number 3 is a file that the service itself has opened; and then there is no number 4. (The starter closes what it may
    // have there itself.)
    let said = run("report", "exec 3<&- 4<&-; export LISTEN_PID=$$ LISTEN_FDS=1;", vec![]);
    assert_eq!(said, "LISTEN_FDS=1: listen_fds: bad file descriptor (EBADF)\n");
    let said = run("report", "export LISTEN_PID=$$ LISTEN_FDS=9;", vec![null()]);
    assert!(said.ends_with("bad file descriptor (EBADF)\n"), "{said}");
    // A process of several threads keeps its variables.
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let other = thread::spawn(move || wait.recv());
    assert_eq!(forget_listen_fds().unwrap_err().code(), "EBUSY");
    drop(release);
    let _ = other.join().unwrap();
}

fn descriptors_of_the_wrong_kind_are_refused() {
    let mut lp = Loop::new().unwrap();
    let listener = || TcpListener::bind("127.0.0.1:0").unwrap();
    let udp = |lp: &mut Loop, fd: OwnedFd| lp.udp_on(fd, &UdpOptions::default(), |_, _, _| {});
    assert_eq!(udp(&mut lp, null()).unwrap_err().code(), "ENOTSOCK");
    let error = udp(&mut lp, listener().into()).unwrap_err();
    assert_eq!(error.to_string(), "udp_on: recvfrom: invalid argument (EINVAL)");
    assert_eq!(lp.conn_on(listener()).unwrap_err().code(), "ENOTSUP");
    assert_eq!(lp.conn_on(UnixDatagram::pair().unwrap().0).unwrap_err().code(), "ENOTSUP");
    assert!(!lp.alive());
}
