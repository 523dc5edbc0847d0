//! Packages that npm installs from the registry do under evloop what they do every day, unmodified, and as under Node.
//!
//! A program for each package is in `tests/npm/programs`, with its output beside it; `tests/npm/package.json` names the versions.
//! What is needed to run them, and how they are compared, is in `tests/src/npm.rs` and `tests/src/twins.rs`.

use std::collections::BTreeSet;
use std::fs;

use evloop_tests::runtime::Runtime;
use evloop_tests::service::Service;
use evloop_tests::{npm, program, twins};

/// Runs a package's program with variables of the environment.
fn run(name: &str, variables: &[(&str, String)]) {
    let programs = npm::folder().join("programs");
    let Some(scratch) = npm::lend(&programs) else { return };
    let program = scratch.path().join(name).with_extension("js");
    twins::program(&program, variables);
    if twins::blesses() {
        for kind in ["out", "err", "code"] {
            let written = program.with_extension(kind);
            if written.exists() {
                let file = written.file_name().expect("it has the program's name");
                fs::copy(&written, programs.join(file)).expect("the folder can be written to");
            }
        }
    }
}

macro_rules! packages {
    ($($test:ident = $name:literal)*) => {
        /// Packages that need nothing but themselves.
        const ALONE: &[&str] = &[$($name),*];
        $(
            #[test]
            fn $test() {
                run($name, &[]);
            }
        )*
    };
}

packages! {
    aedes = "aedes"
    async_ = "async"
    bluebird = "bluebird"
    chalk = "chalk"
    commander = "commander"
    debug = "debug"
    dotenv = "dotenv"
    fast_csv = "fast-csv"
    glob = "glob"
    iconv_lite = "iconv-lite"
    lodash = "lodash"
    msgpackr = "msgpackr"
    pino = "pino"
    protobufjs = "protobufjs"
    rxjs = "rxjs"
    split2 = "split2"
    uuid = "uuid"
    websocket_driver = "websocket-driver"
    winston = "winston"
    yargs = "yargs"
}

/// Clients of servers, which the tests start.
const WITH_SERVERS: &[&str] = &["ioredis", "mqtt", "nats", "pg", "redis"];

/// Runs the program of a client; a variable tells it the port of its server.
fn with_server(name: &str, service: Option<Service>, variable: &str) {
    let Some(service) = service else { return };
    run(name, &[(variable, service.port.to_string())]);
}

#[test]
fn ioredis() {
    with_server("ioredis", Service::redis(), "REDIS_PORT");
}

#[test]
fn redis() {
    with_server("redis", Service::redis(), "REDIS_PORT");
}

#[test]
fn nats() {
    with_server("nats", Service::nats(), "NATS_PORT");
}

#[test]
fn mqtt() {
    with_server("mqtt", Service::mosquitto(), "MQTT_PORT");
}

#[test]
fn pg() {
    let password = "secret, but not very";
    let Some(service) = Service::postgres(password) else { return };
    let variables = [
        ("PGHOST", "127.0.0.1".to_owned()),
        ("PGPORT", service.port.to_string()),
        ("PGUSER", "evloop".to_owned()),
        ("PGPASSWORD", password.to_owned()),
        ("PGDATABASE", "postgres".to_owned()),
    ];
    run("pg", &variables);
}

/// Packages load `tls` and the like before they know whether they will need it. That works; and what is not there says so when
/// it is used, not by silence.
#[test]
fn what_is_absent_says_so_when_it_is_used() {
    let code = r"
        const uses = [
            ['tls', 'connect'], ['tls', 'createServer'], ['http', 'createServer'], ['http', 'get'], ['https', 'request'],
            ['zlib', 'gzipSync'], ['zlib', 'createInflate'], ['crypto', 'createCipheriv'], ['crypto', 'sign'],
        ];
        for (const [room, name] of uses) {
          try {
            require(room)[name]();
            console.log(room, name, 'is silent');
          } catch (error) {
            console.log(error.code, error.message);
          }
        }
        class Own extends require('http').Agent {}
        try { new Own(); } catch (error) { console.log(error.code, error.message); }
        console.log(typeof process.versions.openssl);
    ";
    for runtime in Runtime::all().into_iter().filter(|runtime| runtime.is_evloop()) {
        let outcome = program::run(runtime.evaluates("-e", code));
        let lines: Vec<&str> = outcome.stdout.lines().collect();
        assert_eq!(lines.len(), 11, "{outcome:?}");
        assert!(lines[0].ends_with("The tls.connect() method is not implemented"), "{outcome:?}");
        assert!(
            lines[..10].iter().all(|line| line.starts_with("ERR_METHOD_NOT_IMPLEMENTED ")),
            "{outcome:?}"
        );
        assert_eq!(lines[10], "undefined", "who asks whether there is cryptography hears no");
    }
}

/// Each program has its test.
#[test]
fn every_program_is_run() {
    let programs = fs::read_dir(npm::folder().join("programs")).expect("the programs are there").flatten();
    let stems =
        programs.map(|file| file.path()).filter(|path| path.extension().is_some_and(|kind| kind == "js"));
    let found: BTreeSet<String> =
        stems.map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned()).collect();
    let tested: BTreeSet<String> = ALONE.iter().chain(WITH_SERVERS).map(|name| (*name).to_owned()).collect();
    assert_eq!(found, tested, "programs on disk, and in this file");
}

/// Whoever clones the repository gets the packages from the registry that he uses.
#[test]
fn the_list_of_packages_names_no_registry() {
    let list = fs::read_to_string(npm::folder().join("package-lock.json")).expect("a list of packages");
    assert!(!list.contains("\"resolved\""), "made without --omit-lockfile-registry-resolved");
    assert!(list.contains("\"integrity\""), "each package is known by its digest");
}
