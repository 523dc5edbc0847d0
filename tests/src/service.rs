//! Servers that others have written, from Debian's packages: each test starts its own, in a folder of its own.
//!
//! Where a server cannot take a port of the system's choice we look for one that is free, and try another one if somebody was
//! faster. That a server is ready is what it says itself: whoever answers at that port might be somebody else.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::Running;
use crate::scratch::Scratch;
use crate::tools;
use crate::wait::PATIENCE;

/// What servers say when they have no port.
const TAKEN: &[&str] = &["Address already in use", "address already in use"];

/// A server that runs on 127.0.0.1; dropping it ends it.
pub struct Service {
    running: Option<Running>,
    _folder: Scratch,
    /// Where it listens.
    pub port: u16,
}

impl Service {
    /// Redis; None where it is not installed, which is said.
    ///
    /// # Panics
    ///
    /// When it does not start; so do the others.
    pub fn redis() -> Option<Service> {
        let program = need("redis-server")?;
        Some(Service::start(Scratch::new("redis"), None, "Ready to accept connections", |folder, port| {
            let mut command = Command::new(&program);
            command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port"]);
            command.arg(port.to_string()).arg("--dir").arg(folder);
            command
        }))
    }

    /// nats-server.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub fn nats() -> Option<Service> {
        let program = need("nats-server")?;
        Some(Service::start(Scratch::new("nats"), None, "Server is ready", |_, port| {
            let mut command = Command::new(&program);
            command.args(["--addr", "127.0.0.1", "--port"]).arg(port.to_string());
            command
        }))
    }

    /// mosquitto, a broker of MQTT, which lets everybody in.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub fn mosquitto() -> Option<Service> {
        let program = need("mosquitto")?;
        Some(Service::start(Scratch::new("mosquitto"), None, " running", |folder, port| {
            let settings = folder.join("mosquitto.conf");
            let text = format!("listener {port} 127.0.0.1\nallow_anonymous true\nlog_dest stderr\n");
            fs::write(&settings, text).expect("a temporary folder can be written to");
            let mut command = Command::new(&program);
            command.arg("-c").arg(settings);
            command
        }))
    }

    /// PostgreSQL with an account `evloop`, whose password is `password`, and the database `postgres`.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub fn postgres(password: &str) -> Option<Service> {
        let initdb = need("initdb")?;
        let program = fs::canonicalize(&initdb).expect("it is a file").with_file_name("postgres");
        let (folder, user) = (Scratch::new("postgres"), other_user());
        let secret = folder.path().join("password");
        fs::write(&secret, password).expect("a temporary folder can be written to");
        give(folder.path(), user);
        let data = folder.path().join("data");
        let mut command = Command::new(initdb);
        command.args([
            "--username=evloop",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]);
        command.arg("--pwfile").arg(&secret).arg("-D").arg(&data).current_dir(folder.path());
        let done = Running::start(as_user(command, user)).finish();
        assert_eq!(done.code, 0, "initdb: {}{}", done.stdout, done.stderr);
        Some(Service::start(folder, user, "ready to accept connections", |folder, port| {
            let mut command = Command::new(&program);
            command.args(["-F", "-h", "127.0.0.1", "-p"]).arg(port.to_string());
            command.arg("-k").arg(folder).arg("-D").arg(&data);
            command
        }))
    }

    /// Starts the server that `command` makes for a folder and a port, as a user; it says `ready` when it listens.
    fn start(
        folder: Scratch,
        user: Option<User>,
        ready: &str,
        command: impl Fn(&Path, u16) -> Command,
    ) -> Service {
        let mut tries = 0;
        loop {
            let port = free_port();
            let mut command = with_one_output(&command(folder.path(), port));
            command.current_dir(folder.path());
            let running = Running::start(as_user(command, user));
            tries += 1;
            match running.says(&[ready, TAKEN[0], TAKEN[1]]) {
                Some(said) if said == ready => {
                    return Service { running: Some(running), _folder: folder, port };
                }
                Some(_) if tries < 20 => {}
                _ => panic!("the server does not start: {}", running.said()),
            }
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            // Asked to end, a server takes its children and its shared memory with it.
            running.signal("INT");
            running.end_within(PATIENCE);
        }
    }
}

/// A server's program: on the PATH, or where Debian keeps the versions of PostgreSQL.
fn need(name: &str) -> Option<PathBuf> {
    let versions = || {
        let folders = fs::read_dir("/usr/lib/postgresql").ok()?;
        let programs = folders.flatten().map(|version| version.path().join("bin").join(name));
        programs.filter(|program| program.is_file()).max()
    };
    tools::find(name).or_else(versions).or_else(|| tools::need(name))
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    listener.local_addr().expect("it is bound").port()
}

/// The same command, whose standard error goes into standard output, where [`Running::says`] looks.
fn with_one_output(command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", "exec \"$@\" 2>&1", "sh"]).arg(command.get_program()).args(command.get_args());
    shell
}

/// A user and a group.
type User = (u32, u32);

/// Whom root becomes for a server that refuses to run as root: `postgres`, or `nobody`. None for everybody else.
fn other_user() -> Option<User> {
    let own = fs::read_to_string("/proc/self/status").ok()?;
    if !own.lines().any(|line| line.starts_with("Uid:\t0\t")) {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let ids_of = |name: &str| {
        let line = users.lines().find_map(|line| line.strip_prefix(&format!("{name}:")))?;
        let mut fields = line.split(':').skip(1);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    ids_of("postgres").or_else(|| ids_of("nobody"))
}

/// Gives a folder and the files in it to a user.
fn give(folder: &Path, user: Option<User>) {
    let Some((user, group)) = user else { return };
    let inside = fs::read_dir(folder).expect("a folder of our own").flatten().map(|entry| entry.path());
    for path in inside.chain([folder.to_owned()]) {
        chown(path, Some(user), Some(group)).expect("root may give files away");
    }
}

fn as_user(mut command: Command, user: Option<User>) -> Command {
    if let Some((user, group)) = user {
        command.uid(user).gid(group);
    }
    command
}
