//! Virtual time: what the clock waits for, and what not.

use crate::common::{LOCAL, Log, MS, backend, virtual_loop};
use evloop::{Command, Conn, Event, Loop, Sig, Stdio, UdpEvent, system};
use std::fs::File;
use std::io::Write;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

const HOUR: Duration = Duration::from_secs(3600);

on_every_backend! {
    a_day_of_timers_passes_in_the_order_of_real_time,
    what_the_program_says_to_itself_is_heard_before_the_clock_moves,
    a_client_a_server_and_an_hour_between_the_questions,
    datagrams_to_ourselves_and_an_hour_between_them,
    a_job_takes_no_time,
    other_threads_are_waited_for_unless_unreferenced,
    children_are_waited_for_unless_unreferenced,
    a_pipe_is_waited_for,
    a_connection_that_is_being_made_is_waited_for,
    signals_and_listeners_are_not_waited_for,
    no_timer_waits_longer_than_in_real_time,
    who_waits_without_sleeping_sees_the_time_pass,
    without_a_deadline_the_clock_stands_still,
    a_foreign_loop_need_not_sleep_either,
}

fn a_day_of_timers_passes_in_the_order_of_real_time() {
    let ((mut lp, clock), log) = (virtual_loop(), Log::default());
    for hours in [3, 1, 24, 2] {
        let (log, clock) = (log.clone(), clock.clone());
        lp.after(hours * HOUR, move |_| {
            assert_eq!(clock.now(), hours * HOUR);
            log.say(hours);
        });
    }
    let (beats, mut count) = (log.clone(), 0);
    lp.every(HOUR * 3 / 2, move |lp, timer| {
        beats.say("beat");
        count += 1;
        if count == 3 {
            timer.cancel(lp);
        }
    });
    assert_eq!(lp.backend(), backend(), "the poller's own name");
    lp.run().unwrap();
    assert_eq!(log.text(), "1 beat 2 3 beat beat 24");
    assert_eq!(clock.now(), 24 * HOUR);
}

/// Over a pair of Unix sockets, where what is written is there at once: each answer is heard in the hour of its question.
fn what_the_program_says_to_itself_is_heard_before_the_clock_moves() {
    let ((mut lp, clock), log) = (virtual_loop(), Log::default());
    let (here, there) = system::socket_pair().unwrap();
    let (client, server) = (lp.conn_on(here).unwrap(), lp.conn_on(there).unwrap());
    server.start(&mut lp, echo);
    let (heard, hours) = (log.clone(), clock.clone());
    client.start(&mut lp, move |_, _, event| {
        if let Event::Data(bytes) = event {
            let hour = hours.now().as_secs() / 3600;
            heard.say(format_args!("{hour}{}", String::from_utf8_lossy(bytes)));
        }
    });
    for (hour, letter) in [(1, "a"), (2, "b"), (3, "c")] {
        lp.after(hour * HOUR, move |lp| _ = client.write(lp, letter.as_bytes()));
    }
    lp.after(4 * HOUR, move |lp| _ = client.end(lp));
    lp.run().unwrap();
    assert_eq!((log.text().as_str(), clock.now()), ("1A 2B 3C", 4 * HOUR));
}

fn echo(lp: &mut Loop, conn: Conn, event: Event<'_>) {
    match event {
        Event::Data(bytes) => _ = conn.write(lp, &bytes.to_ascii_uppercase()),
        Event::End => _ = conn.end(lp),
        _ => {}
    }
}

/// An overloaded kernel may take its time for packets to ourselves, so that nothing is said of the hour here.
fn a_client_a_server_and_an_hour_between_the_questions() {
    let ((mut lp, _), log) = (virtual_loop(), Log::default());
    let server = lp.listen(LOCAL, |lp, conn| _ = conn.start(lp, echo)).unwrap();
    let address = server.local_addr(&lp).unwrap();
    let heard = log.clone();
    let client = lp.connect(address, move |lp, conn, event| match event {
        Event::Connected => _ = conn.write(lp, b"a"),
        Event::Data(b"C") => {
            heard.say("C");
            conn.end(lp);
            server.close(lp);
        }
        Event::Data(bytes) => {
            heard.say(String::from_utf8_lossy(bytes));
            let next = [bytes[0].to_ascii_lowercase() + 1];
            lp.after(HOUR, move |lp| _ = conn.write(lp, &next));
        }
        _ => {}
    });
    client.unwrap();
    lp.run().unwrap();
    assert_eq!(log.text(), "A B C");
}

fn datagrams_to_ourselves_and_an_hour_between_them() {
    let ((mut lp, clock), log) = (virtual_loop(), Log::default());
    let heard = log.clone();
    let socket = lp.udp(LOCAL, move |lp, socket, event| {
        if let UdpEvent::Data { bytes: &[number], .. } = event {
            heard.say(number);
            if number == 2 {
                socket.close(lp);
            }
        }
    });
    let socket = socket.unwrap();
    let to = socket.local_addr(&lp).unwrap();
    for hour in 1..=2u8 {
        lp.after(u32::from(hour) * HOUR, move |lp| _ = socket.send_to(lp, &[hour], to));
    }
    lp.run().unwrap();
    assert_eq!((log.text().as_str(), clock.now()), ("1 2", 2 * HOUR));
}

fn a_job_takes_no_time() {
    let ((mut lp, clock), log) = (virtual_loop(), Log::default());
    let (done, fired, begun) = (log.clone(), log.clone(), Instant::now());
    lp.after(HOUR, move |_| fired.say("timer"));
    // Two of them, one after the other.
    lp.work(
        move || (begun.elapsed(), (0..1_000_000).map(std::hint::black_box).sum::<u64>()),
        move |lp, _| {
            lp.work(
                || {},
                move |_, _| {
                    assert_eq!(clock.now(), Duration::ZERO);
                    done.say("job");
                },
            );
        },
    );
    lp.run().unwrap();
    assert_eq!(log.text(), "job timer");
}

fn other_threads_are_waited_for_unless_unreferenced() {
    let ((mut lp, clock), log) = (virtual_loop(), Log::default());
    let (fired, silent) = (log.clone(), lp.remote());
    silent.unref(&mut lp);
    lp.after(HOUR, move |_| fired.say("timer"));
    let remote = lp.remote();
    thread::spawn(move || {
        // Whether the loop waits already or is about to makes no difference.
        thread::yield_now();
        remote.post(move |_| assert_eq!(clock.now(), Duration::ZERO)).unwrap();
    });
    lp.run().unwrap();
    assert_eq!(log.text(), "timer");
    drop(silent);
}

fn children_are_waited_for_unless_unreferenced() {
    let ((mut lp, clock), log) = (virtual_loop(), Log::default());
    let (ended, hours, fired) = (log.clone(), clock.clone(), log.clone());
    lp.spawn(&Command::new("true"), move |_, _, status| {
        assert!(status.success() && hours.now().is_zero());
        ended.say("true");
    })
    .unwrap();
    // This one never ends by itself.
    let mut cat = Command::new("cat");
    cat.stdin(Stdio::Pipe);
    let cat = lp.spawn(&cat, |_, _, status| assert!(!status.success())).unwrap();
    cat.set_ref(&mut lp, false);
    lp.after(HOUR, move |lp| {
        fired.say("timer");
        cat.set_ref(lp, true);
        cat.kill(lp, Sig::KILL).unwrap();
    });
    lp.run().unwrap();
    assert_eq!(log.text(), "true timer");
    assert_eq!(clock.now(), HOUR);
}

fn a_pipe_is_waited_for() {
    let ((mut lp, clock), log) = (virtual_loop(), Log::default());
    let (heard, fired) = (log.clone(), log.clone());
    let (from, to) = system::pipe().unwrap();
    lp.after(HOUR, move |_| fired.say("timer"));
    lp.conn_on(from).unwrap().start(&mut lp, move |_, _, event| match event {
        Event::Data(bytes) => heard.say(String::from_utf8_lossy(bytes)),
        Event::End => assert_eq!(clock.now(), Duration::ZERO),
        _ => {}
    });
    thread::spawn(move || {
        thread::yield_now();
        File::from(to).write_all(b"word").unwrap();
    });
    lp.run().unwrap();
    assert_eq!(log.text(), "word timer");
}

/// A knock at a full door is repeated by the kernel after a second, and the time that this takes is not the program's.
#[cfg(target_os = "linux")]
fn a_connection_that_is_being_made_is_waited_for() {
    let ((mut lp, clock), log) = (virtual_loop(), Log::default());
    // Nobody accepts, and there is room for one more than the backlog says. What is knocked later waits.
    let door = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let full = evloop_ffi::socket::Socket::from(std::os::fd::OwnedFd::from(door.try_clone().unwrap()));
    full.listen(0).unwrap();
    let address = door.local_addr().unwrap();
    let guests: Vec<_> = (0..2)
        .map(|_| {
            let log = log.clone();
            let hours = clock.clone();
            let conn = lp.connect(address, move |lp, conn, event| {
                if let Event::Connected = event {
                    assert_eq!(hours.now(), Duration::ZERO);
                    log.say("connected");
                    conn.close(lp);
                }
            });
            conn.unwrap()
        })
        .collect();
    let fired = log.clone();
    lp.after(HOUR, move |_| fired.say("timer"));
    // Somebody comes to the door, too late for the second knock or not.
    thread::spawn(move || {
        for _ in 0..2 {
            let _ = door.accept();
        }
    });
    lp.run().unwrap();
    assert_eq!(guests.len(), 2);
    assert_eq!(log.text(), "connected connected timer");
}

#[cfg(not(target_os = "linux"))]
fn a_connection_that_is_being_made_is_waited_for() {
    println!("skipped: how long a backlog is differs here");
}

fn signals_and_listeners_are_not_waited_for() {
    let ((mut lp, clock), log) = (virtual_loop(), Log::default());
    let signal = lp.signal(Sig::USR2, |_, _| {}).unwrap();
    let server = lp.listen(LOCAL, |_, _| {}).unwrap();
    let fired = log.clone();
    lp.after(24 * HOUR, move |lp| {
        fired.say("timer");
        signal.close(lp);
        server.close(lp);
    });
    lp.run().unwrap();
    assert_eq!((log.text().as_str(), clock.now()), ("timer", 24 * HOUR));
}

/// A job that ends only when a timer has fired, and a child that ends only when a timer kills it.
fn no_timer_waits_longer_than_in_real_time() {
    let ((mut lp, clock), log) = (virtual_loop(), Log::default());
    let mut cat = Command::new("cat");
    cat.stdin(Stdio::Pipe);
    let ended = log.clone();
    let cat = lp.spawn(&cat, move |_, _, _| ended.say("child")).unwrap();
    let (go, wait) = mpsc::channel();
    let (done, begun) = (log.clone(), Instant::now());
    lp.work(
        move || wait.recv().unwrap(),
        move |lp, _| {
            done.say("job");
            // Other works are under way than before: the time that the job took is not the child's.
            lp.after(50 * MS, move |lp| {
                done.say("limit");
                cat.kill(lp, Sig::KILL).unwrap();
            });
        },
    );
    let fired = log.clone();
    lp.after(50 * MS, move |_| {
        fired.say("timer");
        go.send(()).unwrap();
    });
    lp.run().unwrap();
    assert_eq!(log.text(), "timer job limit child");
    assert_eq!(clock.now(), 100 * MS);
    assert!(begun.elapsed() > 90 * MS, "{:?}", begun.elapsed());
}

fn who_waits_without_sleeping_sees_the_time_pass() {
    let (mut lp, clock) = virtual_loop();
    // In one callback …
    let end = clock.now() + 200 * MS;
    while clock.now() < end {}
    // … and in many turns.
    let idle = lp.on_idle(|_, _| {});
    lp.after(200 * MS, move |lp| _ = idle.close(lp));
    lp.run().unwrap();
    assert!(clock.now() >= 400 * MS && clock.now() < HOUR, "{:?}", clock.now());
}

fn without_a_deadline_the_clock_stands_still() {
    let (mut lp, clock) = virtual_loop();
    let server = lp.listen(LOCAL, |_, _| {}).unwrap();
    let remote = lp.remote();
    // What ends the loop comes when it comes.
    thread::spawn(move || remote.post(move |lp| _ = server.close(lp)).unwrap());
    lp.run().unwrap();
    assert_eq!(clock.now(), Duration::ZERO);
}

fn a_foreign_loop_need_not_sleep_either() {
    let ((mut lp, clock), log) = (virtual_loop(), Log::default());
    let fired = log.clone();
    lp.after(HOUR, move |_| fired.say("timer"));
    let (ended, hours) = (log.clone(), clock.clone());
    lp.spawn(&Command::new("true"), move |_, _, _| {
        assert_eq!(hours.now(), Duration::ZERO);
        ended.say("child");
    })
    .unwrap();
    while lp.alive() {
        let limit = lp.next_deadline().map(|at| at.saturating_duration_since(Instant::now()));
        match lp.as_fd() {
            Ok(fd) => drop(system::wait_readable(&[fd], limit)),
            // Polled all the time, where there is nothing to sleep on.
            Err(_) => thread::yield_now(),
        }
        lp.turn_without_sleep().unwrap();
    }
    assert_eq!((log.text().as_str(), clock.now()), ("child timer", HOUR));
}
