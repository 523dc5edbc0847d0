//! A wall clock that somebody sets, seen from JavaScript. Numbers are those of the failure scenarios.

use std::process::Command;

use evloop_tests::runtime::for_each;
use evloop_tests::{js_dir, program, root_dir, tools};

/// The clock goes forth and back by an hour, through a library that stands before the C library's.
#[test]
fn e79_a_wall_clock_that_is_set_moves_no_timer() {
    let Some(cc) = tools::need("cc") else { return };
    let source = root_dir().join("runtime/tests/common/clock.c");
    let library = std::env::temp_dir().join(format!("evloop-clock-{}.so", std::process::id()));
    let compiled = Command::new(cc).args(["-shared", "-fPIC", "-o"]).arg(&library).arg(source).status();
    assert!(compiled.expect("the compiler runs").success());
    for_each(|runtime| {
        let mut command = runtime.runs(js_dir().join("programs").join("wall-clock.js"));
        command.env("LD_PRELOAD", &library).env("EVLOOP_TEST_CLOCK", "wall");
        let outcome = program::run(command);
        assert_eq!(outcome.stdout, "order 10 20 30 beats 10 jumps true in time true\n", "{outcome:?}");
    });
    std::fs::remove_file(library).expect("the library is there");
}
