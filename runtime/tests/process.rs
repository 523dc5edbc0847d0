//! Child processes: how they end, and how they cannot begin. Numbers are those of the reliability scenarios. What they
//! have from their parent is in `process_inheritance.rs`.

use crate::common::{Log, Scratch, descriptors, in_own_process, new_loop, path};
use evloop::{Backend, Command, Event, ExitStatus, Loop, Ready, Sig, Stdio, World, system};
use std::cell::RefCell;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::rc::Rc;
use std::thread;
use std::time::Duration;

on_every_backend! {
    g97_a_child_that_ends_before_anybody_looks_is_told_nevertheless,
    g98_two_hundred_children_that_end_at_once_are_all_told_once_and_none_remains,
    g99_children_of_other_code_are_left_to_it,
    g100_codes_and_signals_are_told_apart_and_stopping_is_no_end,
    g101_what_cannot_be_executed_is_an_error_and_leaves_nothing_behind,
    g102_without_room_for_another_process_spawn_is_an_error,
    g106_a_stale_child_gets_no_signal,
    a_child_that_has_no_say_lets_the_loop_end,
}

fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}

/// Waits until the system shows the process in that state: `Z` for one that has ended and was not waited for.
fn wait_for_state(pid: u32, state: &str) {
    let stat = format!("/proc/{pid}/stat");
    while !fs::read_to_string(&stat).unwrap().rsplit(") ").next().unwrap().starts_with(state) {
        thread::yield_now();
    }
}

fn lives(pid: u32) -> bool {
    fs::exists(format!("/proc/{pid}")).unwrap()
}

fn word(status: ExitStatus) -> String {
    match status {
        ExitStatus::Code(code) => format!("code {code}"),
        ExitStatus::Signal { signal, .. } => format!("signal {signal}"),
        ExitStatus::Lost => "lost".into(),
    }
}

fn g97_a_child_that_ends_before_anybody_looks_is_told_nevertheless() {
    let (mut lp, log) = (new_loop(), Log::default());
    let heard = log.clone();
    let child = lp.spawn(&Command::new("true"), move |_, _, status| heard.say(word(status))).unwrap();
    let pid = child.pid(&lp).unwrap();
    wait_for_state(pid, "Z");
    log.check(&[]);
    lp.run().unwrap();
    log.check(&["code 0"]);
    assert!(!lives(pid));
}

fn g98_two_hundred_children_that_end_at_once_are_all_told_once_and_none_remains() {
    // Descriptors of its own, since select knows a thousand only.
    if !in_own_process("g98_two_hundred_children_that_end_at_once_are_all_told_once_and_none_remains") {
        return;
    }
    let mut lp = new_loop();
    let told = Rc::new(RefCell::new(vec![0; 200]));
    let (gate, opener) = std::io::pipe().unwrap();
    let mut pids = Vec::new();
    for number in 0..200 {
        let mut command = shell(&format!("read line; exit {number}"));
        command.stdin(Stdio::Owned(gate.try_clone().unwrap().into()));
        let told = told.clone();
        let child = lp.spawn(&command, move |_, _, status| {
            assert_eq!(status, ExitStatus::Code(number));
            told.borrow_mut()[number as usize] += 1;
        });
        pids.push(child.unwrap().pid(&lp).unwrap());
    }
    drop(opener);
    lp.run().unwrap();
    assert_eq!(*told.borrow(), [1; 200]);
    assert!(!pids.into_iter().any(lives));
}

fn g99_children_of_other_code_are_left_to_it() {
    let mut lp = new_loop();
    let mut foreign = std::process::Command::new("sh").args(["-c", "exit 7"]).spawn().unwrap();
    wait_for_state(foreign.id(), "Z");
    lp.spawn(&shell("exit 8"), |_, _, status| assert_eq!(status, ExitStatus::Code(8))).unwrap();
    lp.run().unwrap();
    assert_eq!(foreign.wait().unwrap().code(), Some(7));
}

fn g100_codes_and_signals_are_told_apart_and_stopping_is_no_end() {
    for code in [0, 1, 2, 126, 127, 128, 137, 255] {
        let mut lp = new_loop();
        lp.spawn(&shell(&format!("exit {code}")), move |_, _, status| {
            assert_eq!(status, ExitStatus::Code(code));
            assert_eq!(status.success(), code == 0);
        })
        .unwrap();
        lp.run().unwrap();
    }
    for sig in [Sig::KILL, Sig::TERM, Sig::SEGV, Sig::HUP] {
        let (mut lp, log) = (new_loop(), Log::default());
        let heard = log.clone();
        // A core would be in the way of nobody but whoever cleans up.
        let mut command = shell("ulimit -c 0; echo; read line");
        command.stdin(Stdio::Pipe).stdout(Stdio::Pipe);
        let child = lp
            .spawn(&command, move |lp, child, status| {
                heard.say(word(status));
                assert_eq!(child.kill(lp, sig).unwrap_err().code(), "ESRCH");
            })
            .unwrap();
        let pid = child.pid(&lp).unwrap();
        child.stdout(&lp).unwrap().start(&mut lp, move |lp, _, event| {
            if let Event::Data(_) = event {
                child.kill(lp, Sig::STOP).unwrap();
                wait_for_state(pid, "T");
                child.kill(lp, Sig::CONT).unwrap();
                lp.immediate(move |lp| child.kill(lp, sig).unwrap());
            }
        });
        lp.run().unwrap();
        log.check(&[&format!("signal {sig}")]);
    }
}

fn g101_what_cannot_be_executed_is_an_error_and_leaves_nothing_behind() {
    if !in_own_process("g101_what_cannot_be_executed_is_an_error_and_leaves_nothing_behind") {
        return;
    }
    let scratch = Scratch::new();
    let folder = &scratch.0;
    let (closed, formless) = (folder.join("closed"), folder.join("formless"));
    fs::write(&closed, "#!/bin/sh\n").unwrap();
    fs::write(&formless, "no program at all\n").unwrap();
    fs::set_permissions(&formless, fs::Permissions::from_mode(0o755)).unwrap();
    let mut lp = new_loop();
    let mut failures: Vec<(Command, &str, &[&str])> = vec![
        (Command::new("evloop-no-such-program"), "execve", &["ENOENT"]),
        (Command::new("/nowhere/at/all"), "execve", &["ENOENT"]),
        (Command::new(""), "execve", &["ENOENT"]),
        (Command::new(&closed), "execve", &["EACCES"]),
        (Command::new(folder), "execve", &["EACCES"]),
        (Command::new(&formless), "execve", &["ENOEXEC"]),
        (Command::new("a\0b"), "execve", &["EINVAL"]),
    ];
    // In the PATH, a file that may not be executed is passed over, but remembered.
    let mut hidden = Command::new("closed");
    hidden.env("PATH", format!("{}:/nowhere", folder.display()));
    failures.push((hidden, "execve", &["EACCES"]));
    let mut long = Command::new("true");
    long.args((0..64).map(|_| "x".repeat(100_000)));
    failures.push((long, "execve", &["E2BIG"]));
    let mut lost = Command::new("true");
    lost.current_dir("/nowhere");
    failures.push((lost, "chdir", &["ENOENT"]));
    let mut nobody = Command::new("true");
    nobody.uid(u32::MAX).stdin(Stdio::Pipe).stdio(7, Stdio::Pipe);
    failures.push((nobody, "setuid", &["EINVAL", "EPERM"]));
    let mut group = Command::new("true");
    group.gid(u32::MAX);
    failures.push((group, "setgid", &["EINVAL", "EPERM"]));
    let mut without = Command::new("true");
    without.stdio(3, Stdio::Number(999));
    failures.push((without, "fcntl", &["EBADF"]));

    let before = descriptors();
    for (command, call, codes) in &failures {
        let error = lp.spawn(command, |_, _, _| panic!("there was no child")).unwrap_err();
        assert_eq!(error.call(), *call, "{error}");
        assert!(codes.contains(&error.code()), "{error}");
    }
    let error = lp.spawn(&failures[0].0, |_, _, _| {}).unwrap_err().to_string();
    assert_eq!(error, "spawn evloop-no-such-program: execve: no such file or directory (ENOENT)");
    assert_eq!(descriptors(), before);
    let children = fs::read_to_string(format!("/proc/self/task/{}/children", system::pid()));
    assert_eq!(children.unwrap_or_default(), "");
    assert!(!lp.alive());
}

fn g102_without_room_for_another_process_spawn_is_an_error() {
    const NAME: &str = "g102_without_room_for_another_process_spawn_is_an_error";
    if std::env::var_os("EVLOOP_TEST_CHILD").is_some() {
        let before = descriptors();
        let error = new_loop().spawn(&Command::new("true"), |_, _, _| panic!("there was no child"));
        assert_eq!(error.unwrap_err().to_string().split_once(": ").unwrap().0, "spawn true");
        return assert_eq!(descriptors(), before);
    }
    let Ok(strace) = std::process::Command::new("strace").arg("-V").output() else {
        return println!("skipped: no strace here");
    };
    assert!(strace.status.success());
    // Threads are made by another call. Without a handle for it, a child that began already is taken back.
    for fault in ["clone:error=EAGAIN", "pidfd_open:error=EMFILE"] {
        let output = std::process::Command::new("strace")
            .args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=clone,pidfd_open", "-e"])
            .arg(format!("inject={fault}"))
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", &path(NAME), "--nocapture"])
            .env("EVLOOP_TEST_CHILD", "1")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && text.contains("1 passed"), "{output:?}");
    }
}

fn g106_a_stale_child_gets_no_signal() {
    let (mut lp, log) = (new_loop(), Log::default());
    let heard = log.clone();
    let child = lp.spawn(&Command::new("true"), move |_, _, _| heard.say("ended")).unwrap();
    while log.len() == 0 {
        lp.turn().unwrap();
    }
    assert_eq!(child.kill(&lp, Sig::KILL).unwrap_err().code(), "ESRCH");
    assert_eq!((child.pid(&lp), child.set_ref(&mut lp, true)), (None, false));
    assert!(child.stdin(&lp).is_none());
}

#[test]
fn g110_a_spurious_word_is_no_end() {
    let world = World::new();
    let mut lp = Loop::builder().backend(Backend::Simulated(world.clone())).build().unwrap();
    let log = Log::default();
    let heard = log.clone();
    let mut command = Command::new("cat");
    command.stdin(Stdio::Pipe).stdout(Stdio::Null);
    let child = lp.spawn(&command, move |_, _, status| heard.say(word(status))).unwrap();
    for _ in 0..3 {
        world.ready_at(Duration::ZERO, child.fd(&lp).unwrap(), Ready::READ);
        lp.turn().unwrap();
    }
    log.check(&[]);
    child.kill(&lp, Sig::KILL).unwrap();
}

fn a_child_that_has_no_say_lets_the_loop_end() {
    let mut lp = new_loop();
    let mut command = Command::new("cat");
    command.stdin(Stdio::Pipe);
    let child = lp.spawn(&command, |_, _, _| {}).unwrap();
    assert!(lp.alive());
    child.set_ref(&mut lp, false);
    assert!(!lp.alive());
    child.set_ref(&mut lp, true);
    child.stdin(&lp).unwrap().end(&mut lp);
    lp.run().unwrap();
}
