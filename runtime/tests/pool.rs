//! The pool: blocking jobs, taken back, panicking, too many, too slow. Numbers are those of the reliability scenarios.

use crate::common::{Log, loop_with_pool, own_process_with, try_loop};
use evloop::{Hints, Loop, PoolLoad, Work, file};
use std::path::Path;
use std::rc::Rc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;

on_every_backend!(
    work_comes_back_with_its_result,
    h116_jobs_wait_for_threads_and_are_counted,
    h116_slow_jobs_hold_half_of_the_threads_and_quick_ones_get_through,
    h116_looking_up_names_is_slow_work,
    h117_queued_work_can_be_cancelled_and_running_or_finished_work_cannot,
    h118_a_panic_is_the_jobs_result_and_the_pool_keeps_its_threads,
    h119_without_threads_the_loop_works_by_itself,
    h120_a_loop_may_be_dropped_with_work_under_way_and_in_the_queue,
    the_environment_chooses_the_size_and_hears_when_it_cannot_be,
);

/// Jobs that hold their thread until the gate is opened by dropping it.
struct Gate {
    _open: Sender<()>,
    closed: Arc<Mutex<Receiver<()>>>,
    begun: (Sender<()>, Receiver<()>),
}

impl Gate {
    fn new() -> Gate {
        let (_open, closed) = mpsc::channel();
        Gate { _open, closed: Arc::new(Mutex::new(closed)), begun: mpsc::channel() }
    }

    fn job(&self) -> impl FnOnce() + Send + use<> {
        let (closed, begun) = (Arc::clone(&self.closed), self.begun.0.clone());
        move || {
            let _ = begun.send(());
            let _ = closed.lock().unwrap().recv();
        }
    }

    /// Comes back when so many jobs hold a thread.
    fn wait_for(&self, count: usize) {
        (0..count).for_each(|_| self.begun.1.recv().unwrap());
    }
}

fn blocked(lp: &mut Loop, gate: &Gate, log: &Log) -> Work {
    let log = log.clone();
    lp.work(gate.job(), move |_, _| log.say("done"))
}

fn counts(load: PoolLoad) -> [usize; 4] {
    [load.running, load.queued, load.slow_running, load.slow_queued]
}

fn work_comes_back_with_its_result() {
    let (mut lp, log) = (loop_with_pool(4), Log::default());
    let heard = log.clone();
    lp.work(|| 6 * 7, move |_, result| heard.say(result.unwrap()));
    lp.run().unwrap();
    log.check(&["42"]);
}

fn h116_jobs_wait_for_threads_and_are_counted() {
    let (mut lp, log, gate) = (loop_with_pool(4), Log::default(), Gate::new());
    for _ in 0..4 {
        blocked(&mut lp, &gate, &log);
    }
    let last = log.clone();
    lp.file(|| file::metadata(Path::new("/")), move |_, found| last.say(found.unwrap().is_dir()));
    gate.wait_for(4);
    assert_eq!(counts(lp.pool_load()), [4, 1, 0, 0]);
    assert_eq!((lp.pool_load().size, lp.pool_load().threads), (4, 4));
    drop(gate);
    while lp.alive() {
        lp.turn().unwrap();
    }
    assert_eq!(counts(lp.pool_load()), [0; 4]);
    assert_eq!((log.count("done"), log.count("true")), (4, 1));
}

fn h116_slow_jobs_hold_half_of_the_threads_and_quick_ones_get_through() {
    let (mut lp, log, gate) = (loop_with_pool(4), Log::default(), Gate::new());
    for _ in 0..8 {
        let log = log.clone();
        lp.slow_work(gate.job(), move |_, _| log.say("slow"));
    }
    gate.wait_for(2);
    assert_eq!(counts(lp.pool_load()), [2, 6, 2, 6]);
    // A hundred quick ones, one after the other, while the slow ones hold what they may.
    fn next(lp: &mut Loop, left: u32, log: Log, after: impl FnOnce() + 'static) {
        lp.file(
            || file::metadata(Path::new("/")),
            move |lp, found| {
                found.unwrap();
                log.say("quick");
                assert_eq!(counts(lp.pool_load()), [2, 6, 2, 6]);
                if left > 1 { next(lp, left - 1, log, after) } else { after() }
            },
        );
    }
    next(&mut lp, 100, log.clone(), move || drop(gate));
    lp.run().unwrap();
    assert_eq!((log.count("quick"), log.count("slow")), (100, 8));
}

fn h116_looking_up_names_is_slow_work() {
    let (mut lp, log, gate) = (loop_with_pool(2), Log::default(), Gate::new());
    lp.slow_work(gate.job(), |_, _| ());
    gate.wait_for(1);
    let (found, read) = (log.clone(), log.clone());
    let hints = Hints { numeric: true, ..Hints::default() };
    lp.resolve("127.0.0.1", 80, hints, move |_, answer| found.say(answer.unwrap()[0]));
    assert_eq!(counts(lp.pool_load()), [1, 1, 1, 1]);
    lp.file(
        || file::metadata(Path::new("/")),
        move |_, _| {
            read.say("file");
            drop(gate);
        },
    );
    lp.run().unwrap();
    log.check(&["file", "127.0.0.1:80"]);
}

fn h117_queued_work_can_be_cancelled_and_running_or_finished_work_cannot() {
    let (mut lp, log, gate) = (loop_with_pool(1), Log::default(), Gate::new());
    let running = blocked(&mut lp, &gate, &log);
    gate.wait_for(1);
    let (inside, outside) = (Rc::new(()), Arc::new(()));
    let (of_done, of_job, unheard) = (inside.clone(), outside.clone(), log.clone());
    let queued = lp.work(
        move || drop(of_job),
        move |_, _| {
            drop(of_done);
            unheard.say("cancelled, and done nevertheless");
        },
    );
    let slow = lp.slow_work(|| (), |_, _| ());
    assert!(!running.cancel(&mut lp));
    assert!(queued.cancel(&mut lp) && slow.cancel(&mut lp));
    assert!(!queued.cancel(&mut lp));
    assert_eq!((Rc::strong_count(&inside), Arc::strong_count(&outside)), (1, 1));
    assert_eq!(counts(lp.pool_load()), [1, 0, 0, 0]);
    drop(gate);
    while lp.alive() {
        lp.turn().unwrap();
    }
    assert!(!running.cancel(&mut lp));
    log.check(&["done"]);
}

fn h118_a_panic_is_the_jobs_result_and_the_pool_keeps_its_threads() {
    let (mut lp, log) = (loop_with_pool(2), Log::default());
    // Each of the two ends only when the other runs, too: so there are two threads before, and afterwards.
    let meet = |lp: &mut Loop| {
        let both = Arc::new(Barrier::new(2));
        for both in [both.clone(), both] {
            lp.work(move || both.wait(), |_, met| assert!(met.is_ok()));
        }
    };
    meet(&mut lp);
    for _ in 0..10 {
        let log = log.clone();
        lp.work(
            || panic!("on purpose"),
            move |_, result: thread::Result<()>| {
                log.say(result.unwrap_err().downcast_ref::<&str>().unwrap());
            },
        );
    }
    while lp.alive() {
        lp.turn().unwrap();
    }
    assert_eq!(log.count("on purpose"), 10);
    assert_eq!((lp.pool_load().threads, lp.pool_load().running), (2, 0));
    meet(&mut lp);
    lp.run().unwrap();
}

fn h119_without_threads_the_loop_works_by_itself() {
    let test = "h119_without_threads_the_loop_works_by_itself";
    if std::env::var_os("EVLOOP_TEST_CHILD").is_none() {
        // No thread gets a stack of a million gigabytes.
        let output = own_process_with(test, "1", &[("RUST_MIN_STACK", "1000000000000000")]);
        let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && text.contains("1 passed"), "{text}");
        return;
    }
    let (mut lp, log) = (loop_with_pool(4), Log::default());
    for _ in 0..3 {
        let log = log.clone();
        lp.work(|| thread::current().id(), move |_, id| log.say(id.unwrap() == thread::current().id()));
    }
    assert_eq!((lp.pool_load().threads, lp.pool_load().running), (0, 0));
    lp.run().unwrap();
    log.check(&["true", "true", "true"]);
}

fn h120_a_loop_may_be_dropped_with_work_under_way_and_in_the_queue() {
    let (mut lp, gate) = (loop_with_pool(1), Gate::new());
    let (finished, result) = mpsc::channel::<()>();
    let (of_done, of_queued) = (Rc::new(()), Arc::new(()));
    let (inside, waiting, job) = (of_done.clone(), of_queued.clone(), gate.job());
    lp.work(
        move || {
            job();
            finished.send(()).unwrap();
        },
        move |_, _| drop(inside),
    );
    lp.work(move || drop(waiting), |_, _| ());
    gate.wait_for(1);
    drop(lp);
    assert_eq!((Rc::strong_count(&of_done), Arc::strong_count(&of_queued)), (1, 1));
    drop(gate);
    result.recv().unwrap();
}

fn the_environment_chooses_the_size_and_hears_when_it_cannot_be() {
    let test = "the_environment_chooses_the_size_and_hears_when_it_cannot_be";
    let Some(role) = std::env::var_os("EVLOOP_TEST_CHILD") else {
        for (value, role) in [("7", "good"), ("", "none"), ("0", "bad"), ("1025", "bad"), ("four", "bad")] {
            let output = own_process_with(test, role, &[("EVLOOP_POOL", value)]);
            let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && text.contains("1 passed"), "{text}");
        }
        return;
    };
    let size = try_loop().map(|lp| lp.pool_load().size);
    match role.to_str().unwrap() {
        "good" => assert_eq!(size.unwrap(), 7),
        "none" => assert_eq!(size.unwrap(), 4),
        _ => {
            let error = size.unwrap_err();
            assert_eq!((error.code(), error.call(), error.errno()), ("BAD_POOL_SIZE", "pool", None));
            assert!(error.to_string().starts_with("EVLOOP_POOL="), "{error}");
            assert_eq!(loop_with_pool(3).pool_load().size, 3, "a program's own choice outdoes it");
        }
    }
}
