//! Names to addresses and back, without a network: digits, this host, and names that nobody is asked for.

use crate::common::{Log, loop_with_pool, new_loop};
use evloop::{Error, Family, Hints, Loop, NameHints, Names, Result, Work};
use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::mpsc;

on_every_backend!(
    names_are_resolved_on_the_pool,
    digits_need_no_server_and_have_the_family_that_is_asked_for,
    an_ipv4_address_is_mapped_into_ipv6_where_that_is_asked_for,
    services_have_ports_by_name_or_in_digits,
    names_that_cannot_be_names_are_clear_errors,
    addresses_have_names,
    a_look_up_that_has_not_begun_is_cancelled,
);

/// Runs a loop for one look-up.
fn answer<T: 'static>(
    ask: impl FnOnce(&mut Loop, Box<dyn FnOnce(&mut Loop, Result<T>)>) -> Work,
) -> Result<T> {
    let (mut lp, told) = (new_loop(), Rc::new(RefCell::new(None)));
    let heard = told.clone();
    ask(&mut lp, Box::new(move |_, answer| drop(heard.replace(Some(answer)))));
    lp.run().unwrap();
    told.take().expect("an answer")
}

fn resolve(host: &str, hints: Hints) -> Result<Vec<SocketAddr>> {
    answer(|lp, done| lp.resolve(host, 80, hints, done))
}

fn service(host: Option<&str>, service: &str, hints: Hints) -> Result<Vec<SocketAddr>> {
    answer(|lp, done| lp.resolve_service(host, service, hints, done))
}

fn names(address: &str, hints: NameHints) -> Result<Names> {
    let address: SocketAddr = address.parse().unwrap();
    answer(|lp, done| lp.names_of(address, hints, done))
}

const NUMERIC: Hints = Hints {
    family: Family::Any,
    configured: false,
    v4_mapped: false,
    all: false,
    numeric: true,
    numeric_service: false,
    passive: false,
    datagrams: false,
};

fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn names_are_resolved_on_the_pool() {
    let hints = Hints { family: Family::V4, ..Hints::default() };
    let found = resolve("localhost", hints).unwrap();
    assert!(found.contains(&addresses(&["127.0.0.1:80"])[0]), "{found:?}");
    assert!(found.iter().all(|address| address.is_ipv4() && address.port() == 80));
}

fn digits_need_no_server_and_have_the_family_that_is_asked_for() {
    assert_eq!(resolve("127.0.0.1", NUMERIC).unwrap(), addresses(&["127.0.0.1:80"]));
    assert_eq!(resolve("::1", NUMERIC).unwrap(), addresses(&["[::1]:80"]));
    let six = Hints { family: Family::V6, ..NUMERIC };
    assert_eq!(resolve("fe80::1%7", six).unwrap()[0].to_string(), "[fe80::1%7]:80");
    let error = resolve("127.0.0.1", six).unwrap_err();
    assert!(["EAI_ADDRFAMILY", "EAI_NONAME", "EAI_FAMILY"].contains(&error.code()), "{error}");
    assert_eq!(resolve("127.0.0.1", Hints { all: true, ..NUMERIC }).unwrap(), addresses(&["127.0.0.1:80"]));
}

fn an_ipv4_address_is_mapped_into_ipv6_where_that_is_asked_for() {
    if cfg!(any(target_os = "openbsd", target_os = "netbsd")) {
        return println!("skipped: there are no mapped addresses here");
    }
    let mapped = Hints { family: Family::V6, v4_mapped: true, ..Hints::default() };
    assert_eq!(resolve("127.0.0.1", mapped).unwrap(), addresses(&["[::ffff:127.0.0.1]:80"]));
}

fn services_have_ports_by_name_or_in_digits() {
    let four = Hints { family: Family::V4, ..NUMERIC };
    assert_eq!(service(Some("127.0.0.1"), "7", four).unwrap(), addresses(&["127.0.0.1:7"]));
    assert_eq!(service(None, "7", four).unwrap(), addresses(&["127.0.0.1:7"]));
    let passive = Hints { passive: true, datagrams: true, ..four };
    assert_eq!(service(None, "7", passive).unwrap(), addresses(&["0.0.0.0:7"]));
    let error = service(Some("127.0.0.1"), "no such service", four).unwrap_err();
    assert_eq!((error.code(), error.subject()), ("EAI_SERVICE", Some("resolve 127.0.0.1:no such service")));
    let digits = Hints { numeric_service: true, ..four };
    assert_eq!(service(None, "http", digits).unwrap_err().code(), "EAI_NONAME");
    let Ok(known) = std::fs::read_to_string("/etc/services") else {
        return println!("skipped: no /etc/services");
    };
    if known.lines().any(|line| line.starts_with("http") && line.contains("80/tcp")) {
        assert_eq!(service(None, "http", four).unwrap(), addresses(&["127.0.0.1:80"]));
    }
}

fn names_that_cannot_be_names_are_clear_errors() {
    let text = |error: Error| (error.code(), error.to_string());
    let (code, told) = text(resolve("a\0b\n", Hints::default()).unwrap_err());
    let expected = r"resolve a\0b\n: getaddrinfo: the name has a NUL byte inside (EAI_NONAME)";
    assert_eq!((code, told.as_str()), ("EAI_NONAME", expected));
    for length in [256, 1 << 20] {
        let error = resolve(&"ä".repeat(length / 2), Hints::default()).unwrap_err();
        assert_eq!((error.call(), error.errno()), ("getaddrinfo", None));
        let (code, told) = text(error);
        assert_eq!(code, "EAI_NONAME");
        assert!(told.ends_with("ä…: getaddrinfo: the name has more than 255 bytes (EAI_NONAME)"), "{told}");
        assert!(told.len() < 300, "no megabyte in a log");
    }
    for bad in ["", "not.a.number", "1.2.3.4.5", "127.0.0.1\n"] {
        let error = resolve(bad, NUMERIC).unwrap_err();
        assert_eq!(error.code(), "EAI_NONAME", "{bad:?}");
        assert!(error.resolve_code().is_some());
    }
    assert_eq!(service(None, "a\0b", NUMERIC).unwrap_err().code(), "EAI_NONAME");
}

fn addresses_have_names() {
    let digits = NameHints { numeric_host: true, numeric_service: true, ..NameHints::default() };
    for (address, host) in [("127.0.0.1:65535", "127.0.0.1"), ("[fe80::1]:65535", "fe80::1")] {
        let expected = Names { host: host.to_owned(), service: "65535".to_owned() };
        assert_eq!(names(address, digits).unwrap(), expected);
    }
    let required = NameHints { name_required: true, ..digits };
    let error = names("127.0.0.1:80", required).unwrap_err();
    assert!(["EAI_NONAME", "EAI_BADFLAGS"].contains(&error.code()), "{error}");
    assert_eq!((error.call(), error.subject()), ("getnameinfo", Some("resolve 127.0.0.1:80")));
    let hosts = std::fs::read_to_string("/etc/hosts").unwrap_or_default();
    let first = hosts.lines().find_map(|line| line.strip_prefix("127.0.0.1")?.split_whitespace().next());
    let Some(own) = first else { return println!("skipped: /etc/hosts does not name 127.0.0.1") };
    let named = NameHints { numeric_service: true, name_required: true, ..NameHints::default() };
    let expected = Names { host: own.to_owned(), service: "80".to_owned() };
    assert_eq!(names("127.0.0.1:80", named).unwrap(), expected);
}

fn a_look_up_that_has_not_begun_is_cancelled() {
    let (mut lp, log) = (loop_with_pool(1), Log::default());
    let (open, gate) = mpsc::channel::<()>();
    lp.work(move || gate.recv().is_err(), |_, _| ());
    let heard = log.clone();
    let work = lp.resolve("127.0.0.1", 80, NUMERIC, move |_, _| heard.say("resolved"));
    assert!(work.cancel(&mut lp) && !work.cancel(&mut lp));
    drop(open);
    lp.run().unwrap();
    log.check(&[]);
}
