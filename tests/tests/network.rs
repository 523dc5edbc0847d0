//! What networks do to connections: addresses that nobody answers, firewalls, dead peers, ports that run out, sockets killed
//! from outside. Each in a network namespace of its own, with the reactor on each of its backends, and with JavaScript under
//! each runtime. Numbers are those of the failure scenarios.

use std::cell::RefCell;
use std::fs;
use std::io::Read;
use std::net::{SocketAddr, SocketAddrV6, TcpListener, TcpStream};
use std::process::Command;
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use evloop::{Backend, Conn, Event, Flow, Loop};
use evloop_tests::program::{Outcome, Running};
use evloop_tests::runtime::{Runtime, for_each};
use evloop_tests::wait::PATIENCE;
use evloop_tests::{js_dir, netns, tools};

const LOCAL: ([u8; 4], u16) = ([127, 0, 0, 1], 0);

/// What befell a connection, in words.
type Log = Rc<RefCell<Vec<String>>>;

fn noting(log: &Log) -> impl FnMut(&mut Loop, Conn, Event<'_>) + 'static {
    let log = log.clone();
    move |lp, conn, event| {
        log.borrow_mut().push(match event {
            Event::Data(bytes) => format!("data {}", String::from_utf8_lossy(bytes)),
            Event::Error(error) => format!("error {} {}", error.call(), error.code()),
            Event::End => {
                conn.end(lp);
                "end".into()
            }
            other => format!("{other:?}").to_lowercase(),
        });
    }
}

/// Runs `body` on each backend, all at the same time, because what is waited for takes its time.
fn on_each_backend(body: impl Fn(&mut Loop) + Sync) {
    thread::scope(|scope| {
        for backend in Backend::available() {
            let body = &body;
            let name = backend.name();
            let run = move || {
                let mut lp = Loop::builder().backend(backend).build().expect(name);
                let patience =
                    lp.after(evloop_tests::wait::PATIENCE, move |_| panic!("{name} waits in vain"));
                patience.set_ref(&mut lp, false);
                body(&mut lp);
            };
            thread::Builder::new().name(name.to_owned()).spawn_scoped(scope, run).expect("a thread");
        }
    });
}

/// A loop that ends a test which hangs.
fn patient_loop(backend: Backend) -> Loop {
    let name = backend.name();
    let mut lp = Loop::builder().backend(backend).build().expect(name);
    let patience = lp.after(PATIENCE, move |_| panic!("{name} waits in vain"));
    patience.set_ref(&mut lp, false);
    lp
}

fn turn_until_closed(lp: &mut Loop, log: &Log) {
    while log.borrow().last().is_none_or(|word| word != "closed") {
        lp.turn().expect("a turn");
    }
}

fn set(name: &str, value: &str) {
    fs::write(format!("/proc/sys/net/ipv4/{name}"), value).expect(name);
}

/// A rule for packets that come in, such as `tcp dport 7001 drop`.
fn firewall(rule: &str) {
    let script = format!(
        "nft add table inet test && nft add chain inet test in '{{ type filter hook input priority 0; }}' && \
         nft add rule inet test in {rule}"
    );
    let done = Command::new("sh").args(["-c", &script]).output().expect("a shell");
    assert!(done.status.success(), "{rule}: {}", String::from_utf8_lossy(&done.stderr));
}

/// A client in JavaScript, see the program.
fn client(runtime: Runtime, port: u16, what: &str) -> Running {
    let mut command = runtime.runs(js_dir().join("programs/client.js"));
    command.args([port.to_string(), what.to_owned()]);
    Running::start(command)
}

fn check(runtime: Runtime, outcome: &Outcome, expected: &str) {
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), (expected, ""), "{runtime}");
}

#[test]
fn c38_an_address_that_nobody_answers_ends_by_the_callers_time_out() {
    if tools::need("nft").is_none() {
        return;
    }
    netns::inside("c38_an_address_that_nobody_answers_ends_by_the_callers_time_out", &[], || {
        firewall("tcp dport 7001 drop");
        on_each_backend(|lp| {
            let log = Log::default();
            let conn = lp.connect(([127, 0, 0, 1], 7001), noting(&log)).expect("a stream");
            lp.after(Duration::from_millis(100), move |lp| assert!(conn.close(lp)));
            turn_until_closed(lp, &log);
            assert_eq!(*log.borrow(), ["closed"]);
        });
        for_each(|runtime| {
            check(runtime, &client(runtime, 7001, "timeout").finish(), "timeout\nclose false\n")
        });
    });
}

#[test]
fn c40_without_a_local_port_connecting_is_an_error() {
    netns::inside("c40_without_a_local_port_connecting_is_an_error", &[], || {
        set("ip_local_port_range", "20000 20009");
        let listeners: Vec<_> =
            (7001..=7006).map(|port| TcpListener::bind(("127.0.0.1", port)).expect("free")).collect();
        let addresses: Vec<_> =
            listeners.iter().map(|listener| listener.local_addr().expect("bound")).collect();
        // One backend after the other, since all ports are everybody's.
        for (backend, address) in Backend::available().into_iter().zip(&addresses) {
            let mut lp = patient_loop(backend);
            let logs: Vec<Log> = (0..15).map(|_| Log::default()).collect();
            for log in &logs {
                lp.connect(*address, noting(log)).expect("a stream");
            }
            while !logs.iter().all(|log| {
                ["connected", "closed"].iter().any(|word| log.borrow().iter().any(|said| said == word))
            }) {
                lp.turn().expect("a turn");
            }
            let told = |words: &[&str]| logs.iter().filter(|log| *log.borrow() == words).count();
            let (connected, failed) =
                (told(&["connected"]), told(&["error connect EADDRNOTAVAIL", "closed"]));
            assert_eq!((connected, failed), (10, 5), "{logs:?}");
        }
        let address = addresses[5];
        let _taken: Vec<_> = (0..10).map(|_| TcpStream::connect(address).expect("a port")).collect();
        for_each(|runtime| {
            let expected = "error EADDRNOTAVAIL connect 127.0.0.1\nclose true\n";
            check(runtime, &client(runtime, address.port(), "").finish(), expected);
        });
    });
}

#[test]
fn c47_what_a_router_answers_is_told_with_its_code() {
    if tools::need("nft").is_none() {
        return;
    }
    netns::inside("c47_what_a_router_answers_is_told_with_its_code", &[], || {
        set("tcp_syn_retries", "1");
        let _ = fs::write("/proc/sys/net/ipv4/tcp_syn_linear_timeouts", "0");
        firewall("tcp dport 7001 reject with icmp type host-unreachable");
        firewall("tcp dport 7002 reject with icmp type net-unreachable");
        firewall("tcp dport 7003 reject with tcp reset");
        firewall("tcp dport 7004 drop");
        let codes =
            [(7001, "EHOSTUNREACH"), (7002, "ENETUNREACH"), (7003, "ECONNREFUSED"), (7004, "ETIMEDOUT")];
        // All at once, since the one that nobody answers takes three seconds.
        let start = |runtime: Runtime| (runtime, codes.map(|(port, code)| (client(runtime, port, ""), code)));
        let clients: Vec<_> = Runtime::all().into_iter().map(start).collect();
        on_each_backend(|lp| {
            let logs = codes.map(|(port, _)| {
                let log = Log::default();
                lp.connect(([127, 0, 0, 1], port), noting(&log)).expect("a stream");
                log
            });
            logs.iter().for_each(|log| turn_until_closed(lp, log));
            for ((_, code), log) in codes.iter().zip(logs) {
                assert_eq!(*log.borrow(), [format!("error connect {code}"), "closed".into()]);
            }
        });
        for (runtime, clients) in clients {
            for (client, code) in clients {
                let expected = format!("error {code} connect 127.0.0.1\nclose true\n");
                check(runtime, &client.finish(), &expected);
            }
        }
    });
}

#[test]
fn c47_a_peer_that_cannot_be_reached_any_more_ends_the_stream_by_an_error() {
    if tools::need("nft").is_none() {
        return;
    }
    netns::inside("c47_a_peer_that_cannot_be_reached_any_more_ends_the_stream_by_an_error", &[], || {
        // After the second repetition in vain, some 600 ms.
        set("tcp_retries2", "2");
        let listeners: Vec<_> =
            (7001..=7006).map(|port| TcpListener::bind(("127.0.0.1", port)).expect("free")).collect();
        on_each_backend(|lp| {
            let at = Backend::available()
                .iter()
                .position(|backend| backend.name() == lp.backend())
                .expect("known");
            let log = Log::default();
            let conn =
                lp.connect(listeners[at].local_addr().expect("bound"), noting(&log)).expect("a stream");
            let _peer = listeners[at].accept().expect("it connects");
            while log.borrow().is_empty() {
                lp.turn().expect("a turn");
            }
            firewall(&format!("tcp dport {} drop", 7001 + at));
            assert_eq!(conn.write(lp, b"anybody there?"), Flow::Open);
            turn_until_closed(lp, &log);
            assert_eq!(*log.borrow(), ["connected", "error read ETIMEDOUT", "closed"]);
        });
    });
}

#[test]
fn c48_a_socket_that_is_killed_from_outside_is_an_error() {
    if tools::need("ss").is_none() {
        return;
    }
    netns::inside("c48_a_socket_that_is_killed_from_outside_is_an_error", &[], || {
        let kill = |port: u16| {
            let target = ["-K", "dst", "127.0.0.1", "dport", "=", &format!(":{port}")];
            Command::new("ss").args(target).output().expect("ss starts");
        };
        // A kernel without INET_DIAG_DESTROY does nothing.
        let probe = TcpListener::bind(LOCAL_TEXT).expect("a port");
        let mut victim = TcpStream::connect(probe.local_addr().expect("bound")).expect("it listens");
        kill(probe.local_addr().expect("bound").port());
        victim.set_nonblocking(true).expect("a socket");
        match victim.read(&mut [0]) {
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                return tools::skip("this kernel does not kill sockets");
            }
            _ => {}
        }
        on_each_backend(|lp| {
            let (server, client) = (Log::default(), Log::default());
            let (mut callback, accepted) = (Some(noting(&server)), server.clone());
            let listener = lp.listen(LOCAL, move |lp, conn| {
                accepted.borrow_mut().push("accepted".into());
                assert!(conn.start(lp, callback.take().expect("one")));
            });
            let address = listener.expect("a port").local_addr(lp).expect("bound");
            lp.connect(address, noting(&client)).expect("a stream");
            while client.borrow().is_empty() || server.borrow().is_empty() {
                lp.turn().expect("a turn");
            }
            kill(address.port());
            turn_until_closed(lp, &client);
            turn_until_closed(lp, &server);
            assert_eq!(*client.borrow(), ["connected", "error read ECONNABORTED", "closed"]);
            assert_eq!(*server.borrow(), ["accepted", "error read ECONNRESET", "closed"]);
        });
        for_each(|runtime| {
            let listener = TcpListener::bind(LOCAL_TEXT).expect("a port");
            let port = listener.local_addr().expect("bound").port();
            let client = client(runtime, port, "");
            client.line("connect");
            kill(port);
            let expected = "connect\nerror ECONNABORTED read undefined\nclose true\n";
            check(runtime, &client.finish(), expected);
        });
    });
}

const LOCAL_TEXT: &str = "127.0.0.1:0";

#[test]
fn c54_a_link_local_address_is_reached_through_its_link_only() {
    netns::inside("c54_a_link_local_address_is_reached_through_its_link_only", &["fe80::5/64"], || {
        let loopback = 1;
        let at = |port, scope| {
            SocketAddr::V6(SocketAddrV6::new("fe80::5".parse().expect("an address"), port, 0, scope))
        };
        on_each_backend(|lp| {
            let mut server = Some(noting(&Log::default()));
            let listener = lp
                .listen(at(0, loopback), move |lp, conn| assert!(conn.start(lp, server.take().expect("one"))))
                .expect("the link");
            let address = listener.local_addr(lp).expect("bound");
            assert_eq!(address, at(address.port(), loopback));
            let log = Log::default();
            let conn = lp.connect(address, noting(&log)).expect("a stream");
            while log.borrow().is_empty() {
                lp.turn().expect("a turn");
            }
            assert_eq!(conn.peer_addr(lp).expect("connected"), address);
            conn.end(lp);
            turn_until_closed(lp, &log);
            assert_eq!(*log.borrow(), ["connected", "finish", "end", "closed"]);
            // Without the link, and on one that is not there.
            for scope in [0, 4_000_000] {
                let log = Log::default();
                lp.connect(at(address.port(), scope), noting(&log)).expect("a stream");
                turn_until_closed(lp, &log);
                let said = log.borrow()[0].clone();
                let codes = ["EINVAL", "ENODEV", "ENETUNREACH"].map(|code| format!("error connect {code}"));
                assert!(codes.contains(&said), "{said}");
            }
        });
    });
}

#[test]
fn c56_a_dead_peer_is_found_out_by_probes() {
    if tools::need("nft").is_none() {
        return;
    }
    netns::inside("c56_a_dead_peer_is_found_out_by_probes", &[], || {
        set("tcp_keepalive_intvl", "1");
        set("tcp_keepalive_probes", "1");
        let others: Vec<_> =
            (7011..=7013).map(|port| TcpListener::bind(("127.0.0.1", port)).expect("free")).collect();
        let clients: Vec<_> = Runtime::all()
            .into_iter()
            .zip(&others)
            .map(|(runtime, listener)| {
                let port = listener.local_addr().expect("bound").port();
                let client = client(runtime, port, "keepalive");
                client.line("connect");
                firewall(&format!("tcp dport {port} drop"));
                (runtime, client)
            })
            .collect();
        let listeners: Vec<_> =
            (7001..=7006).map(|port| TcpListener::bind(("127.0.0.1", port)).expect("free")).collect();
        on_each_backend(|lp| {
            let at = Backend::available()
                .iter()
                .position(|backend| backend.name() == lp.backend())
                .expect("known");
            let log = Log::default();
            let conn =
                lp.connect(listeners[at].local_addr().expect("bound"), noting(&log)).expect("a stream");
            let _peer = listeners[at].accept().expect("it connects");
            while log.borrow().is_empty() {
                lp.turn().expect("a turn");
            }
            conn.set_keepalive(lp, Some(Duration::from_secs(1))).expect("an option of TCP");
            firewall(&format!("tcp dport {} drop", 7001 + at));
            turn_until_closed(lp, &log);
            assert_eq!(*log.borrow(), ["connected", "error read ETIMEDOUT", "closed"]);
        });
        for (runtime, client) in clients {
            let expected = "connect\nerror ETIMEDOUT read undefined\nclose true\n";
            check(runtime, &client.finish(), expected);
        }
    });
}
