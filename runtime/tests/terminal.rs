//! Terminals: pairs of pseudo-terminals, of which the test has the controlling end.

use crate::common::screen::{Screen, settings, turn_until};
use crate::common::{Log, new_loop, path, word};
use evloop::{Command, Event, Sig, Stdio, TerminalMode, system};
use std::fs::{self, File};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};

on_every_backend!(
    what_is_typed_comes_line_by_line_or_key_by_key,
    raw_output_has_carriage_returns_and_io_output_is_as_it_is,
    the_mode_is_put_back_on_demand_with_the_stream_and_with_the_loop,
    who_shares_the_terminal_does_not_find_it_non_blocking,
    the_controlling_end_hears_when_the_terminal_is_left,
    a_hung_up_terminal_ends,
    a_new_size_is_told_once,
    the_foreground_hears_of_a_new_size_from_the_kernel,
    what_is_no_terminal_says_so,
);

fn what_is_typed_comes_line_by_line_or_key_by_key() {
    let (mut lp, log) = (new_loop(), Log::default());
    let screen = Screen::new(&mut lp);
    let terminal = screen.open(&mut lp, &log);
    assert_eq!((terminal.is_readable(&lp), terminal.is_writable(&lp)), (true, true));
    screen.type_in(&mut lp, "half a l");
    screen.wait(&mut lp, "half a l");
    log.check(&[]);
    // The line can be edited: the last two characters are taken back.
    screen.type_in(&mut lp, "\x7f\x7fline\n");
    turn_until(&mut lp, || log.len() == 1);
    log.check(&["data half aline\n"]);
    terminal.set_terminal_mode(&mut lp, TerminalMode::Raw).unwrap();
    for key in ["q", "\x03", "\r", "\x04"] {
        let before = log.len();
        screen.type_in(&mut lp, key);
        turn_until(&mut lp, || log.len() > before);
    }
    log.check(&["data half aline\n", "data q", "data \x03", "data \r", "data \x04"]);
    assert!(!screen.shown.borrow().contains('q'), "an echo");
    // In lines, Ctrl-D is the end.
    terminal.set_terminal_mode(&mut lp, TerminalMode::Normal).unwrap();
    screen.type_in(&mut lp, "\x04");
    turn_until(&mut lp, || log.count("end") == 1);
    terminal.end(&mut lp);
    lp.run().unwrap();
    assert_eq!((log.count("finish"), log.count("closed")), (1, 1));
}

fn raw_output_has_carriage_returns_and_io_output_is_as_it_is() {
    let mut lp = new_loop();
    let screen = Screen::new(&mut lp);
    let terminal = screen.open(&mut lp, &Log::default());
    for (mode, text) in [
        (TerminalMode::Normal, "normal\n"),
        (TerminalMode::Raw, "raw\n"),
        (TerminalMode::Io, "io\n."),
        (TerminalMode::Raw, "raw again\n"),
    ] {
        terminal.set_terminal_mode(&mut lp, mode).unwrap();
        let before = screen.shown.borrow().len();
        let _ = terminal.write(&mut lp, text.as_bytes());
        turn_until(&mut lp, || screen.shown.borrow().len() > before + text.len() - 1);
    }
    screen.wait(&mut lp, "raw again\r\n");
    assert_eq!(*screen.shown.borrow(), "normal\r\nraw\r\nio\n.raw again\r\n");
}

fn the_mode_is_put_back_on_demand_with_the_stream_and_with_the_loop() {
    let mut lp = new_loop();
    let screen = Screen::new(&mut lp);
    let before = screen.settings();
    let terminal = screen.open(&mut lp, &Log::default());
    for mode in [TerminalMode::Raw, TerminalMode::Io] {
        terminal.set_terminal_mode(&mut lp, mode).unwrap();
        assert_ne!(screen.settings(), before);
        terminal.set_terminal_mode(&mut lp, TerminalMode::Normal).unwrap();
        assert_eq!(screen.settings(), before);
    }
    terminal.set_terminal_mode(&mut lp, TerminalMode::Io).unwrap();
    terminal.set_terminal_mode(&mut lp, TerminalMode::Raw).unwrap();
    terminal.close(&mut lp);
    assert_eq!(screen.settings(), before);
    let terminal = screen.open(&mut lp, &Log::default());
    terminal.set_terminal_mode(&mut lp, TerminalMode::Raw).unwrap();
    let released = terminal.release(&mut lp).unwrap();
    assert_eq!(screen.settings(), before);
    drop(released);
    let terminal = screen.open(&mut lp, &Log::default());
    terminal.set_terminal_mode(&mut lp, TerminalMode::Raw).unwrap();
    assert_ne!(screen.settings(), before);
    let Screen { terminal, .. } = screen;
    let others = lp.conn_on(terminal.try_clone().unwrap()).unwrap();
    others.close(&mut lp);
    assert_ne!(settings(&terminal), before, "only who has changed the mode puts it back");
    drop(lp);
    // The controlling end is gone as well, and the settings with it: nothing hangs or panics.
}

fn who_shares_the_terminal_does_not_find_it_non_blocking() {
    let mut lp = new_loop();
    let screen = Screen::new(&mut lp);
    let flags = |fd: &OwnedFd| {
        let info = fs::read_to_string(format!("/proc/self/fdinfo/{}", fd.as_raw_fd()));
        let Ok(info) = info else { return 0 };
        let flags = info.lines().find_map(|line| line.strip_prefix("flags:")).unwrap();
        i64::from_str_radix(flags.trim(), 8).unwrap() & 0o4000
    };
    let terminal = screen.open(&mut lp, &Log::default());
    assert_eq!(flags(&screen.terminal), 0);
    if cfg!(target_os = "linux") {
        let own = terminal.share(&mut lp).unwrap();
        assert_eq!(flags(&own), 0o4000);
    }
}

fn the_controlling_end_hears_when_the_terminal_is_left() {
    let (mut lp, log) = (new_loop(), Log::default());
    let (controller, terminal) = system::terminal_pair().unwrap();
    let (conn, heard) = (lp.conn_on(controller).unwrap(), log.clone());
    conn.start(&mut lp, move |lp, conn, event| {
        heard.say(word(&event));
        if let Event::End = event {
            conn.end(lp);
        }
    });
    let user = lp.conn_on(terminal).unwrap();
    let _ = user.write(&mut lp, b"bye");
    user.close(&mut lp);
    lp.run().unwrap();
    log.check(&["data bye", "end", "finish", "closed"]);
}

fn a_hung_up_terminal_ends() {
    let (mut lp, log) = (new_loop(), Log::default());
    let screen = Screen::new(&mut lp);
    let terminal = screen.open(&mut lp, &log);
    terminal.set_terminal_mode(&mut lp, TerminalMode::Raw).unwrap();
    screen.controller.close(&mut lp);
    turn_until(&mut lp, || log.len() > 0);
    assert!(["end", "error EIO"].contains(&log.text().as_str()), "{}", log.text());
    terminal.close(&mut lp);
    lp.run().unwrap();
}

fn a_new_size_is_told_once() {
    let (mut lp, log) = (new_loop(), Log::default());
    let screen = Screen::new(&mut lp);
    let terminal = screen.open(&mut lp, &Log::default());
    assert_eq!(terminal.window_size(&lp).unwrap(), (80, 24));
    let heard = log.clone();
    let watcher =
        terminal.on_resize(&mut lp, move |_, _, (columns, rows)| heard.say(format!("{columns}x{rows}")));
    let shared = screen.controller.share(&mut lp).unwrap();
    for (columns, rows) in [(100, 30), (100, 30), (132, 43)] {
        let before = log.len();
        system::set_window_size(&shared, columns, rows).unwrap();
        // It does not control this process, so the kernel tells somebody else.
        system::raise(Sig::WINCH).unwrap();
        if before < 2 {
            turn_until(&mut lp, || log.len() == 1 || log.text().contains("132"));
        }
        assert_eq!(terminal.window_size(&lp).unwrap(), (columns, rows));
    }
    turn_until(&mut lp, || log.len() == 2);
    log.check(&["100x30", "132x43"]);
    terminal.close(&mut lp);
    system::raise(Sig::WINCH).unwrap();
    let watcher = watcher.unwrap();
    while watcher.sig(&lp).is_some() {
        lp.turn().unwrap();
    }
}

fn the_foreground_hears_of_a_new_size_from_the_kernel() {
    const NAME: &str = "the_foreground_hears_of_a_new_size_from_the_kernel";
    if std::env::var_os("EVLOOP_TEST_CHILD").is_some() {
        return be_foreground();
    }
    if !cfg!(target_os = "linux") {
        return println!("skipped: here nobody gets a controlling terminal by opening it");
    }
    let (mut lp, log) = (new_loop(), Log::default());
    let screen = Screen::new(&mut lp);
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &path(NAME), "--nocapture", "--test-threads=1"]).env("EVLOOP_TEST_CHILD", "1");
    command.stdin(Stdio::Owned(screen.terminal.try_clone().unwrap())).stdout(Stdio::Pipe).detached(true);
    let child = lp.spawn(&command, |_, _, status| assert!(status.success(), "{status:?}")).unwrap();
    let (said, shared) = (log.clone(), screen.controller.share(&mut lp).unwrap());
    child.stdout(&lp).unwrap().start(&mut lp, move |_, _, event| {
        if let Event::Data(bytes) = event {
            let text = String::from_utf8_lossy(bytes).into_owned();
            if text.contains("ready") {
                system::set_window_size(&shared, 90, 33).unwrap();
            }
            said.say(text);
        }
    });
    lp.run().unwrap();
    assert!(log.text().contains("resized to 90x33"), "{}", log.text());
}

fn be_foreground() {
    // The leader of a session gets the first terminal that it opens.
    drop(File::open(fs::read_link("/proc/self/fd/0").unwrap()).unwrap());
    let mut lp = new_loop();
    let terminal = lp.conn_on(std::io::stdin().as_fd().try_clone_to_owned().unwrap()).unwrap();
    terminal.start(&mut lp, |_, _, _| {});
    terminal
        .on_resize(&mut lp, |lp, terminal, (columns, rows)| {
            println!("resized to {columns}x{rows}");
            terminal.close(lp);
        })
        .unwrap();
    println!("ready");
    lp.run().unwrap();
}

fn what_is_no_terminal_says_so() {
    let mut lp = new_loop();
    let (reader, _writer) = system::pipe().unwrap();
    let pipe = lp.conn_on(reader).unwrap();
    for mode in [TerminalMode::Normal, TerminalMode::Raw] {
        assert_eq!(pipe.set_terminal_mode(&mut lp, mode).unwrap_err().code(), "ENOTTY");
    }
    assert_eq!(pipe.window_size(&lp).unwrap_err().code(), "ENOTTY");
    assert_eq!(pipe.on_resize(&mut lp, |_, _, _| {}).unwrap_err().code(), "ENOTTY");
    pipe.close(&mut lp);
    assert_eq!(pipe.set_terminal_mode(&mut lp, TerminalMode::Raw).unwrap_err().code(), "EBADF");
    assert_eq!(pipe.window_size(&lp).unwrap_err().code(), "EBADF");
}
