//! What the loop tells of itself: to observers, and in numbers.

use crate::common::{self, LOCAL, MS, echo_server, new_loop, serve_one, simulated};
use evloop::{
    Command, Event, Interest, Kind, Loop, Metrics, Moment, Observer, Phase, Sig, SourceId, UdpEvent,
};
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::io::Write;
use std::os::unix::net::UnixStream;
use std::rc::Rc;
use std::time::Duration;

on_every_backend!(
    everything_that_happens_is_told_in_good_order,
    sources_are_counted_by_kind,
    a_loop_that_sleeps_is_not_busy,
);

/// Checks what an observer is told against what it may be told.
#[derive(Default)]
struct Checker {
    last: Duration,
    phase: Option<Phase>,
    asleep: bool,
    living: HashSet<SourceId>,
    entered: Vec<SourceId>,
    late: bool,
    turn: u64,
    /// What was seen at all.
    phases: HashSet<Phase>,
    kinds: HashSet<Kind>,
    called: HashSet<Kind>,
    turns: u64,
    events: u64,
    callbacks: u64,
    lasts: Vec<SourceId>,
}

#[derive(Clone, Default)]
struct Watcher(Rc<RefCell<Checker>>);

impl Observer for Watcher {
    fn observe(&mut self, _: &Loop, at: Duration, what: Moment) {
        let mut own = self.0.borrow_mut();
        assert!(at >= own.last, "the clock goes back");
        own.last = at;
        assert!(!own.asleep || matches!(what, Moment::Wake(_)), "{what:?} during sleep");
        assert!(!own.late || matches!(what, Moment::Enter(SourceId { kind: Kind::Timer, .. })), "{what:?}");
        own.late = false;
        match what {
            Moment::Phase(phase) => own.begin(phase),
            Moment::Sleep(_) => {
                assert_eq!((own.phase, own.entered.len()), (Some(Phase::Poll), 0));
                own.asleep = true;
            }
            Moment::Wake(count) => {
                assert!(own.asleep);
                own.asleep = false;
                own.events += count as u64;
            }
            Moment::Enter(id) => own.enter(id),
            Moment::Leave(id) => assert_eq!(own.entered.pop(), Some(id), "another leaves than entered"),
            Moment::Late(_) => own.late = true,
            Moment::Born(id) => {
                assert!(own.living.insert(id), "{id} is born twice");
                own.kinds.insert(id.kind);
            }
            Moment::Died(id) => {
                assert!(own.living.remove(&id), "{id} dies and did not live");
                own.lasts.push(id);
            }
            Moment::Turn(number) => {
                assert!(own.entered.is_empty() && number > own.turn, "turn {number} after {}", own.turn);
                own.turn = number;
            }
            Moment::Ready(id, _)
            | Moment::Armed(id, _)
            | Moment::Disarmed(id)
            | Moment::Pending(id)
            | Moment::Closing(id) => assert!(own.living.contains(&id), "{what:?}, which does not live"),
            Moment::Called(call) => {
                assert!(own.living.contains(&call.source), "{call:?}, for one that does not live")
            }
            Moment::Begun(id, _, begun) => {
                assert!(own.living.contains(&id) && begun <= at, "{what:?} at {at:?}")
            }
            Moment::Worked(id, ..) => assert!(own.living.contains(&id), "{what:?}, which does not live"),
            other => panic!("{other:?} is not known here"),
        }
    }
}

impl Checker {
    fn begin(&mut self, phase: Phase) {
        assert!(self.entered.is_empty(), "{phase:?} begins within a callback");
        if self.phase.is_none_or(|last| phase <= last) {
            assert!(matches!(self.phase, None | Some(Phase::Poll | Phase::Check | Phase::Closing)));
            self.turns += 1;
        }
        self.phase = Some(phase);
        self.phases.insert(phase);
    }

    fn enter(&mut self, id: SourceId) {
        assert!(self.phase.is_some(), "{id} is called outside of a turn");
        assert!(self.living.contains(&id), "{id} is called and does not live");
        self.entered.push(id);
        self.called.insert(id.kind);
        self.callbacks += 1;
    }
}

/// A little of everything.
fn busy_life(lp: &mut Loop) {
    let address = serve_one(
        lp,
        |_, _| {},
        |lp, conn, event| {
            if let Event::Data(bytes) = event {
                let _ = conn.write(lp, bytes);
                conn.end(lp);
            }
        },
    );
    lp.connect(address, |lp, conn, event| match event {
        Event::Connected => drop(conn.write(lp, b"hello")),
        Event::End => drop(conn.end(lp)),
        _ => {}
    })
    .unwrap();
    // One that fails, for the pending phase; one that is closed with a last word.
    lp.connect_unix("/nowhere/at/all", |_, _, _| {}).unwrap();
    let listener = lp.listen(LOCAL, |_, _| {}).unwrap();
    listener.close_then(lp, |_| {});
    let udp = lp.udp(LOCAL, |lp, udp, event| {
        if let UdpEvent::Data { .. } = event {
            udp.close(lp);
        }
    });
    let udp = udp.unwrap();
    let own = udp.local_addr(lp).unwrap();
    let _ = udp.send_to(lp, b"to myself", own).unwrap();
    let (here, mut there) = UnixStream::pair().unwrap();
    there.write_all(b"x").unwrap();
    lp.watch(here, Interest::READ, |lp, watch, _| drop(watch.close(lp))).unwrap();
    lp.after(MS, |_| {});
    lp.every(MS, |lp, timer| assert!(timer.cancel(lp)));
    let cancelled = lp.immediate(|_| panic!("cancelled"));
    cancelled.cancel(lp);
    lp.immediate(|_| {});
    lp.on_idle(|lp, hook| assert!(hook.close(lp)));
    lp.on_prepare(|lp, hook| assert!(hook.close(lp)));
    lp.on_check(|lp, hook| assert!(hook.close(lp)));
    lp.work(|| (), |_, _| {});
    lp.remote().post(|_| {}).unwrap();
    lp.signal(Sig::WINCH, |lp, signal| assert!(signal.close(lp))).unwrap();
    evloop::system::raise(Sig::WINCH).unwrap();
    lp.spawn(&Command::new("true"), |_, _, status| assert!(status.success())).unwrap();
}

fn everything_that_happens_is_told_in_good_order() {
    let mut lp = common::try_loop().unwrap();
    lp.measure(true);
    let watcher = Watcher::default();
    lp.observe(watcher.clone());
    busy_life(&mut lp);
    while lp.alive() {
        lp.turn().unwrap();
    }
    // The pipe of the signals stays as long as the loop.
    let own = watcher.0.borrow();
    let left: Vec<_> = own.living.iter().filter(|id| id.kind != Kind::Watch).collect();
    assert!(left.is_empty() && own.living.len() <= 1 && own.entered.is_empty(), "{left:?}");
    for phase in [
        Phase::Timers,
        Phase::Pending,
        Phase::Idle,
        Phase::Prepare,
        Phase::Poll,
        Phase::Check,
        Phase::Closing,
    ] {
        assert!(own.phases.contains(&phase), "{phase:?} was not told");
    }
    for kind in [
        Kind::Conn,
        Kind::Listener,
        Kind::Watch,
        Kind::Timer,
        Kind::Immediate,
        Kind::Hook,
        Kind::Work,
        Kind::Signal,
        Kind::Child,
        Kind::Udp,
    ] {
        assert!(own.kinds.contains(&kind) && own.called.contains(&kind), "{kind:?}");
    }
    assert!(own.called.contains(&Kind::Remote));
    // The numbers are those of the story.
    let metrics = lp.metrics();
    assert_eq!((metrics.turns, metrics.events), (own.turns, own.events));
    let times = metrics.times.unwrap();
    assert_eq!((times.callbacks, times.ready.count()), (own.callbacks, metrics.turns));
    assert_eq!(times.ready.sum(), metrics.events);
    assert_eq!(times.lateness_ns.count(), 2, "two timers have fired");
    assert!(metrics.posts >= 2, "a post and a result: {}", metrics.posts);
    drop(own);
    lp.unobserve();
    lp.measure(false);
    assert!(lp.metrics().times.is_none());
}

fn sources_are_counted_by_kind() {
    let mut lp = new_loop();
    let count = |metrics: &Metrics, kind| metrics.sources.get(&kind).copied().unwrap_or(0);
    let before = lp.metrics();
    echo_server(&mut lp);
    lp.udp(LOCAL, |_, _, _| {}).unwrap();
    lp.watch(UnixStream::pair().unwrap().0, Interest::READ, |_, _, _| {}).unwrap();
    lp.immediate(|_| {});
    lp.immediate(|_| {}).cancel(&mut lp);
    let (armed, at_rest) = (lp.after(MS, |_| {}), lp.timer(|_, _| {}));
    let metrics = lp.metrics();
    for kind in [Kind::Listener, Kind::Udp, Kind::Watch, Kind::Immediate] {
        assert_eq!(count(&metrics, kind), 1, "{kind}");
    }
    assert_eq!(count(&metrics, Kind::Conn), 0);
    assert!(!metrics.sources.contains_key(&Kind::Conn));
    assert_eq!(count(&metrics, Kind::Timer), count(&before, Kind::Timer) + 2);
    assert_eq!(metrics.timers_armed, before.timers_armed + 1);
    assert_eq!(metrics.active, before.active + 4, "the echo server does not count");
    armed.cancel(&mut lp);
    at_rest.cancel(&mut lp);
    assert_eq!(lp.metrics().timers_armed, before.timers_armed);
    assert_eq!(lp.metrics().timers_armed_so_far, before.timers_armed_so_far + 1);
}

fn a_loop_that_sleeps_is_not_busy() {
    let mut lp = new_loop();
    lp.measure(true);
    // On a busy machine it may be late for the first beats.
    lp.every(30 * MS, |lp, _| {
        if !lp.metrics().times.unwrap().asleep.is_zero() {
            lp.stop();
        }
    });
    while !lp.stopped() {
        lp.turn().unwrap();
    }
    let times = lp.metrics().times.unwrap();
    assert!(times.elapsed >= 29 * MS, "{times:?}");
    assert!(times.asleep + times.busy() == times.elapsed);
    // A foreign loop's sleep is not ours.
    lp.measure(true);
    lp.after(Duration::from_secs(3600), |_| {});
    lp.turn_without_sleep().unwrap();
    assert_eq!(lp.metrics().times.unwrap().asleep, Duration::ZERO);
}

#[test]
fn time_is_split_into_sleep_and_work() {
    let (mut lp, world) = simulated();
    lp.measure(true);
    let busy = world.clone();
    lp.after(10 * MS, move |_| busy.pass(5 * MS));
    lp.after(12 * MS, |_| {});
    let last = lp.after(40 * MS, |_| {});
    while last.is_armed(&lp) {
        lp.turn().unwrap();
    }
    let metrics = lp.metrics();
    let times = metrics.times.as_ref().unwrap();
    assert_eq!((times.elapsed, times.asleep, times.busy()), (40 * MS, 35 * MS, 5 * MS));
    assert_eq!(times.callbacks, 3);
    assert_eq!(times.longest_callback.map(|(id, took)| (id.kind, took)), Some((Kind::Timer, 5 * MS)));
    // The second was due 3 ms before the first had ended.
    assert_eq!((times.lateness_ns.max(), times.lateness_ns.sum()), (3_000_000, 3_000_000));
    let text = metrics.to_string();
    let expected = "\
loop on simulated: 4 turns, 0 events, 0 posts
sources: 0 timers armed, 0 keep the loop alive
pool: 0 of 4 threads, 0 jobs running, 0 queued
time: 40.0ms, 87.5 % of it asleep; 3 callbacks, the longest 5.0ms (timer#0.1)
timers late: 3 counted, half up to 0.0ns, 99 % up to 3.0ms, the largest 3.0ms
ready at once: 4 counted, half up to 0, 99 % up to 0, the largest 0";
    assert_eq!(text, expected);
}

#[test]
fn an_observer_may_be_changed_by_a_callback() {
    #[derive(Clone, Default)]
    struct Count(Rc<Cell<usize>>);
    impl Observer for Count {
        fn observe(&mut self, _: &Loop, _: Duration, _: Moment) {
            self.0.set(self.0.get() + 1);
        }
    }
    let (mut lp, _) = simulated();
    let (first, second) = (Count::default(), Count::default());
    lp.observe(first.clone());
    let next = second.clone();
    lp.immediate(move |lp| lp.observe(next));
    lp.immediate(|lp| lp.unobserve());
    lp.turn().unwrap();
    let seen = (first.0.get(), second.0.get());
    assert!(seen.0 > 0 && seen.1 > 0, "{seen:?}");
    lp.turn().unwrap();
    assert_eq!((first.0.get(), second.0.get()), seen);
}
