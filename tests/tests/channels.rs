//! The programs of `docs/channels.md`: from request and response to an event channel between programs, over `net`, NATS and
//! Redis.

use std::fs;
use std::os::fd::OwnedFd;
use std::path::Path;

use evloop_ffi::socket::Socket;
use evloop_tests::client::Client;
use evloop_tests::program::{self, Running};
use evloop_tests::runtime::{Runtime, for_each};
use evloop_tests::server::Server;
use evloop_tests::service::Service;
use evloop_tests::{npm, root_dir};

const FOLDER: &str = "examples/events";

/// Programs that play all roles themselves, and what they print.
const ALONE: &[(&str, &str)] = &[
    ("request.js", "3 + 5 = 8\nno answer in time\nthree at once: 2, 4, 6\n"),
    (
        "configured.js",
        "gauge shows 3.1 bar, shows 3.4 bar, shows 9.7 bar, shows 3.2 bar\nalarm rings at 9.7 bar\n",
    ),
    (
        "directory.js",
        "who reads the temperature? []\n\
         gauge shows 3.1 bar, shows 3.4 bar, shows 9.7 bar, shows 3.2 bar\nalarm rings at 9.7 bar\n",
    ),
    (
        "registered.js",
        "alarm rings at 9.7 bar\ngauge shows 9.7 bar, shows 3.2 bar\nthe sensor itself has counted 4\n",
    ),
];

#[test]
fn programs_that_play_all_roles() {
    for_each(|runtime| {
        for (name, expected) in ALONE {
            let outcome = program::run(runtime.runs(root_dir().join(FOLDER).join(name)));
            assert_eq!(
                (outcome.stdout.as_str(), outcome.stderr.as_str(), outcome.code),
                (*expected, "", 0),
                "{name}"
            );
        }
    });
}

fn role(runtime: Runtime, folder: &Path, role: &str, kind: &str, port: u16) -> Running {
    let mut command = runtime.runs(folder.join("plant.js"));
    command.args([role, kind, &format!("127.0.0.1:{port}")]);
    Running::start(command)
}

/// A sensor, a gauge and an alarm, each a process, the alarm under another runtime than the others where there is one.
fn plant(folder: &Path, kind: &str, port: u16) {
    let all = Runtime::all();
    for (place, runtime) in all.iter().copied().enumerate() {
        let other = all[(place + 1) % all.len()];
        let gauge = role(runtime, folder, "gauge", kind, port);
        let alarm = role(other, folder, "alarm", kind, port);
        gauge.line("gauge listens");
        alarm.line("alarm listens");
        let sensor = role(runtime, folder, "sensor", kind, port).finish();
        assert_eq!((sensor.stderr.as_str(), sensor.code), ("", 0), "the sensor under {runtime} over {kind}");
        let lines = |running: Running| running.finish().stdout;
        let shown = "gauge listens\ngauge shows 3.1 bar\ngauge shows 3.4 bar\ngauge shows 9.7 bar\ngauge shows 3.2 bar\n";
        assert_eq!(lines(gauge), shown, "the gauge under {runtime} over {kind}");
        assert_eq!(
            lines(alarm),
            "alarm listens\nalarm rings at 9.7 bar\n",
            "the alarm under {other} over {kind}"
        );
    }
}

fn channel(runtime: Runtime) -> Server {
    Server::from(runtime.runs(root_dir().join(FOLDER).join("channel.js")))
}

#[test]
fn a_channel_between_programs() {
    for_each(|runtime| {
        let channel = channel(runtime);
        plant(&root_dir().join(FOLDER), "net", channel.addr.port());
    });
}

#[test]
fn the_same_over_nats() {
    let Some(folder) = npm::lend(&root_dir().join(FOLDER)) else { return };
    let Some(service) = Service::nats() else { return };
    plant(folder.path(), "nats", service.port);
}

#[test]
fn the_same_over_redis() {
    let Some(folder) = npm::lend(&root_dir().join(FOLDER)) else { return };
    let Some(service) = Service::redis() else { return };
    plant(folder.path(), "redis", service.port);
}

fn subscribed(channel: &Server) -> Client {
    let mut client = Client::connect(channel.addr);
    client.write(b"{\"subscribe\":\"flood\",\"id\":\"1\"}\n");
    assert_eq!(client.read(13), b"{\"done\":\"1\"}\n");
    client
}

/// How much the kernel takes at most for somebody who does not read, on the sender's side.
fn most_that_the_kernel_keeps() -> usize {
    let limits = fs::read_to_string("/proc/sys/net/ipv4/tcp_wmem").unwrap_or_default();
    limits.split_whitespace().nth(2).and_then(|most| most.parse().ok()).unwrap_or(8 * MIB)
}

const MIB: usize = 1024 * 1024;

/// Who does not read is let go; who does hears everything.
#[test]
fn a_channel_waits_for_nobody() {
    let event = "x".repeat(64 * 1024);
    let published = format!("{{\"publish\":\"flood\",\"event\":\"{event}\"}}\n");
    let heard = format!("{{\"subject\":\"flood\",\"event\":\"{event}\"}}\n");
    // The channel itself keeps one mebibyte for each, and the receiver's side next to nothing.
    let events = (most_that_the_kernel_keeps() + 4 * MIB) / event.len();
    for_each(|runtime| {
        let channel = channel(runtime);
        let mut slow = subscribed(&channel);
        let again = slow.stream.try_clone().expect("a descriptor is left");
        Socket::from(OwnedFd::from(again)).set_receive_buffer(64 * 1024).expect("a socket takes SO_RCVBUF");
        let mut quick = subscribed(&channel);
        for _ in 0..events {
            quick.write(published.as_bytes());
            assert_eq!(quick.read(heard.len()), heard.as_bytes());
        }
        // All that the kernel had taken for it, and then an end, or a reset.
        let left = slow.fate().map_or(0, |bytes| bytes.len());
        assert!(left < events * heard.len(), "the slow one was sent everything");
    });
}

#[test]
fn a_channel_hangs_up_on_nonsense() {
    for_each(|runtime| {
        let channel = channel(runtime);
        for nonsense in ["hello\n", "null\n", "5\n", "{\"publish\":\n"] {
            let mut client = Client::connect(channel.addr);
            client.write(nonsense.as_bytes());
            let sent_back = client.fate().unwrap_or_default();
            assert!(sent_back.is_empty(), "{nonsense:?}");
        }
        drop(subscribed(&channel));
    });
}

/// The page shows programs of the folder as they are.
#[test]
fn the_page_names_all_programs() {
    let page = fs::read_to_string(root_dir().join("docs/channels.md")).expect("docs/channels.md");
    let programs = fs::read_dir(root_dir().join(FOLDER)).expect(FOLDER).flatten();
    let missing: Vec<String> = programs
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .filter(|name| !page.contains(&format!("](../{FOLDER}/{name})")))
        .collect();
    assert!(missing.is_empty(), "docs/channels.md does not name {missing:?}");
}
