//! How many instructions the reactor spends on a message, counted by callgrind, which does not depend on how busy the
//! machine is. Only an optimised build has anything to say: `cargo test --release -p evloop --test budget`.

use evloop::{Event, Loop};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};

/// What one message may cost when 32 connections are served together.
const TOGETHER: u64 = 300;

/// What it may cost when each message has a turn of the loop to itself.
const ALONE: u64 = 400;

// Without the test harness, whose threads would be in the measurement: in a process with several threads, the C
// library does forty instructions more around each system call that waits.
fn main() {
    if std::env::var_os("EVLOOP_TEST_CHILD").is_some() {
        return be_server();
    }
    if cfg!(debug_assertions) {
        return println!("skipped: this is no optimised build");
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        return println!("skipped: no valgrind here");
    }
    let together = instructions_per_message(32);
    let alone = instructions_per_message(1);
    println!("together {together}, alone {alone} instructions for a message");
    assert!(together <= TOGETHER, "{together} instructions for a message of 32 connections");
    assert!(alone <= ALONE, "{alone} instructions for a message of one connection");
}

/// The difference of two runs, so that the start cancels out.
fn instructions_per_message(connections: usize) -> u64 {
    let (few, many) = (3_200, 22_400);
    let short = run(connections, few);
    let long = run(connections, many);
    (long - short) / (many - few) as u64
}

/// The instructions of a server that echoes so many messages of 64 bytes.
fn run(connections: usize, messages: usize) -> u64 {
    let mut server = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().unwrap())
        .env("EVLOOP_TEST_CHILD", "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map_while(Result::ok);
    let address: SocketAddr =
        lines.find_map(|line| line.strip_prefix("listening ")?.parse().ok()).expect("the server's address");
    let mut clients: Vec<_> = (0..connections).map(|_| TcpStream::connect(address).unwrap()).collect();
    for client in &clients {
        client.set_nodelay(true).unwrap();
    }
    let mut answer = [0; 64];
    for _ in 0..messages / connections {
        for client in &mut clients {
            client.write_all(&[7; 64]).unwrap();
        }
        for client in &mut clients {
            client.read_exact(&mut answer).unwrap();
        }
    }
    clients[0].write_all(b"q").unwrap();
    lines.for_each(drop);
    let output = server.wait_with_output().unwrap();
    assert!(output.status.success());
    // The last words of callgrind: "==1234== Collected : 567890".
    let said = String::from_utf8_lossy(&output.stderr);
    let count = said.lines().find_map(|line| line.split("Collected :").nth(1)).expect("callgrind's count");
    count.trim().parse().unwrap()
}

/// An echo server that ends when it reads a `q`.
fn be_server() {
    let mut lp = Loop::new().unwrap();
    let listener = lp
        .listen(([127, 0, 0, 1], 0), |lp, conn| {
            conn.start(lp, |lp, conn, event| match event {
                Event::Data(b"q") => lp.stop(),
                Event::Data(bytes) => drop(conn.write(lp, bytes)),
                Event::End => drop(conn.end(lp)),
                _ => {}
            });
        })
        .unwrap();
    println!("listening {}", listener.local_addr(&lp).unwrap());
    lp.run().unwrap();
}
