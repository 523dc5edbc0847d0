//! What child processes have from their parent, and the pipes between the two. Numbers are those of the reliability
//! scenarios.

use crate::common::{Log, new_loop, path, word};
use evloop::{Child, Command, Event, ExitStatus, Loop, Sig, Stdio};
use std::cell::RefCell;
use std::fs::File;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

on_every_backend! {
    g103_a_child_begins_with_default_signals_and_without_our_descriptors,
    g104_what_other_threads_open_meanwhile_is_not_inherited,
    g105_writing_to_a_child_that_has_closed_its_input_is_an_event,
    g105_a_child_may_close_its_output_and_live,
    g105_a_grandchild_that_keeps_the_pipe_open_outlives_the_exit,
    bytes_go_through_a_child_and_back_whatever_their_number,
    the_environment_is_inherited_changed_or_cleared,
    folder_name_and_identity_are_as_asked,
    descriptors_are_files_numbers_and_pipes_both_ways,
    ignored_ends_of_children_are_told_as_lost,
}

fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}

/// What a command writes, all of it.
#[track_caller]
fn output(command: &mut Command) -> String {
    let mut lp = new_loop();
    let text = Rc::new(RefCell::new(Vec::new()));
    let child = lp.spawn(command.stdout(Stdio::Pipe), |_, _, status| assert!(status.success(), "{status:?}"));
    let sink = text.clone();
    child.unwrap().stdout(&lp).unwrap().start(&mut lp, move |_, _, event| {
        if let Event::Data(bytes) = event {
            sink.borrow_mut().extend_from_slice(bytes);
        }
    });
    lp.run().unwrap();
    String::from_utf8(text.take()).unwrap()
}

fn g103_a_child_begins_with_default_signals_and_without_our_descriptors() {
    const NAME: &str = "g103_a_child_begins_with_default_signals_and_without_our_descriptors";
    if std::env::var_os("EVLOOP_TEST_CHILD").is_none() {
        // The worst of parents: it has got an open descriptor, an ignored and a blocked signal from its own.
        let script =
            r#"exec env --ignore-signal=USR1 --block-signal=USR2 "$0" --exact "$1" --nocapture 77</dev/null"#;
        let output = std::process::Command::new("bash")
            .args(["-c", script, std::env::current_exe().unwrap().to_str().unwrap(), &path(NAME)])
            .env("EVLOOP_TEST_CHILD", "1")
            .output();
        return match output {
            Ok(output) => {
                let text = String::from_utf8_lossy(&output.stdout);
                assert!(output.status.success() && text.contains("1 passed"), "{output:?}");
            }
            Err(_) => println!("skipped: no bash here"),
        };
    }
    assert!(std::fs::exists("/proc/self/fd/77").unwrap());
    let mut lp = new_loop();
    lp.signal(Sig::HUP, |_, _| {}).unwrap();
    let _kept = File::open("/dev/null").unwrap();
    let status = output(Command::new("cat").arg("/proc/self/status"));
    // All but 32 and 33, which are the C library's own.
    let ours = !(0b11 << 31);
    for mask in ["SigBlk:\t", "SigIgn:\t", "SigCgt:\t"] {
        let bits = status.lines().find_map(|line| line.strip_prefix(mask)).unwrap();
        assert_eq!(u64::from_str_radix(bits, 16).unwrap() & ours, 0, "{status}");
    }
    // The last one is the folder that is being listed.
    assert_eq!(output(Command::new("ls").arg("/proc/self/fd")), "0\n1\n2\n3\n");
}

fn g104_what_other_threads_open_meanwhile_is_not_inherited() {
    let over = Arc::new(AtomicBool::new(false));
    let opener = thread::spawn({
        let over = over.clone();
        move || {
            while !over.load(Ordering::Relaxed) {
                let mut lp = Loop::new().unwrap();
                lp.signal(Sig::WINCH, |_, _| {}).unwrap();
                lp.listen(([127, 0, 0, 1], 0), |_, _| {}).unwrap();
            }
        }
    });
    for _ in 0..20 {
        assert_eq!(output(Command::new("ls").arg("/proc/self/fd")), "0\n1\n2\n3\n");
    }
    over.store(true, Ordering::Relaxed);
    opener.join().unwrap();
}

fn g105_writing_to_a_child_that_has_closed_its_input_is_an_event() {
    let (mut lp, log) = (new_loop(), Log::default());
    let mut command = shell("exec <&-; echo closed; read line <&3");
    command.stdin(Stdio::Pipe).stdout(Stdio::Pipe).stdio(3, Stdio::Pipe);
    let ended = log.clone();
    let child = lp.spawn(&command, move |_, _, _| ended.say("exit")).unwrap();
    let (input, gate) = (child.stdin(&lp).unwrap(), child.stdio(&lp, 3).unwrap());
    let heard = log.clone();
    input.start(&mut lp, move |lp, _, event| {
        heard.say(word(&event));
        if let Event::Closed = event {
            let _ = gate.write(lp, b"\n");
        }
    });
    child.stdout(&lp).unwrap().start(&mut lp, move |lp, _, event| {
        if let Event::Data(_) = event {
            let _ = input.write(lp, &[0; 1 << 20]);
        }
    });
    lp.run().unwrap();
    log.check(&["error EPIPE", "closed", "exit"]);
}

fn g105_a_child_may_close_its_output_and_live() {
    let (mut lp, log) = (new_loop(), Log::default());
    let ended = log.clone();
    let child = lp
        .spawn(shell("exec >&-; read line").stdin(Stdio::Pipe).stdout(Stdio::Pipe), move |_, _, status| {
            ended.say(format!("exit {status:?}"));
        })
        .unwrap();
    let heard = log.clone();
    child.stdout(&lp).unwrap().start(&mut lp, move |lp, _, event| {
        heard.say(word(&event));
        if let Event::Closed = event {
            assert!(child.pid(lp).is_some());
            assert_eq!(child.stdin(lp).unwrap().write(lp, b"\n"), evloop::Flow::Open);
        }
    });
    lp.run().unwrap();
    log.check(&["end", "closed", "exit Code(0)"]);
}

fn g105_a_grandchild_that_keeps_the_pipe_open_outlives_the_exit() {
    let (mut lp, log) = (new_loop(), Log::default());
    let mut command = shell("cat <&3 & exit 5");
    command.stdin(Stdio::Null).stdout(Stdio::Pipe).stdio(3, Stdio::Pipe);
    let ended = log.clone();
    let exit = move |lp: &mut Loop, child: Child, status| {
        ended.say(format!("exit {status:?}"));
        let input = child.stdio(lp, 3).unwrap();
        let _ = input.write(lp, b"late");
        input.end(lp);
    };
    let child = lp.spawn(&command, exit).unwrap();
    let heard = log.clone();
    child.stdout(&lp).unwrap().start(&mut lp, move |_, _, event| heard.say(word(&event)));
    lp.run().unwrap();
    log.check(&["exit Code(5)", "data late", "end", "closed"]);
}

fn bytes_go_through_a_child_and_back_whatever_their_number() {
    let mut lp = new_loop();
    let bytes: Vec<u8> = (0..3_000_000u32).map(|n| (n % 251) as u8).collect();
    let child = lp.spawn(Command::new("cat").stdin(Stdio::Pipe).stdout(Stdio::Pipe), |_, _, status| {
        assert!(status.success())
    });
    let child = child.unwrap();
    let (input, back) = (child.stdin(&lp).unwrap(), Rc::new(RefCell::new(Vec::new())));
    let sink = back.clone();
    child.stdout(&lp).unwrap().start(&mut lp, move |lp, output, event| {
        if let Event::Data(bytes) = event {
            sink.borrow_mut().extend_from_slice(bytes);
            assert_eq!(output.write(lp, b"no"), evloop::Flow::Closed, "this one goes one way");
        }
    });
    let _ = input.write(&mut lp, &bytes);
    assert!(input.end(&mut lp));
    lp.run().unwrap();
    assert!(*back.borrow() == bytes);
}

fn the_environment_is_inherited_changed_or_cleared() {
    let print = "printf '%s,%s,%s' \"$ONE\" \"$TWO\" \"${HOME:+home}\"";
    assert_eq!(output(shell(print).env("ONE", "1").env("HOME", "x")), "1,,home");
    assert_eq!(output(shell(print).env("ONE", "1").env_remove("ONE").env_remove("HOME")), ",,");
    let mut cleared = Command::new("env");
    assert_eq!(output(cleared.env("ONE", "1").env_clear().env("TWO", "a=b")), "TWO=a=b\n");
    // A program is looked for in the child's PATH.
    let mut lp = new_loop();
    let error = lp.spawn(Command::new("true").env("PATH", "/nowhere"), |_, _, _| {}).unwrap_err();
    assert_eq!(error.code(), "ENOENT");
}

fn folder_name_and_identity_are_as_asked() {
    assert_eq!(output(Command::new("pwd").current_dir("/usr")), "/usr\n");
    assert_eq!(output(shell("echo \"$0\"").arg("name")), "name\n");
    let mut named = Command::new("cat");
    assert!(output(named.arg0("Felix").arg("/proc/self/cmdline")).starts_with("Felix\0"));
    let session = |detached| {
        let stat = output(Command::new("cat").arg("/proc/self/stat").detached(detached));
        let fields: Vec<_> = stat.split(' ').collect();
        fields[0] == fields[5]
    };
    assert_eq!((session(false), session(true)), (false, true));
    if evloop::system::identities().effective_user != 0 {
        return println!("skipped: only root may act for others");
    }
    let id = output(shell("id -u; id -g; id -G").uid(65_534).gid(65_533));
    assert_eq!(id, "65534\n65533\n65533\n");
}

fn descriptors_are_files_numbers_and_pipes_both_ways() {
    let mut lp = new_loop();
    let (reader, writer) = std::io::pipe().unwrap();
    let mut command =
        shell("read word; read more <&5; echo \"$word $more\" >&4; echo both >&6; read back <&6; exit $back");
    command
        .stdin(File::open("/proc/sys/kernel/ostype").unwrap())
        .stdio(4, Stdio::Owned(writer.into()))
        .stdio(5, Stdio::Null)
        .stdio(6, Stdio::Pipe);
    let child = lp.spawn(&command, |_, _, status| assert_eq!(status, ExitStatus::Code(42))).unwrap();
    let both = child.stdio(&lp, 6).unwrap();
    both.start(&mut lp, |lp, both, event| match event {
        Event::Data(bytes) => {
            assert_eq!(bytes, b"both\n");
            let _ = both.write(lp, b"42\n");
        }
        Event::End => drop(both.end(lp)),
        _ => {}
    });
    lp.run().unwrap();
    drop(command);
    assert_eq!(std::io::read_to_string(reader).unwrap(), "Linux \n");
}

fn ignored_ends_of_children_are_told_as_lost() {
    const NAME: &str = "ignored_ends_of_children_are_told_as_lost";
    if std::env::var_os("EVLOOP_TEST_CHILD").is_some() {
        let mut lp = new_loop();
        lp.spawn(&Command::new("true"), |_, _, status| assert_eq!(status, ExitStatus::Lost)).unwrap();
        return lp.run().unwrap();
    }
    let mut command = Command::new("env");
    command.arg("--ignore-signal=CHLD").arg(std::env::current_exe().unwrap());
    let text = output(command.args(["--exact", &path(NAME), "--nocapture"]).env("EVLOOP_TEST_CHILD", "1"));
    assert!(text.contains("1 passed"), "{text}");
}
