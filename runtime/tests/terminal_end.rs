//! Terminals are put back as they were, however a process ends that has changed their mode.

use crate::common::screen::{Screen, settings, turn_until};
use crate::common::{Log, in_own_process, new_loop, path};
use evloop::{Sig, TerminalMode, system};
use std::os::fd::AsFd;
use std::os::unix::process::ExitStatusExt;
use std::process;

on_every_backend!(k163_the_terminal_is_as_it_was_however_the_process_ends);

/// The ways for a process to end, and how its parent hears of it.
const ENDS: &[(&str, Result<i32, i32>)] = &[
    ("return", Ok(0)),
    ("exit", Ok(7)),
    ("panic", Ok(101)),
    ("abort", Err(6)),
    ("overflow", Err(6)),
    ("HUP", Err(1)),
    ("INT", Err(2)),
    ("TERM", Err(15)),
];

fn k163_the_terminal_is_as_it_was_however_the_process_ends() {
    const NAME: &str = "k163_the_terminal_is_as_it_was_however_the_process_ends";
    if let Ok(way) = std::env::var("EVLOOP_TEST_CHILD") {
        return end_in_raw_mode(&way);
    }
    let mut lp = new_loop();
    let screen = Screen::new(&mut lp);
    let before = screen.settings();
    for (way, expected) in ENDS {
        let status = process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &path(NAME), "--nocapture", "--test-threads=1"])
            .env("EVLOOP_TEST_CHILD", way)
            .stdin(screen.terminal.try_clone().unwrap())
            .stdout(process::Stdio::null())
            .stderr(process::Stdio::null())
            .status()
            .unwrap();
        let outcome = status.code().ok_or(status.signal().unwrap_or(0));
        assert_eq!(outcome, *expected, "{way}");
        assert_eq!(screen.settings(), before, "{way}");
    }
}

/// Puts the terminal into raw mode, and ends while it is.
fn end_in_raw_mode(way: &str) {
    let mut lp = new_loop();
    let stdin = std::io::stdin().as_fd().try_clone_to_owned().unwrap();
    let before = settings(&stdin);
    let terminal = lp.conn_on(stdin.try_clone().unwrap()).unwrap();
    terminal.set_terminal_mode(&mut lp, TerminalMode::Raw).unwrap();
    assert_ne!(settings(&stdin), before);
    let own = system::pid() as i32;
    match way {
        // The loop is never dropped.
        "exit" => process::exit(7),
        "abort" => process::abort(),
        "overflow" => drop(overflow(1)),
        "panic" => panic!("as asked for"),
        "HUP" => system::kill(own, Sig::HUP).unwrap(),
        "INT" => system::kill(own, Sig::INT).unwrap(),
        "TERM" => system::kill(own, Sig::TERM).unwrap(),
        _ => return std::mem::forget(lp),
    }
    // A signal may come a little later than it was sent.
    loop {
        std::thread::yield_now();
    }
}

#[allow(unconditional_recursion, reason = "that is the point")]
fn overflow(depth: u64) -> u64 {
    let frame = [depth; 512];
    std::hint::black_box(&frame);
    overflow(depth + 1) + frame[7]
}

/// All terminals of the process: so it has one of its own.
#[test]
fn all_terminals_are_put_back_at_once_for_others() {
    if !in_own_process("all_terminals_are_put_back_at_once_for_others") {
        return;
    }
    let mut lp = new_loop();
    let screens = [(); 3].map(|()| Screen::new(&mut lp));
    let before = screens[0].settings();
    let terminals = screens.each_ref().map(|screen| screen.open(&mut lp, &Log::default()));
    for round in 0..2 {
        for terminal in terminals {
            terminal.set_terminal_mode(&mut lp, TerminalMode::Raw).unwrap();
        }
        assert!(screens.iter().all(|screen| screen.settings() != before), "{round}");
        system::restore_terminals();
        assert!(screens.iter().all(|screen| screen.settings() == before), "{round}");
    }
}

#[test]
fn a_signal_that_the_program_watches_is_the_programs_affair() {
    if !in_own_process("a_signal_that_the_program_watches_is_the_programs_affair") {
        return;
    }
    let mut lp = new_loop();
    let screen = Screen::new(&mut lp);
    let before = screen.settings();
    let terminal = screen.open(&mut lp, &Log::default());
    let heard = Log::default();
    let log = heard.clone();
    let early = lp.signal(Sig::USR1, move |_, _| log.say("early")).unwrap();
    terminal.set_terminal_mode(&mut lp, TerminalMode::Raw).unwrap();
    let log = heard.clone();
    lp.signal(Sig::TERM, move |_, _| log.say("late")).unwrap();
    system::raise(Sig::USR1).unwrap();
    system::raise(Sig::TERM).unwrap();
    turn_until(&mut lp, || heard.len() == 2);
    assert_ne!(screen.settings(), before);
    early.close(&mut lp);
    terminal.close(&mut lp);
    assert_eq!(screen.settings(), before);
}
