//! The command line: what `evloop` takes and says, and where Node has the same, that it says the same.

use std::fs;
use std::process::{Command, Stdio};

use evloop_tests::build::{self, Profile};
use evloop_tests::program::{self, Outcome};
use evloop_tests::runtime::{Runtime, for_each};
use evloop_tests::{js_dir, root_dir};

fn evloop(args: &[&str]) -> Outcome {
    let mut command = Command::new(build::evloop(Profile::Own));
    command.args(args);
    program::run(command)
}

fn wanted() -> bool {
    Runtime::all().contains(&Runtime::Evloop)
}

#[test]
fn version_and_help() {
    if !wanted() {
        return;
    }
    let version = evloop(&["--version"]);
    assert_eq!((version.code, version.stderr.as_str()), (0, ""));
    assert!(version.stdout.contains(env!("CARGO_PKG_VERSION")), "{}", version.stdout);
    let help = evloop(&["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    for word in ["run", "eval", "--version", "EVLOOP_LOG"] {
        assert!(help.stdout.contains(word), "{word} is not in\n{}", help.stdout);
    }
}

#[test]
fn what_the_command_line_does_not_know() {
    if !wanted() {
        return;
    }
    for args in [&["--no-such-flag"][..], &["no-such-command"], &["run"], &["eval"]] {
        let outcome = evloop(args);
        assert_ne!(outcome.code, 0, "{args:?}");
        assert_eq!(outcome.stdout, "", "{args:?}");
        assert!(!outcome.stderr.is_empty(), "{args:?} says nothing");
        assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
    }
}

#[test]
fn a_program_from_standard_input() {
    for_each(|runtime| {
        let code =
            "console.log(1 + 1, process.argv.slice(2), typeof require, require('path').basename('/a/b'));";
        let mut command = runtime.runs("-");
        command.args(["x", "--y"]);
        let outcome = program::run_with_input(command, code.as_bytes());
        assert_eq!(outcome.stderr, "");
        assert_eq!(outcome.stdout, "2 [ 'x', '--y' ] function b\n");
        let broken = program::run_with_input(runtime.runs("-"), b"\nthrow new Error('from stdin');\n");
        assert_eq!(broken.code, 1);
        assert!(
            broken.stderr.starts_with("[stdin]:2\nthrow new Error('from stdin');\n^\n"),
            "{}",
            broken.stderr
        );
    });
}

#[test]
fn code_on_the_command_line() {
    for_each(|runtime| {
        let run = |flag, code| program::run(runtime.evaluates(flag, code));
        assert_eq!(run("-e", "console.log('e', require('net').isIP('::1'))").stdout, "e 6\n");
        assert_eq!(run("-e", "1 + 1").stdout, "");
        assert_eq!(run("-p", "1 + 1").stdout, "2\n");
        assert_eq!(run("-p", "({ a: [1, 'two'] })").stdout, "{ a: [ 1, 'two' ] }\n");
        assert_eq!(run("-p", "'text'").stdout, "text\n");
        assert_eq!(run("-e", "setTimeout(() => console.log('later'), 1)").stdout, "later\n");
        assert_eq!(run("-e", "process.exit(9)").code, 9);
        let broken = run("-e", "throw new TypeError('x')");
        assert_eq!(broken.code, 1);
        assert!(
            broken.stderr.starts_with("[eval]:1\nthrow new TypeError('x')\n^\n\nTypeError: x\n"),
            "{}",
            broken.stderr
        );
    });
    if wanted() {
        assert_eq!(evloop(&["eval", "console.log('eval')"]).stdout, "eval\n");
    }
}

#[test]
fn arguments_reach_the_program_untouched() {
    for_each(|runtime| {
        let mut command = runtime.runs(js_dir().join("modules/arguments.js"));
        command.args(["--help", "-e", "x y", "", "ü", "--"]);
        let outcome = program::run(command);
        assert_eq!(outcome.stdout, "8 arguments.js [ '--help', '-e', 'x y', '', 'ü', '--' ]\n");
    });
}

#[test]
fn a_file_that_is_not_there() {
    for_each(|runtime| {
        let path = root_dir().join("no-such-folder/missing.js");
        let outcome = program::run(runtime.runs(&path));
        assert_eq!(outcome.code, 1);
        assert_eq!(outcome.stdout, "");
        let message = format!("Error: Cannot find module '{}'", path.display());
        assert!(outcome.stderr.lines().any(|line| line == message), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("code: 'MODULE_NOT_FOUND'"), "{}", outcome.stderr);
    });
}

#[test]
fn a_file_named_in_other_ways() {
    for_each(|runtime| {
        let run = |name: &str| {
            let mut command = runtime.runs(name);
            command.current_dir(js_dir().join("modules"));
            program::run(command).stdout
        };
        for name in ["hashbang.js", "./hashbang.js", "./fixtures/../hashbang", "../modules/hashbang.js"] {
            assert_eq!(run(name), "runs true\n", "{name}");
        }
        assert_eq!(run("./fixtures/counted.js"), "");
    });
}

#[test]
fn output_that_a_pipe_cannot_hold_is_complete() {
    let line = |i: u32| format!("line {i} of some length to fill the buffers of the pipe\n");
    let expected: String = (0..5000).map(line).collect();
    // Node writes to a pipe what the pipe takes, and loses the rest when the program ends at once.
    for runtime in Runtime::all().into_iter().filter(|runtime| runtime.is_evloop()) {
        let outcome = program::run(runtime.runs(js_dir().join("programs/much-output.js")));
        assert_eq!(outcome.code, 21);
        assert!(outcome.stdout == expected, "{} of {} bytes came", outcome.stdout.len(), expected.len());
    }
}

#[test]
fn standard_output_that_nobody_reads() {
    for_each(|runtime| {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = runtime.runs(js_dir().join("programs/endless-output.js"));
        let done = command.stdin(Stdio::null()).stdout(writer).output().expect("it starts");
        let stderr = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{stderr}");
        assert!(stderr.lines().any(|line| line == "Error: write EPIPE"), "{stderr}");
    });
}

#[test]
fn process_stdout_write_to_nobody_is_an_error() {
    for_each(|runtime| {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let code = "process.stdout.write('x'); setTimeout(() => {}, 1000)";
        let mut command = runtime.evaluates("-e", code);
        let done = command.stdin(Stdio::null()).stdout(writer).output().expect("it starts");
        let stderr = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains("write EPIPE") && stderr.contains("syscall: 'write'"), "{stderr}");
    });
}

/// Descriptors 0 to 2 are closed, and no socket may take their place.
#[test]
fn a12_started_without_standard_streams() {
    for_each(|runtime| {
        let inner = runtime.runs(js_dir().join("programs/no-streams.js"));
        let outcome = program::run(program::by_shell("exec <&- >&- 2>&-", &inner));
        assert_eq!(outcome.code, 31);
    });
}

#[test]
fn a_log_on_demand() {
    if !wanted() {
        return;
    }
    let mut command = Runtime::Evloop.runs(js_dir().join("timers/refresh.js"));
    command.env("EVLOOP_LOG", "trace");
    let loud = program::run(command);
    assert_eq!(loud.code, 0);
    assert!(!loud.stderr.is_empty(), "nothing is logged");
    let quiet = program::run(Runtime::Evloop.runs(js_dir().join("timers/refresh.js")));
    assert_eq!((quiet.stderr.as_str(), quiet.stdout), ("", loud.stdout));
}

#[test]
fn a_listening_program_ends_by_the_signals_of_a_terminal() {
    for_each(|runtime| {
        for (name, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
            let server = evloop_tests::server::Server::start(runtime, "pipe.js");
            server.signal(name);
            assert_eq!(server.finish().code, 128 + number, "{name}");
        }
    });
}

#[test]
fn examples_are_the_papers_programs() {
    let read = |name: &str| fs::read_to_string(root_dir().join("examples/js").join(name)).expect(name);
    assert!(read("echo.js").contains("socket.write(\"Echo server\\r\\n\");\n\nsocket.pipe(socket);"));
    assert!(read("hello.js").contains("server.listen(9996, \"192.168.50.5\");"));
}

#[test]
fn a_file_that_grows_beyond_the_limit_is_an_error_that_can_be_caught() {
    for_each(|runtime| {
        let path = std::env::temp_dir().join(format!("evloop-limit-{}", std::process::id()));
        let code = "try { require('fs').writeFileSync(process.argv.at(-1), 'x'.repeat(1 << 16)) } \
                    catch (error) { console.log(error.code, error.syscall) }";
        let mut wanted = runtime.evaluates("-e", code);
        wanted.arg(&path);
        // One block, of 512 or 1024 bytes.
        let outcome = program::run(program::by_shell("ulimit -f 1", &wanted));
        let _ = fs::remove_file(&path);
        assert_eq!((outcome.stdout.as_str(), outcome.code), ("EFBIG write\n", 0), "{}", outcome.stderr);
    });
}
