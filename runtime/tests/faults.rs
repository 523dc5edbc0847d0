//! A client and a server talk, and each system call fails once, with each of its errors: nothing panics, hangs or leaks,
//! and whoever is not served hears why. `cargo test -p evloop --features fault --test faults`.

mod common;

use common::{LOCAL, backend, descriptors, in_own_process, loop_with_pool, own_process_with, try_loop};
use evloop::fault::Plan;
use evloop::{Event, Loop, Result};
use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

on_every_backend!(
    fifty_requests_with_every_failure_of_every_call,
    short_reads_and_writes_are_carried_on,
    b23_a_sleep_that_signals_end_goes_on,
    files_that_cannot_be_watched_for_want_of_room_are_an_error_each,
    h119_a_pool_that_gets_two_threads_of_four_is_a_pool_of_two,
    h119_a_pool_without_threads_works_on_the_loop_and_asks_again,
);

const CLIENTS: usize = 5;
const REQUESTS_EACH: usize = 10;
const REQUEST: &[u8] = b"request!";

/// What the manual pages list, but for faults of the program that Rust rules out (EFAULT), and for errors that say something
/// of the connection which is not true when the call was merely not made: EINPROGRESS and EINTR of connect (it goes on in
/// the background), ENOTCONN of shutdown (reading will tell). ENOTSUP has EOPNOTSUPP's number.
const ERRORS: &[(&str, &str)] = &[
    ("epoll_create1", "EMFILE ENFILE ENOMEM"),
    ("eventfd", "EMFILE ENFILE ENODEV ENOMEM"),
    ("epoll_ctl", "EBADF EEXIST EINVAL ELOOP ENOENT ENOMEM ENOSPC EPERM"),
    ("epoll_wait", "EBADF EINTR EINVAL"),
    ("poll", "EINTR EINVAL ENOMEM"),
    ("select", "EBADF EINTR EINVAL ENOMEM"),
    ("socket", "EACCES EAFNOSUPPORT EINVAL EMFILE ENFILE ENOBUFS ENOMEM EPROTONOSUPPORT"),
    ("setsockopt", "EBADF EINVAL ENOPROTOOPT ENOTSOCK ENOMEM"),
    ("getsockopt", "EBADF EINVAL ENOPROTOOPT ENOTSOCK"),
    ("bind", "EACCES EADDRINUSE EADDRNOTAVAIL EBADF EINVAL ENOTSOCK"),
    ("listen", "EADDRINUSE EBADF ENOTSOCK ENOTSUP"),
    ("getsockname", "EBADF EINVAL ENOBUFS ENOTSOCK"),
    ("getpeername", "EBADF EINVAL ENOBUFS ENOTCONN ENOTSOCK"),
    (
        "connect",
        "EACCES EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN EALREADY EBADF ECONNREFUSED EISCONN ENETUNREACH ENOTSOCK \
         EPERM EPROTOTYPE ETIMEDOUT",
    ),
    (
        "accept4",
        "EAGAIN EBADF ECONNABORTED EHOSTUNREACH EINTR EINVAL EMFILE ENETDOWN ENFILE ENOBUFS ENOMEM ENOTSOCK ENOTSUP \
         EPERM EPROTO",
    ),
    ("read", "EAGAIN EBADF ECONNREFUSED ECONNRESET EINTR EINVAL ENOMEM ENOTCONN ENOTSOCK ETIMEDOUT"),
    (
        "write",
        "EACCES EAGAIN EBADF ECONNRESET EDESTADDRREQ EINTR EINVAL EISCONN EMSGSIZE ENOBUFS ENOMEM ENOTCONN ENOTSOCK \
         ENOTSUP EPIPE",
    ),
    ("shutdown", "EBADF EINVAL ENOTSOCK"),
];

/// How an exchange went.
#[derive(Default)]
struct Story {
    answered: Cell<usize>,
    /// The codes of all errors that a callback or a result told.
    told: RefCell<Vec<&'static str>>,
    hung: Cell<bool>,
}

impl Story {
    fn tell(&self, error: &evloop::Error) {
        self.told.borrow_mut().push(error.code());
    }

    fn served_all(&self) -> bool {
        self.answered.get() == CLIENTS * REQUESTS_EACH
    }
}

/// Five clients send ten requests each, one after the other, to an echo server on the same loop.
fn exchange() -> Rc<Story> {
    let story = Rc::new(Story::default());
    if let Err(error) = try_exchange(&story) {
        story.tell(&error);
    }
    story
}

fn try_exchange(story: &Rc<Story>) -> Result<()> {
    let mut lp = try_loop()?;
    let address = serve(&mut lp, story)?;
    for _ in 0..CLIENTS {
        ask(&mut lp, address, story)?;
    }
    // Another thread, so that the loop is woken; the plan does not hold for it.
    let remote = lp.remote();
    let knock = thread::spawn(move || remote.post(|_| {}).is_ok());
    let watchdog = story.clone();
    let timer = lp.after(Duration::from_secs(5), move |lp| {
        watchdog.hung.set(true);
        lp.stop();
    });
    timer.set_ref(&mut lp, false);
    let result = lp.run();
    knock.join().unwrap();
    result
}

fn serve(lp: &mut Loop, story: &Rc<Story>) -> Result<SocketAddr> {
    let server = story.clone();
    let listener = lp.listen(LOCAL, move |lp, conn| {
        let server = server.clone();
        conn.start(lp, move |lp, conn, event| match event {
            Event::Data(bytes) => drop(conn.write(lp, bytes)),
            Event::End => drop(conn.end(lp)),
            Event::Error(error) => server.tell(&error),
            _ => {}
        });
    })?;
    listener.set_ref(lp, false);
    let broken = story.clone();
    listener.on_error(lp, move |lp, listener, error| {
        broken.tell(&error);
        // So that those who wait in its queue hear of it.
        listener.close(lp);
    });
    listener.local_addr(lp)
}

fn ask(lp: &mut Loop, address: SocketAddr, story: &Rc<Story>) -> Result<()> {
    let (client, mut answers, mut bytes_missing) = (story.clone(), 0, REQUEST.len());
    lp.connect(address, move |lp, conn, event| match event {
        Event::Connected => drop(conn.write(lp, REQUEST)),
        Event::Data(bytes) => {
            bytes_missing -= bytes.len();
            if bytes_missing > 0 {
                return;
            }
            (answers, bytes_missing) = (answers + 1, REQUEST.len());
            client.answered.set(client.answered.get() + 1);
            if answers == REQUESTS_EACH {
                conn.end(lp);
            } else {
                let _ = conn.write(lp, REQUEST);
            }
        }
        Event::End => drop(conn.end(lp)),
        Event::Error(error) => client.tell(&error),
        _ => {}
    })?;
    Ok(())
}

fn fifty_requests_with_every_failure_of_every_call() {
    if !in_own_process("fifty_requests_with_every_failure_of_every_call") {
        return;
    }
    let counting = Plan::new().install();
    assert!(exchange().served_all());
    let counts = counting.counts();
    drop(counting);
    let base = descriptors();
    for (call, count) in &counts {
        let errors = ERRORS.iter().find(|(name, _)| name == call);
        let (_, errors) = errors.unwrap_or_else(|| panic!("no errors are listed for {call}"));
        for error in errors.split_whitespace() {
            // What is above the poller is the same for all, so that there need not be a run for each read on each.
            let sparse = backend() != "epoll" && ["read", "write"].contains(call);
            for number in (1..=*count).step_by(if sparse { 7 } else { 1 }) {
                let rule = format!("{call}:{error}@{number}");
                let installed = rule.parse::<Plan>().unwrap().install();
                let story = exchange();
                drop(installed);
                assert!(!story.hung.get(), "{rule}: hangs");
                assert_eq!(descriptors(), base, "{rule}: leaks");
                let told = story.told.borrow();
                assert!(story.served_all() || told.contains(&error), "{rule}: not told, but {told:?}");
            }
        }
    }
}

fn short_reads_and_writes_are_carried_on() {
    for plan in
        ["write:short=1", "read:short=1", "read:short=3,write:short=2,read:EAGAIN@7,write:EINTR@9..11"]
    {
        let installed = plan.parse::<Plan>().unwrap().install();
        let story = exchange();
        assert!(story.served_all() && story.told.borrow().is_empty(), "{plan}");
        assert!(installed.struck() > 100);
    }
}

fn b23_a_sleep_that_signals_end_goes_on() {
    for call in ["epoll_wait", "poll", "select"] {
        let installed = format!("{call}:EINTR@1..40").parse::<Plan>().unwrap().install();
        let story = exchange();
        assert!(story.served_all() && story.told.borrow().is_empty());
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

/// A job that only another one can end: together they prove two threads.
fn meet(lp: &mut Loop, both: &Arc<Barrier>) {
    let both = Arc::clone(both);
    lp.work(move || both.wait(), |_, met| assert!(met.is_ok()));
}

fn h119_a_pool_that_gets_two_threads_of_four_is_a_pool_of_two() {
    let plan = "pthread_create:EAGAIN@3..".parse::<Plan>().unwrap().install();
    let mut lp = loop_with_pool(4);
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
    if !cfg!(any(target_os = "linux", target_os = "android")) {
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
