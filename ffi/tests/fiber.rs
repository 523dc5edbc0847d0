//! Threads of user space keep their places, their registers and their panics apart. All tests are called `fibers_…`, by which the
//! checkers of memory leave them out: to those a switch of stacks is a mistake.
#![cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]

use evloop_ffi::fiber::{Fiber, Progress, Stack, suspend};
use std::cell::{Cell, RefCell};
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

fn fiber(body: impl FnOnce() + 'static) -> Fiber {
    Fiber::new(Stack::new(64 << 10).unwrap(), body)
}

/// The fiber, which must not have ended.
fn resume(fiber: Fiber) -> Fiber {
    match fiber.resume() {
        Progress::Suspended(fiber) => fiber,
        Progress::Ended(_) => panic!("it has ended"),
    }
}

fn resume_to_end(fiber: Fiber) -> Stack {
    match fiber.resume() {
        Progress::Suspended(_) => panic!("it has not ended"),
        Progress::Ended(stack) => stack,
    }
}

#[test]
fn fibers_take_turns_and_each_keeps_its_place() {
    let log = Rc::new(RefCell::new(Vec::new()));
    let mut fibers: Vec<_> = (0..100)
        .map(|number| {
            let log = log.clone();
            fiber(move || {
                for turn in 0..10 {
                    log.borrow_mut().push((turn, number));
                    suspend();
                }
            })
        })
        .collect();
    for _ in 0..10 {
        fibers = fibers.into_iter().map(resume).collect();
    }
    fibers.into_iter().for_each(|fiber| drop(resume_to_end(fiber)));
    let expected: Vec<_> = (0..10).flat_map(|turn| (0..100).map(move |number| (turn, number))).collect();
    assert_eq!(*log.borrow(), expected);
}

/// Mixes more values than there are registers, whole and broken ones; where it shall, with a switch in each round.
fn churn(seed: u64, switches: bool) -> (u64, f64) {
    let mut whole: [u64; 16] = std::array::from_fn(|at| black_box(seed + at as u64));
    let mut broken: [f64; 16] = std::array::from_fn(|at| black_box(seed as f64 / (at + 1) as f64));
    for round in 0..50 {
        for at in 0..16 {
            whole[at] = whole[at].rotate_left(7) ^ whole[(at + 1) % 16].wrapping_mul(round + 3);
            broken[at] = broken[at] * 0.5 + broken[(at + 3) % 16];
        }
        if switches {
            suspend();
        }
    }
    (whole.iter().fold(0, |sum, value| sum ^ value), broken.iter().sum())
}

#[test]
fn fibers_keep_registers_on_both_sides() {
    let results = Rc::new(RefCell::new(Vec::new()));
    let mut fibers: Vec<_> = (0..8)
        .map(|seed| {
            let results = results.clone();
            fiber(move || {
                let result = churn(seed, true);
                results.borrow_mut().push((seed, result));
            })
        })
        .collect();
    for _ in 0..50 {
        fibers = fibers.into_iter().map(resume).collect();
    }
    fibers.into_iter().for_each(|fiber| drop(resume_to_end(fiber)));
    for &(seed, result) in results.borrow().iter() {
        assert_eq!(result, churn(seed, false));
    }
    // And who resumes keeps theirs: the same, with a switch to a fiber and back in each round.
    let inside = Rc::new(RefCell::new(Vec::new()));
    let found = inside.clone();
    let outer = fiber(move || {
        let mut others: Vec<_> =
            (0..3).map(|seed| fiber(move || assert!(churn(seed, true).1.is_finite()))).collect();
        let mut whole: [u64; 16] = std::array::from_fn(|at| black_box(at as u64));
        for _ in 0..50 {
            whole.iter_mut().for_each(|value| *value = value.wrapping_mul(5).wrapping_add(1));
            others = others.into_iter().map(resume).collect();
        }
        found.borrow_mut().extend(whole);
    });
    resume_to_end(outer);
    let alone = |at: u64| (0..50).fold(at, |value, _| value.wrapping_mul(5).wrapping_add(1));
    assert_eq!(*inside.borrow(), (0..16).map(alone).collect::<Vec<_>>());
}

#[test]
fn fibers_may_run_each_other() {
    let steps = Rc::new(RefCell::new(Vec::new()));
    let log = steps.clone();
    let outer = fiber(move || {
        let inner_log = log.clone();
        let inner = fiber(move || {
            inner_log.borrow_mut().push("inner");
            suspend();
            inner_log.borrow_mut().push("inner again");
        });
        let inner = resume(inner);
        log.borrow_mut().push("outer");
        suspend();
        resume_to_end(inner);
    });
    resume_to_end(resume(outer));
    assert_eq!(*steps.borrow(), ["inner", "outer", "inner again"]);
}

#[test]
fn fibers_panic_out_of_resume() {
    let dropped = Rc::new(());
    let inside = dropped.clone();
    let unlucky = fiber(move || {
        let _kept = inside;
        suspend();
        panic!("no luck");
    });
    let unlucky = resume(unlucky);
    let panic = catch_unwind(AssertUnwindSafe(|| unlucky.resume())).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"no luck"));
    assert_eq!(Rc::strong_count(&dropped), 1, "its values were dropped on the way");
    assert!(catch_unwind(suspend).is_err(), "no fiber runs any more");
}

#[test]
fn fibers_that_never_began_drop_what_they_were_given() {
    let given = Rc::new(());
    let inside = given.clone();
    drop(fiber(move || drop(inside)));
    assert_eq!(Rc::strong_count(&given), 1);
}

/// What lies on the stack of a suspended fiber stays where it is, for others may know of it.
#[cfg(target_os = "linux")]
#[test]
fn fibers_that_are_dropped_in_the_middle_keep_their_stack() {
    let (given, address) = (Rc::new(()), Rc::new(Cell::new(0)));
    let (inside, place) = (given.clone(), address.clone());
    let suspended = resume(fiber(move || {
        place.set((&raw const inside) as usize);
        suspend();
    }));
    drop(suspended);
    assert_eq!(Rc::strong_count(&given), 2, "its values were not dropped");
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let is_there = maps.lines().any(|line| {
        let (range, rest) = line.split_once(' ').unwrap();
        let (from, to) = range.split_once('-').unwrap();
        let number = |text| usize::from_str_radix(text, 16).unwrap();
        (number(from)..number(to)).contains(&address.get()) && rest.starts_with("rw")
    });
    assert!(is_there, "the stack has been taken away");
}

#[test]
fn fibers_can_have_the_stack_of_another() {
    let mut stack = Stack::new(1).unwrap();
    let sum = Rc::new(Cell::new(0));
    for number in 0..1000 {
        let sum = sum.clone();
        let next = Fiber::new(stack, move || {
            suspend();
            sum.set(sum.get() + number);
        });
        stack = resume_to_end(resume(next));
    }
    assert_eq!(sum.get(), 499_500);
}

/// The page below a stack is nobody's: who runs out of stack is ended before it harms another. By a process of its own.
#[test]
fn fibers_that_run_out_of_stack_end_the_process() {
    const ROLE: &str = "EVLOOP_FIBER_OVERFLOW";
    fn deeper(depth: u64) -> u64 {
        let room = black_box([depth; 64]);
        if depth == u64::MAX { 0 } else { room[0] + deeper(black_box(depth + 1)) }
    }
    if std::env::var_os(ROLE).is_some() {
        // A neighbour, just below in memory more often than not.
        let _neighbour = Stack::new(64 << 10).unwrap();
        fiber(|| assert_eq!(deeper(0), 0)).resume();
        return;
    }
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "fibers_that_run_out_of_stack_end_the_process"]).env(ROLE, "1");
    let ended = child.output().unwrap().status;
    use std::os::unix::process::ExitStatusExt;
    assert!(matches!(ended.signal(), Some(11 | 7 | 6)), "{ended:?}");
}
