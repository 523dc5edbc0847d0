//! Scenarios that fork: each has a process of its own for every backend, and no test harness, whose threads would forbid it.

use evloop::{Backend, Loop};
use std::process::Command as Program;
use std::time::Duration;

/// The variable that tells a process which part it has.
pub const ROLE: &str = "EVLOOP_FORK_ROLE";

/// The `main` of such a test.
pub fn run(scenarios: &[(&str, fn())]) {
    if let Ok(scenario) = std::env::var(ROLE) {
        return scenarios.iter().find(|(name, _)| *name == scenario).unwrap().1();
    }
    // As with the harness: words on the command line choose, `kqueue::` one backend, for instance; those behind `--skip` do not.
    let (mut words, mut skipped, mut skips) = (Vec::new(), Vec::new(), false);
    for word in std::env::args().skip(1) {
        match word.strip_prefix("--skip=") {
            Some(word) => skipped.push(word.to_owned()),
            None if skips => skipped.push(word.clone()),
            None if !word.starts_with('-') => words.push(word.clone()),
            None => {}
        }
        skips = word == "--skip";
    }
    let named_in = |list: &[String], name: &str| list.iter().any(|word| name.contains(word));
    let chosen = |name: &str| (words.is_empty() || named_in(&words, name)) && !named_in(&skipped, name);
    let mut count = 0;
    for (scenario, _) in scenarios {
        let named = |backend: &Backend| chosen(&format!("{}::{scenario}", backend.name()));
        for backend in Backend::available().into_iter().filter(named) {
            let mut own = Program::new(std::env::current_exe().unwrap());
            own.env(ROLE, scenario).env("EVLOOP_BACKEND", backend.name());
            let output = own.output().unwrap();
            let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{scenario} on {backend:?}: {:?}\n{text}", output.status);
            print!("{text}");
            count += 1;
        }
    }
    println!("test result: ok. {count} passed; 0 failed; 0 ignored");
}

/// A loop that ends a scenario which hangs, in the parent and in the child.
pub fn new_loop() -> Loop {
    let mut lp = Loop::new().unwrap();
    // Ten thousand processes take their time.
    lp.after(Duration::from_secs(600), |_| panic!("the scenario hangs")).set_ref(&mut lp, false);
    lp
}

pub fn turn_while(lp: &mut Loop, condition: impl Fn() -> bool) {
    while condition() {
        lp.turn().unwrap();
    }
}
