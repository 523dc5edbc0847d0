//! `--virtual-time` and `--seed`: programs of hours that end at once, and print the same each time.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use evloop_tests::build::{self, Profile};
use evloop_tests::program::{self, Outcome};
use evloop_tests::runtime::Runtime;
use evloop_tests::{js_dir, root_dir, twins};

fn evloop(args: &[&str]) -> Outcome {
    let mut command = Command::new(build::evloop(Profile::Own));
    command.env_remove("NODE_OPTIONS").args(args);
    program::run(command)
}

fn wanted() -> bool {
    Runtime::all().contains(&Runtime::Evloop)
}

/// Timers, dates, messages, files, children, input, and who waits without sleeping: with the times of each.
#[test]
fn programs_of_hours_have_all_times_right() {
    twins::room_with_options("virtual_time", "--virtual-time --seed 7");
}

/// What is expected of them was written by Node, in real time.
#[test]
fn the_order_is_that_of_real_time() {
    twins::room_with_options("order", "--virtual-time");
}

#[test]
fn the_order_with_a_seed_is_that_of_real_time() {
    twins::room_with_options("order", "--virtual-time --seed 1");
}

#[test]
fn a_day_ends_at_once_and_is_the_same_each_time() {
    if !wanted() {
        return;
    }
    let day = root_dir().join("examples/js/day.js").display().to_string();
    let once = evloop(&["run", "--virtual-time", "--seed", "1", &day]);
    assert_eq!((once.code, once.stderr.as_str()), (0, ""));
    assert_eq!(once.stdout.lines().count(), 24, "{}", once.stdout);
    assert!(once.stdout.starts_with("2000-01-01T01:00:00.000Z "), "{}", once.stdout);
    assert!(once.stdout.ends_with("closed after 24 hours\n"), "{}", once.stdout);
    let again = evloop(&["--seed=1", "--virtual-time", &day]);
    assert_eq!(once.stdout, again.stdout);
    let another = evloop(&["run", "--virtual-time", "--seed", "2", &day]);
    assert_ne!(once.stdout, another.stdout);
    // Without a seed it is today.
    let today = evloop(&["run", "--virtual-time", &day]);
    assert!(!today.stdout.starts_with("2000") && today.stdout.lines().count() == 24, "{}", today.stdout);
}

/// A folder of its own for each run, so that a name is free when its turn comes.
fn random_lines(args: &[&str], folder: &PathBuf) -> Vec<String> {
    fs::create_dir(folder).expect("a folder of our own");
    let file = js_dir().join("programs/random.js").display().to_string();
    let place = folder.display().to_string();
    let outcome = evloop(&[&["run"], args, &[&file, &place]].concat());
    fs::remove_dir(folder).expect("the program has removed what it made");
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    outcome.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn a_seed_repeats_everything_that_is_random_and_another_seed_nothing() {
    if !wanted() {
        return;
    }
    let folder = std::env::temp_dir().join(format!("evloop-random-{}", std::process::id()));
    let seven = random_lines(&["--seed", "7"], &folder);
    assert_eq!(seven.len(), 12);
    assert_eq!(seven, random_lines(&["--seed", "7"], &folder));
    let [eight, none, none_again] = [&["--seed", "8"][..], &[], &[]].map(|args| random_lines(args, &folder));
    for ((seven, eight), (none, again)) in seven.iter().zip(&eight).zip(none.iter().zip(&none_again)) {
        let different = BTreeSet::from([seven, eight, none, again]);
        assert_eq!(different.len(), 4, "{different:?}");
    }
}

/// Jobs of the pool among immediates, timers and messages of the program to itself.
#[test]
fn with_a_seed_chance_orders_nothing() {
    if !wanted() {
        return;
    }
    let folder = std::env::temp_dir().join(format!("evloop-mixed-{}", std::process::id()));
    fs::create_dir(&folder).expect("a folder of our own");
    let file = js_dir().join("programs/mixed.js").display().to_string();
    let place = folder.display().to_string();
    let run = || {
        let outcome = evloop(&["run", "--virtual-time", "--seed", "3", &file, &place]);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
        outcome.stdout
    };
    let once = run();
    assert_eq!(once.lines().count(), 34, "{once}");
    for _ in 0..5 {
        assert_eq!(run(), once);
    }
    fs::remove_dir(&folder).expect("the program has removed what it made");
}

#[test]
fn a_temporary_folder_that_is_there_already_is_left_alone() {
    if !wanted() {
        return;
    }
    let folder = std::env::temp_dir().join(format!("evloop-left-{}", std::process::id()));
    fs::create_dir(&folder).expect("a folder of our own");
    let code = format!("console.log(fs.mkdtempSync({:?}))", folder.join("x-"));
    let made = [(), ()].map(|()| evloop(&["--seed", "1", "-e", &code]));
    assert!(made.iter().all(|outcome| outcome.code == 0), "{made:?}");
    assert_ne!(made[0].stdout, made[1].stdout);
    fs::remove_dir_all(&folder).expect("the folder is ours");
    let gone = evloop(&["--seed", "1", "-e", &code]);
    assert!(gone.stderr.contains("ENOENT: no such file or directory, mkdtemp '"), "{}", gone.stderr);
    assert!(gone.stderr.contains("x-XXXXXX'"), "{}", gone.stderr);
}

#[test]
fn what_is_no_seed_is_refused() {
    if !wanted() {
        return;
    }
    for (args, complaint) in [
        (&["--seed", "x"][..], "--seed: \"x\" is no whole number from 0 to 18446744073709551615"),
        (&["--seed", "-1"], "--seed: \"-1\" is no whole number"),
        (&["--seed", "1.5"], "--seed: \"1.5\" is no whole number"),
        (&["--seed", "18446744073709551616"], "--seed: \"18446744073709551616\" is no whole number"),
        (&["--seed="], "--seed: \"\" is no whole number"),
        (&["--seed"], "--seed requires an argument"),
        (&["--virtual-time=yes"], "bad option: --virtual-time=yes"),
    ] {
        let outcome = evloop(args);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (9, ""), "{args:?}");
        assert!(outcome.stderr.contains(complaint), "{}", outcome.stderr);
    }
    let largest = evloop(&["--seed", "18446744073709551615", "-p", "1"]);
    assert_eq!((largest.code, largest.stdout.as_str()), (0, "1\n"));
}

/// Of several options the last one counts, and `--no-` takes a flag back.
#[test]
fn options_can_be_taken_back() {
    if !wanted() {
        return;
    }
    let year = "new Date().getUTCFullYear() === 2000";
    let print = |args: &[&str]| evloop(&[args, &["-p", year]].concat()).stdout;
    assert_eq!(print(&["--seed", "1", "--virtual-time"]), "true\n");
    assert_eq!(print(&["--seed", "1", "--virtual-time", "--no-virtual-time"]), "false\n");
    assert_eq!(print(&["--seed", "1"]), "false\n");
    let random = |args: &[&str]| evloop(&[args, &["-p", "Math.random()"]].concat()).stdout;
    assert_eq!(random(&["--seed", "1", "--seed=2"]), random(&["--seed", "2"]));
}
