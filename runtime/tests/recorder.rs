//! The recorder: facts in a ring, read by other threads.

use crate::common::{HANGS, MS, echo_server, is_adversarial, new_loop, simulated};
use evloop::recorder::{Fact, Reader, Recorder, Subject, What};
use evloop::{Event, Kind, Loop, Moment, Observer, Sig, SourceId, system};
use std::cell::RefCell;
use std::collections::HashSet;
use std::os::unix::net::UnixStream;
use std::rc::Rc;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

on_every_backend!(
    the_facts_are_what_an_observer_is_told,
    calls_return_what_streams_have_read_and_written,
    who_is_born_is_called_and_dies_once,
    a_connection_comes_from_where_its_listener_was_made,
    another_thread_reads_while_the_loop_turns,
    a_job_says_when_and_on_which_thread_it_was_done,
    a_callback_that_works_uses_the_processor,
    a_callback_that_waits_does_not,
    a_loop_that_sleeps_is_surveyed_in_its_sleep;
    simulated: calls_return_what_streams_have_read_and_written
);

/// All facts so far.
fn facts(reader: &mut Reader) -> Vec<Fact> {
    let mut facts = Vec::new();
    assert_eq!(reader.read(&mut facts), 0, "the ring is too small for the test");
    facts
}

/// A loop with a recorder.
fn recorded() -> (Loop, Recorder, Reader) {
    let mut lp = new_loop();
    let recorder = Recorder::new(100_000);
    lp.observe(recorder.clone());
    let reader = recorder.reader();
    (lp, recorder, reader)
}

/// Waits until something is so.
#[track_caller]
pub fn until<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < HANGS, "it is never so");
        thread::yield_now();
    }
}

/// A client that sends so much to an echo server, and ends when it has it back.
fn echo(lp: &mut Loop, bytes: usize) -> SourceId {
    let address = echo_server(lp);
    let mut missing = bytes;
    let client = lp.connect(address, move |lp, conn, event| {
        if let Event::Data(bytes) = event {
            missing -= bytes.len();
            if missing == 0 {
                conn.end(lp);
            }
        }
    });
    let client = client.unwrap();
    let _ = client.write(lp, &vec![7; bytes]);
    client.id()
}

#[derive(Clone)]
struct Both(Recorder, Rc<RefCell<Vec<(Duration, Moment)>>>);

impl Observer for Both {
    fn observe(&mut self, lp: &Loop, at: Duration, what: Moment) {
        self.1.borrow_mut().push((at, what));
        self.0.observe(lp, at, what);
    }
}

fn the_facts_are_what_an_observer_is_told() {
    let mut lp = new_loop();
    let recorder = Recorder::new(100_000);
    let both = Both(recorder.clone(), Rc::default());
    lp.observe(both.clone());
    echo(&mut lp, 1_000_000);
    lp.after(MS, |_| {});
    lp.immediate(|_| {});
    lp.work(|| (), |_, _| {});
    lp.remote().post(|_| {}).unwrap();
    lp.run().unwrap();
    let mut reader = recorder.reader();
    let facts = facts(&mut reader);
    // Only of the processor's time the loop knows nothing.
    let heard = facts.iter().filter(|fact| !matches!(fact.what, What::Cpu(..)));
    let told = both.1.borrow();
    assert_eq!(heard.clone().count(), told.len());
    for (fact, &(at, moment)) in heard.zip(told.iter()) {
        assert_eq!(fact.at, at);
        let same = match (fact.what, moment) {
            (What::Turn(a), Moment::Turn(b)) => a == b,
            (What::Phase(a), Moment::Phase(b)) => a == b,
            (What::Sleep(a), Moment::Sleep(b)) => a == b,
            (What::Wake(a), Moment::Wake(b)) => a == b as u64,
            (What::Late(a), Moment::Late(b)) => a == b,
            (What::Ready(a, _), Moment::Ready(b, _))
            | (What::Enter(a), Moment::Enter(b))
            | (What::Leave(a), Moment::Leave(b))
            | (What::Born(a, _), Moment::Born(b))
            | (What::Died(a), Moment::Died(b))
            | (What::Disarmed(a), Moment::Disarmed(b))
            | (What::Pending(a), Moment::Pending(b))
            | (What::Closing(a), Moment::Closing(b)) => a.source() == Some(b),
            (What::Armed(a, x), Moment::Armed(b, y)) => a.source() == Some(b) && x == y,
            (What::Begun(a, t, x), Moment::Begun(b, u, y))
            | (What::Worked(a, t, x), Moment::Worked(b, u, y)) => {
                a.source() == Some(b) && usize::from(t) == u && x == y
            }
            (What::Called(name, a, result, took), Moment::Called(call)) => {
                &*reader.text(name) == call.name
                    && a.source() == Some(call.source)
                    && i64::from(result) == call.result
                    && took == call.took
            }
            _ => false,
        };
        assert!(same, "{fact:?} is not {moment:?}");
    }
}

fn calls_return_what_streams_have_read_and_written() {
    let (mut lp, _recorder, mut reader) = recorded();
    let client = echo(&mut lp, 3_000_000);
    lp.run().unwrap();
    let facts = facts(&mut reader);
    let sum = |subject: Option<SourceId>, names: &[&str]| -> u64 {
        let results = facts.iter().filter_map(|fact| match fact.what {
            What::Called(name, of, result, _) if names.contains(&&*reader.text(name)) => {
                (subject.is_none() || of.source() == subject).then_some(result)
            }
            _ => None,
        });
        results.filter(|&result| result > 0).map(|result| result as u64).sum()
    };
    assert_eq!(sum(Some(client), &["recv"]), 3_000_000);
    assert_eq!(sum(Some(client), &["send", "sendmsg"]), 3_000_000);
    assert_eq!(sum(None, &["recv"]), 6_000_000);
    let calls: HashSet<_> = facts
        .iter()
        .filter_map(|fact| match fact.what {
            What::Called(name, ..) => Some(reader.text(name).to_string()),
            _ => None,
        })
        .collect();
    let accept = if cfg!(target_vendor = "apple") { "accept" } else { "accept4" };
    for name in ["socket", "bind", "listen", "connect", accept, "shutdown", "close"] {
        assert!(calls.contains(name), "{name} is missing in {calls:?}");
    }
    assert_eq!(calls.contains("epoll_ctl"), crate::common::on_epoll());
}

fn who_is_born_is_called_and_dies_once() {
    let (mut lp, _recorder, mut reader) = recorded();
    echo(&mut lp, 10);
    let cancelled = lp.after(MS, |_| {});
    cancelled.cancel(&mut lp);
    lp.every(MS, |lp, timer| assert!(timer.cancel(lp)));
    lp.immediate(|lp| assert!(lp.immediate(|_| {}).cancel(lp)));
    lp.work(|| (), |_, _| {});
    let remote = lp.remote();
    thread::spawn(move || remote.post(|_| {}).unwrap());
    lp.signal(Sig::XFSZ, |lp, signal| assert!(signal.close(lp))).unwrap();
    system::raise(Sig::XFSZ).unwrap();
    lp.watch(UnixStream::pair().unwrap().0, evloop::Interest::READ, |lp, watch, _| drop(watch.close(lp)))
        .unwrap();
    lp.run().unwrap();
    let (mut living, mut born, mut stack) = (HashSet::new(), HashSet::new(), Vec::new());
    for Fact { what, .. } in facts(&mut reader) {
        match what {
            What::Born(subject, _) => assert!(living.insert(subject) && born.insert(subject)),
            What::Died(subject) => assert!(living.remove(&subject), "{subject:?}"),
            // The test's own limit is older than the recorder.
            What::Enter(subject) => {
                assert!(living.contains(&subject), "{subject:?}");
                stack.push(subject);
            }
            What::Leave(subject) => assert_eq!(stack.pop(), Some(subject)),
            _ => {}
        }
    }
    assert!(stack.is_empty());
    // What lives as long as the loop: the server, and the pipe of the signals.
    let kinds = |subjects: &HashSet<Subject>| -> HashSet<Kind> {
        subjects.iter().map(|subject| subject.source().unwrap().kind).collect()
    };
    assert!(kinds(&living).is_subset(&HashSet::from([Kind::Listener, Kind::Watch])), "{:?}", kinds(&living));
    for kind in
        [Kind::Conn, Kind::Timer, Kind::Immediate, Kind::Work, Kind::Remote, Kind::Signal, Kind::Watch]
    {
        assert!(kinds(&born).contains(&kind), "{kind:?}");
    }
}

fn a_connection_comes_from_where_its_listener_was_made() {
    let (mut lp, recorder, mut reader) = recorded();
    let place = Rc::new(RefCell::new(recorder.label("server.js:1:1")));
    let own = Rc::clone(&place);
    recorder.set_site(move || *own.borrow());
    let address = echo_server(&mut lp);
    *place.borrow_mut() = recorder.label("");
    let client = lp.connect(address, |lp, conn, event| {
        if let Event::Connected = event {
            conn.end(lp);
        }
    });
    let client = Subject::from(client.unwrap().id());
    lp.run().unwrap();
    let mut sites: Vec<_> = facts(&mut reader)
        .iter()
        .filter_map(|fact| match fact.what {
            What::Born(subject, site) => {
                subject.source().map(|id| (id.kind, subject == client, reader.text(site)))
            }
            _ => None,
        })
        .map(|(kind, is_client, site)| (kind, is_client, site.to_string()))
        .collect();
    sites.sort();
    let server = "server.js:1:1".to_string();
    let expected = [
        (Kind::Conn, false, server.clone()),
        (Kind::Conn, true, String::new()),
        (Kind::Listener, false, server),
    ];
    assert_eq!(sites, expected);
}

fn another_thread_reads_while_the_loop_turns() {
    let mut lp = new_loop();
    // So small that the reader is overtaken now and then.
    let recorder = Recorder::new(1000);
    lp.observe(recorder.clone());
    let mut reader = recorder.reader();
    let (over, end) = mpsc::channel::<()>();
    let viewer = thread::spawn(move || {
        let (mut seen, mut lost, mut last, mut facts) = (0, 0, Duration::ZERO, Vec::new());
        loop {
            let ended = end.try_recv() == Err(mpsc::TryRecvError::Disconnected);
            lost += reader.read(&mut facts);
            for fact in facts.drain(..) {
                assert!(fact.at >= last, "{fact:?} after {last:?}");
                last = fact.at;
                seen += 1;
            }
            if ended {
                return (seen + lost, reader.written());
            }
        }
    });
    echo(&mut lp, 5_000_000);
    lp.run().unwrap();
    drop(over);
    let (counted, written) = viewer.join().unwrap();
    assert_eq!(counted, written);
}

fn a_job_says_when_and_on_which_thread_it_was_done() {
    let (mut lp, _recorder, mut reader) = recorded();
    lp.work(|| (), |_, _| {});
    lp.run().unwrap();
    let facts = facts(&mut reader);
    let begun = facts.iter().find_map(|fact| match fact.what {
        What::Begun(subject, thread, at) => Some((subject, thread, at, fact.at)),
        _ => None,
    });
    let worked = facts.iter().find_map(|fact| match fact.what {
        What::Worked(subject, thread, took) => Some((subject, thread, took)),
        _ => None,
    });
    let ((subject, thread, at, told), (other, same, took)) = (begun.unwrap(), worked.unwrap());
    assert_eq!((subject, thread, thread), (other, same, 0));
    assert!(at + took <= told, "{at:?} {took:?} {told:?}");
}

/// The processor time of a loop's only callback, as the recorder has it, and how long it took.
fn time_of(callback: impl FnOnce() + 'static) -> (Duration, Duration) {
    let (mut lp, _recorder, mut reader) = recorded();
    lp.immediate(|_| callback());
    lp.run().unwrap();
    let facts = facts(&mut reader);
    let at = |wanted: fn(&What) -> bool| facts.iter().find(|fact| wanted(&fact.what)).unwrap().at;
    let took = at(|what| matches!(what, What::Leave(_))) - at(|what| matches!(what, What::Enter(_)));
    let used =
        facts.iter().find_map(|fact| if let What::Cpu(_, used) = fact.what { Some(used) } else { None });
    (used.unwrap(), took)
}

fn a_callback_that_works_uses_the_processor() {
    let (used, took) = time_of(|| {
        let begun = system::thread_time();
        while system::thread_time() < begun + 20 * MS {}
    });
    assert!(used >= 20 * MS && used <= took, "{used:?} of {took:?}");
}

fn a_callback_that_waits_does_not() {
    let (used, took) = time_of(|| {
        let (here, _there) = UnixStream::pair().unwrap();
        while system::wait_readable(&[std::os::fd::AsFd::as_fd(&here)], Some(100 * MS)).is_err() {}
    });
    assert!(took >= 100 * MS && used < took / 2, "{used:?} of {took:?}");
}

fn a_loop_that_sleeps_is_surveyed_in_its_sleep() {
    let (lp, _recorder, mut reader) = recorded();
    let remote = lp.remote();
    let honest = !is_adversarial();
    let viewer = thread::spawn(move || {
        let mut facts = Vec::new();
        until(|| {
            reader.read(&mut facts);
            matches!(facts.last()?.what, What::Sleep(limit) if limit != Some(Duration::ZERO)).then_some(())
        });
        let mut last = Duration::ZERO;
        for _ in 0..3 {
            reader.ask_survey();
            let survey = until(|| reader.survey().filter(|survey| survey.at > last));
            assert!(survey.sources.iter().any(|source| source.id.kind == Kind::Remote && source.keeps_alive));
            last = survey.at;
        }
        // An adversary wakes loops for nothing.
        if honest {
            assert_eq!(reader.written(), facts.len() as u64, "it made no turn for that");
        }
        drop(remote);
    });
    lp.run().unwrap();
    viewer.join().unwrap();
}

#[test]
fn what_is_not_read_in_time_is_counted() {
    let (mut lp, _) = simulated();
    let recorder = Recorder::new(64);
    lp.observe(recorder.clone());
    let mut reader = recorder.reader();
    for _ in 0..1000 {
        lp.immediate(|_| {});
    }
    lp.run().unwrap();
    let mut facts = Vec::new();
    let lost = reader.read(&mut facts);
    assert_eq!((facts.len(), lost + 64), (64, reader.written()));
    assert_eq!(reader.read(&mut facts), 0);
    assert_eq!(facts.len(), 64);
}
