//! What the designs of servers do when there is no more of something: they say so, and go on. And what is left of children,
//! workers and threads when they have gone.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, id};
use std::thread;
use std::time::Instant;

use evloop_ffi::system;
use evloop_tests::build::{self, Profile};
use evloop_tests::client::Client;
use evloop_tests::serve::{GREETING, HELLO, REQUEST, end, models, start, visit};
use evloop_tests::server::Server;
use evloop_tests::wait::until;
use evloop_tests::{proc, program, tools};

/// A server of echo, begun by a shell that has set a limit.
fn limited(limit: &str, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("bash");
    command.args([
        "-c",
        &format!("ulimit {limit} && exec \"$0\" serve --scenario echo --model \"$@\""),
        program,
    ]);
    command.args(arguments).env_remove("EVLOOP_LOG").env_remove("NODE_OPTIONS");
    command
}

/// Comes with so many clients at once. When all are there and the server has complained of it, if it must, they leave one by one
/// in the order in which they came: in the end all must have been served, however few could be at a time.
fn crowd(server: &Server, size: usize, complaint: &str) {
    let clients: Vec<_> = (0..size).map(|_| Client::connect(server.addr)).collect();
    server.complaint(complaint);
    for mut client in clients {
        assert_eq!(client.read(GREETING.len()), GREETING);
        client.ping_pong(b"still there?", 2);
        client.end();
        assert_eq!(client.read_to_end(), b"");
    }
}

/// A limit is told, and told again only every ten seconds, by whoever has met it (a worker, say).
fn is_told_rarely(said: &str, since: Instant, by: usize) -> bool {
    said.lines().count() <= by * (1 + since.elapsed().as_secs() as usize / 10)
}

#[test]
fn without_descriptors_clients_wait() {
    if tools::find("bash").is_none() {
        return println!("skipped: no bash here");
    }
    let program = build::evloop(Profile::Own).to_str().unwrap();
    for model in models() {
        let begin = Instant::now();
        let server = Server::from(limited("-n 40", program, &[&model, "--workers", "2"]));
        // The first have one client at a time for each process, whose descriptors are its own: they want for nothing.
        let frugal = matches!(model.as_str(), "iterative" | "forking" | "preforking");
        crowd(&server, 90, if frugal { "" } else { "too many open files (EMFILE)" });
        let said = end(server, "TERM");
        assert_eq!(said.is_empty(), frugal, "{model}: {said}");
        assert!(is_told_rarely(&said, begin, 2), "{model} says it again and again: {said}");
    }
}

/// A folder of its own, with a copy of the command that everybody may execute.
struct Public(PathBuf);

impl Public {
    fn new() -> Public {
        let folder = std::env::temp_dir().join(format!("evloop-limits-{}", id()));
        fs::create_dir_all(&folder).unwrap();
        fs::copy(build::evloop(Profile::Own), folder.join("evloop")).unwrap();
        for path in [&folder, &folder.join("evloop")] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Public(folder)
    }
}

impl Drop for Public {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// As a user whom nobody else is, since the system counts the processes and threads of each user, and not those of root.
#[test]
fn without_processes_and_threads_clients_wait() {
    if system::identities().effective_user != 0 {
        return println!("skipped: only root can be a user that nobody else is");
    }
    if tools::find("bash").is_none() {
        return println!("skipped: no bash here");
    }
    let public = Public::new();
    let program = public.0.join("evloop");
    // A number that a container knows, too.
    let stranger = 20_000 + id() % 40_000;
    let can_be_run = Command::new(&program).arg("-v").uid(stranger).gid(stranger).output();
    if !can_be_run.is_ok_and(|output| output.status.success()) {
        return println!("skipped: the test cannot be run by somebody else");
    }
    // The shell that is begun may have no child.
    let mut probe = Command::new("bash");
    probe.args(["-c", "ulimit -u 1 && exec sh -c 'sh -c :; exit 7'"]).uid(stranger).gid(stranger);
    if probe.output().unwrap().status.code() == Some(7) {
        return println!("skipped: there is no limit of processes here");
    }
    for (model, sentence) in [
        ("forking", "no process for another client: fork: "),
        ("threaded", "no thread for another client: pthread_create: "),
        ("prethreading", "the pool cannot grow beyond "),
        ("preforking", "no process for another worker: fork: "),
        ("reactor-reuseport", "no process for another worker: fork: "),
        ("reactor-shared", "no process for another worker: fork: "),
    ] {
        // More workers than there may be processes, where these are begun before anybody comes.
        let workers = if model == "prethreading" { "8" } else { "30" };
        let mut command = limited("-u 20", program.to_str().unwrap(), &[model, "--workers", workers]);
        command.uid(stranger).gid(stranger);
        let begin = Instant::now();
        let server = Server::from(command);
        // Here the kernel has dealt some clients to workers that are not there.
        if model != "reactor-reuseport" {
            crowd(&server, 50, sentence);
        }
        server.complaint(sentence);
        let said = end(server, "TERM");
        assert!(said.contains("(EAGAIN); those who come wait"), "{model}: {said}");
        assert!(is_told_rarely(&said, begin, 1), "{model} says it again and again: {said}");
    }
}

/// A thousand at once, each of whom is kept waiting for a tenth of a second.
#[test]
fn a_thousand_clients_at_once() {
    let (_, most) = system::descriptor_limit().unwrap();
    let crowd = usize::try_from(most).unwrap_or(usize::MAX).saturating_sub(200).min(1000);
    system::set_descriptor_limit(most).unwrap();
    for model in models().iter().filter(|model| *model != "iterative") {
        let more: &[&str] = if model == "preforking" { &["--workers", "100"] } else { &[] };
        let server = start(model, "wait", &[&["--wait", "100"], more].concat());
        let begin = Instant::now();
        let clients: Vec<_> = (0..crowd).map(|_| Client::connect(server.addr)).collect();
        for mut client in clients {
            client.end();
            assert_eq!(client.read_to_end(), HELLO);
        }
        println!("{model}: {crowd} clients in {:?}", begin.elapsed());
        // A machine may not allow so many processes or threads; then that is told.
        let said = end(server, "TERM");
        assert!(said.lines().all(|line| line.ends_with("those who come wait")), "{model}: {said}");
    }
}

/// The children of a server that it has not waited for, zombies among them: all of its group but itself.
fn children(server: &Server) -> Vec<u32> {
    proc::group(server.pid()).into_iter().filter(|&pid| pid != server.pid()).collect()
}

#[test]
fn ten_thousand_forks_leave_no_zombie() {
    let server = start("forking", "hello", &[]);
    thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| (0..1000).for_each(|_| visit(server.addr, "hello", REQUEST)));
        }
    });
    until("all children are gone", || children(&server).is_empty());
    assert_eq!(end(server, "TERM"), "");
}

#[test]
fn a_worker_that_is_killed_is_replaced() {
    for model in ["preforking", "reactor-reuseport", "reactor-shared"] {
        let server = start(model, "echo", &["--workers", "3"]);
        let before = children(&server);
        assert_eq!(before.len(), 3);
        for victim in before {
            let begin = Instant::now();
            program::send_signal("KILL", &victim.to_string());
            until("another is there", || {
                let now = children(&server);
                now.len() == 3 && !now.contains(&victim)
            });
            println!("{model}: replaced after {:?}", begin.elapsed());
        }
        (0..9).for_each(|_| visit(server.addr, "echo", b"who are you?"));
        assert!(end(server, "TERM").contains("another takes its place"));
    }
}

/// What a worker has not accepted is not lost with it: the sockets are the parent's, too.
#[test]
fn clients_that_a_killed_worker_did_not_take_are_served_by_the_next() {
    let server = start("reactor-reuseport", "echo", &["--workers", "1"]);
    let worker = children(&server)[0];
    program::send_signal("STOP", &worker.to_string());
    until("the worker stands still", || proc::is_stopped(worker));
    let mut client = Client::connect(server.addr);
    client.write(b"hello?");
    program::send_signal("KILL", &worker.to_string());
    assert_eq!(client.read(GREETING.len() + 6), b"Echo server\r\nhello?");
    end(server, "TERM");
}

#[test]
fn workers_end_with_a_parent_that_is_killed() {
    let server = start("preforking", "hello", &["--workers", "2"]);
    let group = server.pid();
    let served = Client::connect(server.addr).read(HELLO.len());
    assert_eq!(served, HELLO);
    server.signal("KILL");
    until("no worker is left", || proc::group(group).into_iter().all(proc::has_ended));
    assert_eq!(server.finish().code, 128 + 9);
}

fn threads(pid: u32) -> usize {
    fs::read_dir(format!("/proc/{pid}/task")).unwrap().count()
}

/// One thread begins the others; of these eight stand at the door, and never less than four once there was time for it.
#[test]
fn the_pool_grows_before_it_runs_dry_and_shrinks_again() {
    let server = start("prethreading", "echo", &["--workers", "8"]);
    until("the first are there", || threads(server.pid()) == 1 + 8);
    let clients: Vec<_> = (0..60).map(|_| Client::greeted(server.addr, "Echo server\r\n")).collect();
    until("some stand at the door although all were taken", || threads(server.pid()) > 1 + 60 + 4);
    assert!(threads(server.pid()) <= 1 + 60 + 8);
    drop(clients);
    until("the crowd has gone", || threads(server.pid()) <= 1 + 8);
    visit(server.addr, "echo", b"once more");
    until("eight are left at the door", || threads(server.pid()) == 1 + 8);
    assert_eq!(end(server, "TERM"), "");
}
