//! Forking with a loop: what the two processes have of it. Servers that fork are in `fork_servers.rs`. Numbers are those of the
//! reliability scenarios.

#[path = "common/forks.rs"]
mod forks;

use evloop::recorder::{Label, Recorder};
use evloop::{Command, Event, ExitStatus, Fork, Interest, Loop, Moment, Observer, Sig, Stdio, system};
use forks::{new_loop, turn_while};
use std::cell::{Cell, RefCell};
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::exit;
use std::rc::Rc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

const SCENARIOS: &[(&str, fn())] = &[
    ("g107_the_child_has_a_loop_of_its_own_and_the_parent_is_unharmed", own_loop),
    ("b28_what_the_parent_closes_is_not_told_again_although_the_child_has_it", closed_in_parent),
    ("g107_signals_go_to_the_process_that_gets_them", own_signals),
    ("g107_a_remote_of_the_child_wakes_the_child", own_remote),
    ("g107_the_pool_begins_anew_in_both", own_pool),
    ("g107_busy_or_other_threads_forbid_it", other_threads),
    ("g107_children_of_the_parent_are_not_the_childs", siblings),
    ("g107_a_listeners_file_stays_when_the_child_closes_it", listeners_file),
    ("g107_watched_files_are_told_to_both", watched_files),
    ("g107_a_fork_within_a_callback_goes_on_in_both", within_a_callback),
    ("g107_the_terminals_mode_is_put_back_by_the_parent_alone", terminals_mode),
    ("g107_a_second_loop_of_the_thread_is_renewed_by_hand", second_loop),
    ("g107_a_recorder_is_mute_in_the_child_and_its_gate_stops_nobody", mute_recorder),
];

fn main() {
    forks::run(SCENARIOS);
}

/// Forks; the child does its part and ends with what that says, 0 in the good case. The parent gets a word for how it ended.
fn fork(lp: &mut Loop, child: impl FnOnce(&mut Loop) -> i32) -> Rc<Cell<Option<ExitStatus>>> {
    let ended = Rc::new(Cell::new(None));
    let word = ended.clone();
    match lp.fork(move |_, _, status| word.set(Some(status))).unwrap() {
        Fork::Child => exit(child(lp)),
        Fork::Parent(_) => ended,
    }
}

#[track_caller]
fn expect_success(lp: &mut Loop, ended: &Rc<Cell<Option<ExitStatus>>>) {
    turn_while(lp, || ended.get().is_none());
    assert_eq!(ended.get(), Some(ExitStatus::Code(0)));
}

/// Who steers the parent's loop is not there to let the child's go on.
fn mute_recorder() {
    let mut lp = new_loop();
    let recorder = Recorder::new(1000);
    lp.observe(recorder.clone());
    let reader = recorder.reader();
    let own = recorder.clone();
    reader.gate().pause();
    let ended = fork(&mut lp, move |lp| {
        let ran = Rc::new(Cell::new(false));
        let word = ran.clone();
        lp.immediate(move |_| word.set(true));
        let before = own.reader().written();
        turn_while(lp, || !ran.get());
        i32::from(own.reader().written() != before || own.label("text") != Label::NONE)
    });
    reader.gate().resume();
    expect_success(&mut lp, &ended);
    assert!(reader.written() > 0);
}

/// Counts the kernel's events.
#[derive(Clone, Default)]
struct Events(Rc<Cell<usize>>);

impl Observer for Events {
    fn observe(&mut self, _: &Loop, _: Duration, what: Moment) {
        if let Moment::Wake(count) = what {
            self.0.set(self.0.get() + count);
        }
    }
}

fn own_loop() {
    let mut lp = new_loop();
    let (ours, mut theirs) = UnixStream::pair().unwrap();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let sink = heard.clone();
    let watch = lp.watch(ours, Interest::READ, move |lp, watch, ready| {
        if ready.read() {
            let mut bytes = [0; 16];
            let count = system::read(watch.fd(lp).unwrap(), &mut bytes).unwrap();
            sink.borrow_mut().extend_from_slice(&bytes[..count]);
        }
    });
    let watch = watch.unwrap();
    lp.turn_without_sleep().unwrap();
    let timer_calls = Rc::new(Cell::new(0));
    let calls = timer_calls.clone();
    lp.after(Duration::ZERO, move |_| calls.set(calls.get() + 1));
    // The child changes, adds and takes away what it likes.
    let ended = fork(&mut lp, |lp| {
        assert!(watch.set_interest(lp, Interest::BOTH));
        lp.turn_without_sleep().unwrap();
        watch.close(lp).unwrap();
        lp.turn_without_sleep().unwrap();
        let (a, mut b) = UnixStream::pair().unwrap();
        b.write_all(b"x").unwrap();
        lp.watch(a, Interest::READ, |lp, _, _| lp.stop()).unwrap();
        while !lp.stopped() {
            lp.turn().unwrap();
        }
        i32::from(timer_calls.get() != 1)
    });
    expect_success(&mut lp, &ended);
    assert_eq!(timer_calls.get(), 1);
    theirs.write_all(b"still here").unwrap();
    turn_while(&mut lp, || heard.borrow().is_empty());
    assert_eq!(*heard.borrow(), b"still here");
}

fn closed_in_parent() {
    let mut lp = new_loop();
    let (ours, mut theirs) = UnixStream::pair().unwrap();
    let conn = lp.conn_on(ours).unwrap();
    conn.start(&mut lp, |_, _, _| panic!("closed before it was read"));
    lp.turn_without_sleep().unwrap();
    let (mut gate, mut release) = std::io::pipe().unwrap();
    // The child keeps its duplicates until it is told to end.
    let ended = fork(&mut lp, move |_| i32::from(gate.read(&mut [0]).unwrap() != 1));
    assert!(conn.start(&mut lp, |_, _, event| assert!(matches!(event, Event::Closed))));
    theirs.write_all(b"for nobody").unwrap();
    conn.close(&mut lp);
    let events = Events::default();
    lp.observe(events.clone());
    for _ in 0..100 {
        lp.turn_without_sleep().unwrap();
    }
    assert_eq!(events.0.get(), 0, "events of a connection that was closed");
    lp.unobserve();
    assert_eq!(ended.get(), None);
    release.write_all(b"x").unwrap();
    expect_success(&mut lp, &ended);
}

fn own_signals() {
    let mut lp = new_loop();
    let (usr1, usr2) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    for (sig, count) in [(Sig::USR1, usr1.clone()), (Sig::USR2, usr2.clone())] {
        lp.signal(sig, move |_, _| count.set(count.get() + 1)).unwrap();
    }
    // What was not told yet is the parent's.
    system::raise(Sig::USR2).unwrap();
    let child = match lp.fork(|lp, _, status| {
        assert_eq!(status, ExitStatus::Code(0));
        lp.stop();
    }) {
        Ok(Fork::Parent(child)) => child,
        Ok(Fork::Child) => {
            turn_while(&mut lp, || usr1.get() == 0);
            exit(i32::from((usr1.get(), usr2.get()) != (1, 0)))
        }
        Err(error) => panic!("{error}"),
    };
    turn_while(&mut lp, || usr2.get() == 0);
    child.kill(&lp, Sig::USR1).unwrap();
    while !lp.stopped() {
        lp.turn().unwrap();
    }
    assert_eq!((usr1.get(), usr2.get()), (0, 1));
}

fn own_remote() {
    let mut lp = new_loop();
    thread_local!(static POSTS: Cell<u32> = const { Cell::new(0) });
    let count = |_: &mut Loop| POSTS.set(POSTS.get() + 1);
    let remote = lp.remote();
    // A post that has not been run is in both.
    remote.post(count).unwrap();
    let ended = fork(&mut lp, |lp| {
        turn_while(lp, || POSTS.get() == 0);
        let other = remote.clone();
        let poster = thread::spawn(move || (0..1000).for_each(|_| other.post(count).unwrap()));
        turn_while(lp, || POSTS.get() < 1001);
        poster.join().unwrap();
        0
    });
    let events = Events::default();
    lp.observe(events.clone());
    expect_success(&mut lp, &ended);
    assert_eq!(POSTS.get(), 1);
    assert!(events.0.get() <= 2, "the child has woken the parent: {} events", events.0.get());
}

fn own_pool() {
    let mut lp = new_loop();
    let sum = Rc::new(Cell::new(0));
    let add = |lp: &mut Loop, number: i32| {
        let sum = sum.clone();
        lp.work(move || number, move |_, number| sum.set(sum.get() + number.unwrap()));
    };
    for number in [1, 2, 4] {
        add(&mut lp, number);
    }
    turn_while(&mut lp, || sum.get() != 7);
    let ended = fork(&mut lp, |lp| {
        add(lp, 8);
        turn_while(lp, || sum.get() != 15);
        0
    });
    add(&mut lp, 16);
    turn_while(&mut lp, || sum.get() != 23);
    expect_success(&mut lp, &ended);
}

fn other_threads() {
    let mut lp = new_loop();
    let (release, wait) = mpsc::channel::<()>();
    lp.work(move || wait.recv().is_err(), |lp, _| lp.stop());
    let error = lp.fork(|_, _, _| {}).unwrap_err();
    assert_eq!(error.to_string(), "a process of 2 threads: fork: device or resource busy (EBUSY)");
    drop(release);
    while !lp.stopped() {
        lp.turn().unwrap();
    }
    let (release, wait) = mpsc::channel::<()>();
    let thread = thread::spawn(move || wait.recv().is_err());
    drop(release);
    thread.join().unwrap();
    // One that ends hides no other that was begun after it.
    for _ in 0..100 {
        let ends = thread::spawn(|| ());
        let (release, wait) = mpsc::channel::<()>();
        let stays = thread::spawn(move || wait.recv().is_err());
        for _ in 0..30 {
            assert_eq!(lp.fork(|_, _, _| {}).unwrap_err().code(), "EBUSY");
        }
        drop(release);
        assert!(stays.join().unwrap());
        ends.join().unwrap();
    }
    // A thread that was waited for may be about to leave for another moment.
    loop {
        match lp.fork(|lp, _, status| {
            assert!(status.success());
            lp.stop();
        }) {
            Ok(Fork::Child) => exit(0),
            Ok(Fork::Parent(_)) => break,
            Err(error) => assert_eq!(error.code(), "EBUSY"),
        }
    }
    while !lp.stopped() {
        lp.turn().unwrap();
    }
}

fn siblings() {
    let mut lp = new_loop();
    let told = Rc::new(Cell::new(None));
    let word = told.clone();
    let mut cat = Command::new("cat");
    cat.stdin(Stdio::Pipe);
    let sibling = lp.spawn(&cat, move |_, _, status| word.set(Some(status))).unwrap();
    let input = sibling.stdin(&lp).unwrap();
    let ended = fork(&mut lp, |lp| {
        assert_eq!(sibling.pid(lp), None);
        assert_eq!(sibling.kill(lp, Sig::TERM).unwrap_err().code(), "ESRCH");
        input.close(lp);
        lp.turn_without_sleep().unwrap();
        i32::from(told.get().is_some())
    });
    expect_success(&mut lp, &ended);
    assert_eq!(told.get(), None);
    input.end(&mut lp);
    turn_while(&mut lp, || told.get().is_none());
    assert_eq!(told.get(), Some(ExitStatus::Code(0)));
}

/// A new folder for one scenario.
fn folder() -> PathBuf {
    evloop::file::make_temporary_folder(&std::env::temp_dir().join("evloop-fork-XXXXXX")).unwrap()
}

fn listeners_file() {
    let mut lp = new_loop();
    let folder = folder();
    let path = folder.join("socket");
    let listener = lp.listen_unix(&path, |lp, _| lp.stop()).unwrap();
    let ended = fork(&mut lp, |lp| i32::from(!listener.close(lp)));
    expect_success(&mut lp, &ended);
    let _client = UnixStream::connect(&path).unwrap();
    while !lp.stopped() {
        lp.turn().unwrap();
    }
    listener.close(&mut lp);
    assert!(!path.exists());
    std::fs::remove_dir(folder).unwrap();
}

fn watched_files() {
    let mut lp = new_loop();
    let folder = folder();
    let path = folder.join("file");
    std::fs::write(&path, "before").unwrap();
    let changes = Rc::new(Cell::new(0));
    let count = changes.clone();
    lp.watch_file(&path, move |_, _, _| count.set(count.get() + 1)).unwrap();
    let ended = fork(&mut lp, |lp| {
        std::fs::write(&path, "after").unwrap();
        turn_while(lp, || changes.get() == 0);
        0
    });
    expect_success(&mut lp, &ended);
    turn_while(&mut lp, || changes.get() == 0);
    std::fs::remove_dir_all(&folder).unwrap();
}

fn within_a_callback() {
    let mut lp = new_loop();
    let status = Rc::new(Cell::new(None));
    let word = status.clone();
    let is_child = Rc::new(Cell::new(false));
    let mark = is_child.clone();
    lp.immediate(move |lp| match lp.fork(move |_, _, status| word.set(Some(status))).unwrap() {
        Fork::Child => {
            mark.set(true);
            lp.after(Duration::from_millis(1), |_| {});
        }
        Fork::Parent(_) => {}
    });
    // Both run on from the same place, until each has nothing left to wait for.
    lp.run().unwrap();
    if is_child.get() {
        exit(9);
    }
    assert_eq!(status.get(), Some(ExitStatus::Code(9)));
}

fn second_loop() {
    let (mut lp, mut second) = (new_loop(), new_loop());
    let (ours, mut theirs) = UnixStream::pair().unwrap();
    let heard = Rc::new(Cell::new(0));
    let count = heard.clone();
    let watch = second.watch(ours, Interest::READ, move |lp, watch, _| {
        count.set(count.get() + system::read(watch.fd(lp).unwrap(), &mut [0; 16]).unwrap());
    });
    let watch = watch.unwrap();
    let ended = fork(&mut lp, |_| {
        second.after_fork().unwrap();
        watch.close(&mut second).unwrap();
        second.turn_without_sleep().unwrap();
        0
    });
    expect_success(&mut lp, &ended);
    theirs.write_all(b"abc").unwrap();
    turn_while(&mut second, || heard.get() == 0);
    assert_eq!(heard.get(), 3);
}

fn terminals_mode() {
    let mut lp = new_loop();
    let (_controller, terminal) = system::terminal_pair().unwrap();
    let settings = || {
        let stty = std::process::Command::new("stty").arg("-g").stdin(terminal.try_clone().unwrap()).output();
        String::from_utf8(stty.unwrap().stdout).unwrap()
    };
    let before = settings();
    let conn = lp.conn_on(terminal.try_clone().unwrap()).unwrap();
    conn.set_terminal_mode(&mut lp, evloop::TerminalMode::Raw).unwrap();
    let raw = settings();
    assert_ne!(raw, before);
    // It closes its stream, and it exits.
    let ended = fork(&mut lp, |lp| i32::from(!conn.close(lp)));
    expect_success(&mut lp, &ended);
    assert_eq!(settings(), raw);
    conn.close(&mut lp);
    assert_eq!(settings(), before);
}
