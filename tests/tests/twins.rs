//! Twin programs: one test for each room of `tests/js`. How a room works is told in `tests/src/twins.rs`.

use std::collections::BTreeSet;
use std::fs;

use evloop_tests::{js_dir, twins};

/// Folders of `tests/js` whose programs other tests start.
const NO_ROOMS: &[&str] = &["programs", "servers", "view", "virtual_time"];

macro_rules! rooms {
    ($($room:ident)*) => {
        const ROOMS: &[&str] = &[$(stringify!($room)),*];
        $(
            #[test]
            fn $room() {
                twins::room(stringify!($room));
            }
        )*
    };
}

rooms! {
    assert async_hooks buffer child_process cluster console crypto dgram diagnostics_channel dns domain errors events
    exit fs modules net order os path perf_hooks process punycode querystring readline stream string_decoder test
    timers url util v8 vm worker_threads
}

#[test]
fn every_room_is_tested() {
    let folders =
        fs::read_dir(js_dir()).expect("tests/js is there").flatten().filter(|entry| entry.path().is_dir());
    let found: BTreeSet<String> =
        folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let known = ROOMS.iter().chain(NO_ROOMS).map(|name| (*name).to_owned()).collect();
    assert_eq!(found, known, "rooms on disk, and rooms in this file");
}
