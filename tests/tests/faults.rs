//! Clients that break off, and descriptors that run out. The numbers are those of the failure scenarios.

use std::process::Command;
use std::time::Duration;

use evloop_tests::client::Client;
use evloop_tests::runtime::{Runtime, for_each};
use evloop_tests::server::Server;
use evloop_tests::{js_dir, proc, program, wait};

/// Descriptors of the server once it has served one client, so that what it opens on demand is open.
fn base(server: &Server) -> usize {
    Client::connect(server.addr).exchange(b"");
    settled(server)
}

/// The number of descriptors when it has not changed for a while of looking. Should the server stand still just then, it is
/// one too many, and no less: so what is left later shall be no more.
fn settled(server: &Server) -> usize {
    let mut last = (0, 0);
    wait::until("the number of descriptors is steady", || {
        let now = proc::open_descriptors(server.pid());
        last = if now == last.0 { (now, last.1 + 1) } else { (now, 0) };
        last.1 == 20
    });
    last.0
}

/// Reset in the backlog, before or after the first write.
#[test]
fn a4_c33_clients_that_connect_and_reset_at_once() {
    for_each(|runtime| {
        let server = Server::start(runtime, "greeting.js");
        let before = base(&server);
        for _ in 0..300 {
            Client::connect(server.addr).reset();
        }
        wait::until("its descriptors are back to the base", || {
            proc::open_descriptors(server.pid()) <= before
        });
        Client::greeted(server.addr, "Echo server\r\n").ping_pong(b"still alive", 3);
    });
}

/// Reset while the reply is on its way.
#[test]
fn c34_clients_that_reset_in_the_middle_of_the_reply() {
    for_each(|runtime| {
        let server = Server::start(runtime, "reply.js");
        let before = base(&server);
        for _ in 0..300 {
            let mut client = Client::connect(server.addr);
            client.write(b"?");
            assert_eq!(client.read(6), b"reply ");
            client.reset();
        }
        wait::until("its descriptors are back to the base", || {
            proc::open_descriptors(server.pid()) <= before
        });
        // 'close' came for each of them, and for the one of `base`.
        server.line("closed 301");
        let mut client = Client::connect(server.addr);
        client.write(b"?");
        assert_eq!(client.read(1024 * 1024).len(), 1024 * 1024);
    });
}

/// EMFILE on accept. Node closes the connections that it cannot serve; we let them wait.
#[test]
fn a1_a7_more_clients_than_descriptors() {
    for runtime in Runtime::all().into_iter().filter(|runtime| runtime.is_evloop()) {
        let server = limited(runtime, 64);
        let mut clients: Vec<Client> = (0..200).map(|_| Client::connect(server.addr)).collect();
        wait::until("the server has no descriptor left", || proc::open_descriptors(server.pid()) >= 60);
        settled(&server);

        let (before, span) = (proc::cpu_time(server.pid()), Duration::from_secs(2));
        wait::observe_for(span);
        let used = proc::cpu_time(server.pid()) - before;
        assert!(used <= span / 100, "used {used:?} of processor time in {span:?} of waiting");

        // The kernel hands connections out in the order of their coming, so each one that goes lets the next one in.
        for mut client in clients.drain(..) {
            assert_eq!(client.read(13), b"Echo server\r\n");
            client.ping_pong(b"served", 1);
        }
        wait::until("its descriptors are free again", || proc::open_descriptors(server.pid()) < 30);
    }
}

/// A greeting server that may open so many descriptors.
fn limited(runtime: Runtime, limit: u32) -> Server {
    Server::from(with_descriptors(limit, &runtime.runs(js_dir().join("servers/greeting.js"))))
}

/// The same command, that may open so many descriptors.
fn with_descriptors(limit: u32, inner: &Command) -> Command {
    program::by_shell(&format!("ulimit -n {limit}"), inner)
}

/// From three descriptors, the standard streams, to as many as a server needs: an error that names the want, no panic.
#[test]
fn a8_a_server_that_starts_with_few_descriptors_says_what_it_lacks() {
    let code = "require('net').createServer().listen(0, () => process.exit(0))";
    for runtime in Runtime::all().into_iter().filter(|runtime| runtime.is_evloop()) {
        for backend in evloop::Backend::available() {
            let mut failures = 0;
            // With three, not even the dynamic linker could open a library.
            for limit in 4..=10 {
                let mut inner = runtime.evaluates("-e", code);
                inner.env("EVLOOP_BACKEND", backend.name());
                let outcome = program::run(with_descriptors(limit, &inner));
                let said = format!("{runtime} on {} with {limit}: {}", backend.name(), outcome.stderr);
                match outcome.code {
                    0 => assert!(limit >= 5, "{said}"),
                    1 => assert!(outcome.stderr.contains("EMFILE"), "{said}"),
                    code => panic!("exit code {code}, {said}"),
                }
                failures += u32::from(outcome.code == 1);
                assert!(!outcome.stderr.contains("panicked") && (limit < 10 || outcome.code == 0), "{said}");
            }
            assert!(failures > 0, "{}: with four there is too little room", backend.name());
        }
    }
}

/// Connections that come and go leave nothing behind.
#[test]
fn c58_many_short_connections_leave_nothing_behind() {
    for_each(|runtime| {
        let server = Server::start_with(runtime, "end.js", &["end"]);
        Client::connect(server.addr).read_to_end();
        let before = settled(&server);
        for _ in 0..2000 {
            assert_eq!(Client::connect(server.addr).read_to_end(), b"HelloWorld\n");
        }
        wait::until("its descriptors are back to the base", || {
            proc::open_descriptors(server.pid()) <= before
        });
    });
}
