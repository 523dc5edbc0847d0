//! Work is done, and each system call of it fails once, with each of its errors: nothing panics, hangs or leaks, and whoever
//! is not served hears why. `cargo test -p evloop --features fault --test reactor faults::`; `scripts/fault-sweep` for all of it.

mod exchange;
mod sweep;
mod works;

use crate::common::{LOCAL, Scratch, backend, in_own_process, loop_with_pool, own_process_with, try_loop};
use evloop::Loop;
use evloop::fault::Plan;
use exchange::Size;
use std::sync::{Arc, Barrier};
use std::thread;
use sweep::{Which, sweep};

on_every_backend!(
    fifty_requests_with_every_failure_of_every_call,
    a_thousand_requests_with_a_failure_of_every_kind,
    fifty_requests_over_a_unix_socket_with_every_failure_of_every_call,
    datagrams_with_every_failure_of_every_call,
    children_with_every_failure_of_every_call,
    signals_with_every_failure_of_every_call,
    timers_posts_and_jobs_with_every_failure_of_every_call,
    files_with_every_failure_of_every_call,
    short_reads_and_writes_are_carried_on,
    b23_a_sleep_that_signals_end_goes_on,
    files_that_cannot_be_watched_for_want_of_room_are_an_error_each,
    h119_a_pool_that_gets_two_threads_of_four_is_a_pool_of_two,
    h119_a_pool_without_threads_works_on_the_loop_and_asks_again,
);

const FIFTY: Size = Size { clients: 5, requests_each: 10 };
const THOUSAND: Size = Size { clients: 10, requests_each: 100 };

/// Failures that need not be told, since nothing is lost by them: the question whether a connection stands is put
/// again; a connection that cannot be accepted waits or is gone; the counter of wake-ups is read again.
const HARMLESS: &[&str] = &["getpeername", "accept4", "read"];

/// All of them in `scripts/fault-sweep`, whose processes have a share each (`EVLOOP_TEST_SWEEP=0/2`); else those that fit
/// a test.
fn which(bounded: Which) -> Which {
    let Ok(share) = std::env::var("EVLOOP_TEST_SWEEP") else { return bounded };
    let parts = share.split_once('/').and_then(|(own, of)| Some((own.parse().ok()?, of.parse().ok()?)));
    let (own, of) = parts.expect("EVLOOP_TEST_SWEEP is like 0/2");
    Which::Share { own, of }
}

fn fifty_requests_with_every_failure_of_every_call() {
    if !in_own_process("fifty_requests_with_every_failure_of_every_call") {
        return;
    }
    // What is above the poller is the same for all, so that there need not be a run for each read on each.
    let sparse = |call: &str| backend() != "epoll" && ["read", "write"].contains(&call);
    let choose = |call: &str| if sparse(call) { Which::Every(7) } else { Which::All };
    sweep(|| exchange::over_tcp(FIFTY), HARMLESS, choose);
}

fn a_thousand_requests_with_a_failure_of_every_kind() {
    if !in_own_process("a_thousand_requests_with_a_failure_of_every_kind") {
        return;
    }
    sweep(|| exchange::over_tcp(THOUSAND), HARMLESS, |_| which(Which::One));
}

fn fifty_requests_over_a_unix_socket_with_every_failure_of_every_call() {
    if !in_own_process("fifty_requests_over_a_unix_socket_with_every_failure_of_every_call") {
        return;
    }
    let scratch = Scratch::new();
    let path = scratch.path("socket");
    sweep(|| exchange::over_unix(FIFTY, &path), HARMLESS, |_| which(Which::Every(5)));
}

fn datagrams_with_every_failure_of_every_call() {
    if !in_own_process("datagrams_with_every_failure_of_every_call") {
        return;
    }
    sweep(works::datagrams, HARMLESS, |_| which(Which::Every(3)));
}

fn children_with_every_failure_of_every_call() {
    if !in_own_process("children_with_every_failure_of_every_call") {
        return;
    }
    // Off the poller at the end of its life goes what is closed in the next moment.
    let harmless = [HARMLESS, &["epoll_ctl", "kevent", "shutdown"]].concat();
    sweep(works::children, &harmless, |_| Which::All);
}

fn signals_with_every_failure_of_every_call() {
    if !in_own_process("signals_with_every_failure_of_every_call") {
        return;
    }
    sweep(works::signals, &[HARMLESS, &["sigaction"]].concat(), |_| Which::All);
}

fn timers_posts_and_jobs_with_every_failure_of_every_call() {
    if !in_own_process("timers_posts_and_jobs_with_every_failure_of_every_call") {
        return;
    }
    // Without a thread the loop does the job itself.
    sweep(works::timers_posts_and_jobs, &[HARMLESS, &["pthread_create"]].concat(), |_| Which::All);
}

fn files_with_every_failure_of_every_call() {
    if !in_own_process("files_with_every_failure_of_every_call") {
        return;
    }
    let scratch = Scratch::new();
    // Of which kind a file system is need not be known.
    sweep(|| works::files(&scratch.0), &["statfs"], |_| Which::All);
}

fn short_reads_and_writes_are_carried_on() {
    for plan in
        ["write:short=1", "read:short=1", "read:short=3,write:short=2,read:EAGAIN@7,write:EINTR@9..11"]
    {
        let installed = plan.parse::<Plan>().unwrap().install();
        assert!(exchange::over_tcp(FIFTY).smooth(), "{plan}");
        assert!(installed.struck() > 100);
    }
}

fn b23_a_sleep_that_signals_end_goes_on() {
    for call in ["epoll_wait", "poll", "select"] {
        let installed = format!("{call}:EINTR@1..40").parse::<Plan>().unwrap().install();
        assert!(exchange::over_tcp(FIFTY).smooth());
        drop(installed);
    }
}

#[test]
fn a_plan_in_the_environment_holds_for_the_process_and_a_bad_one_is_refused() {
    const NAME: &str = "a_plan_in_the_environment_holds_for_the_process_and_a_bad_one_is_refused";
    if std::env::var_os("EVLOOP_TEST_CHILD").is_some() {
        let mut lp = Loop::new().unwrap();
        let codes: Vec<_> = (0..3)
            .map(|_| lp.listen(LOCAL, |_, _| {}).map_or_else(|error| error.code(), |_| "fine"))
            .collect();
        return println!("\n{}", codes.join(" "));
    }
    let said = |plan| {
        let output = own_process_with(NAME, "1", &[("EVLOOP_FAULT", plan)]);
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    let text = said("bind:EACCES@2,socket:EMFILE@3..");
    assert!(text.contains("fine EACCES EMFILE"), "{text}");
    let text = said("bind:NONSENSE");
    assert!(text.contains("EVLOOP_FAULT: \"bind:NONSENSE\" is not a rule"), "{text}");
}

/// A job that only others can end: together they prove as many threads.
fn meet(lp: &mut Loop, both: &Arc<Barrier>) {
    let both = Arc::clone(both);
    lp.work(move || both.wait(), |_, met| assert!(met.is_ok()));
}

fn h119_a_pool_that_gets_two_threads_of_four_is_a_pool_of_two() {
    let plan = "pthread_create:EAGAIN@3..".parse::<Plan>().unwrap().install();
    let mut lp = loop_with_pool(4);
    // Two hold their threads until a third job has asked for another.
    let gate = Arc::new(Barrier::new(3));
    (0..2).for_each(|_| meet(&mut lp, &gate));
    lp.work(|| (), |_, done| assert!(done.is_ok()));
    gate.wait();
    let both = Arc::new(Barrier::new(2));
    (0..20).for_each(|_| meet(&mut lp, &both));
    let load = lp.pool_load();
    assert_eq!((load.size, load.threads), (2, 2));
    lp.run().unwrap();
    assert_eq!(plan.counts()["pthread_create"], 3, "it asks once, not for every job");
}

fn h119_a_pool_without_threads_works_on_the_loop_and_asks_again() {
    let plan = "pthread_create:EAGAIN@1".parse::<Plan>().unwrap().install();
    let mut lp = loop_with_pool(4);
    let here = thread::current().id();
    lp.work(|| thread::current().id(), move |_, id| assert_eq!(id.unwrap(), here));
    let both = Arc::new(Barrier::new(2));
    (0..2).for_each(|_| meet(&mut lp, &both));
    lp.run().unwrap();
    assert_eq!(plan.struck(), 1);
}

fn files_that_cannot_be_watched_for_want_of_room_are_an_error_each() {
    if !cfg!(target_os = "linux") || cfg!(feature = "user-kqueue") {
        return println!("skipped: only Linux has inotify");
    }
    let plan = "inotify_init1:EMFILE@1,inotify_add_watch:ENOSPC@2".parse::<Plan>().unwrap().install();
    let mut lp = try_loop().unwrap();
    let codes = [(); 4].map(|()| match lp.watch_file("/", |_, _, _| ()) {
        Ok(_) => "",
        Err(error) => error.code(),
    });
    assert_eq!(codes, ["EMFILE", "", "ENOSPC", ""]);
    assert_eq!(plan.counts()["inotify_init1"], 2, "the monitor that was to be had is kept");
}
