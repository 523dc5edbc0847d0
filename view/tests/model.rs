//! The model: what it says of a loop is what the loop did, whatever facts it is given.

use evloop::recorder::{Fact, Label, Reader, Recorder, Subject, What};
use evloop::{Event, Kind, Loop, Phase};
use evloop_view::{History, Host, Model};
use serde_json::Value;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

fn host() -> Host {
    Host { program: "test.js".into(), pid: 7, backend: "epoll".into() }
}

fn facts_of(reader: &mut Reader) -> Vec<Fact> {
    let mut facts = Vec::new();
    assert_eq!(reader.read(&mut facts), 0);
    facts
}

fn after(reader: &Reader, facts: &[Fact]) -> Value {
    let mut model = Model::new(reader, host());
    facts.iter().for_each(|fact| model.apply(fact));
    model.state(None)
}

/// What a guest would write down: its timeouts on a timer of the loop, ticks after each.
struct Guest {
    recorder: Recorder,
    reader: RefCell<Reader>,
    seen: RefCell<Vec<Value>>,
}

impl Guest {
    fn new(lp: &mut Loop) -> Rc<Guest> {
        let recorder = Recorder::new(1 << 14);
        lp.observe(recorder.clone());
        let reader = RefCell::new(recorder.reader());
        Rc::new(Guest { recorder, reader, seen: RefCell::default() })
    }

    fn subject(&self, kind: &str, number: u64) -> Subject {
        Subject { kind: self.recorder.label(kind), number }
    }

    fn note(&self, lp: &Loop, what: What) {
        self.recorder.note(lp, what);
    }

    /// What the model says now, from all facts so far.
    fn look(&self) -> Value {
        let mut reader = self.reader.borrow().clone();
        after(&reader.clone(), &facts_of(&mut reader))
    }
}

#[test]
fn a_guests_callback_is_on_the_stack_with_its_cause_and_what_it_scheduled_is_in_the_queues() {
    let mut lp = Loop::new().unwrap();
    let guest = Guest::new(&mut lp);
    let (timeout, tick) = (guest.subject("timeout", 1), guest.subject("tick", 1));
    let label = |text: &str| guest.recorder.label(text);
    let (site, name) = (label("a.js:3:5"), label("onTimer a.js:4:3"));
    guest.note(&lp, What::Born(timeout, site));
    guest.note(&lp, What::Named(timeout, name));
    guest.note(&lp, What::Armed(timeout, lp.now()));
    let waiting = guest.look();
    let timers = &waiting["queues"]["timers"];
    assert_eq!((timers["count"].as_u64(), timers["items"][0]["site"].as_str()), (Some(1), Some("a.js:3:5")));
    assert_eq!(timers["items"][0]["label"], "onTimer a.js:4:3");

    let inside = Rc::clone(&guest);
    lp.after(Duration::ZERO, move |lp| {
        inside.note(lp, What::Disarmed(timeout));
        inside.note(lp, What::Enter(timeout));
        inside.note(lp, What::Born(tick, inside.recorder.label("a.js:5:7")));
        lp.immediate(|_| ());
        inside.seen.borrow_mut().push(inside.look());
        inside.note(lp, What::Enter(tick));
        inside.seen.borrow_mut().push(inside.look());
        inside.note(lp, What::Leave(tick));
        inside.note(lp, What::Leave(timeout));
        inside.note(lp, What::Died(timeout));
    });
    lp.turn().unwrap();
    let seen = guest.seen.borrow();
    let (first, second) = (&seen[0], &seen[1]);
    assert_eq!((first["phase"].as_str(), first["run"].as_str()), (Some("timers"), Some("running")));
    let top = &first["stack"][1];
    assert_eq!((top["id"].as_str(), top["label"].as_str()), (Some("timeout#1"), Some("onTimer a.js:4:3")));
    let cause = top["cause"].as_str().unwrap();
    assert!(cause.starts_with("its deadline came ") && cause.ends_with(" ago"), "{cause}");
    assert_eq!(first["queues"]["ticks"]["items"][0]["by"], "onTimer a.js:4:3");
    assert_eq!(first["queues"]["check"]["count"], 1);
    assert_eq!(first["queues"]["timers"]["count"], 0, "{first}");
    assert_eq!(second["queues"]["ticks"]["count"], 0);
    assert_eq!(second["stack"][2]["cause"], "queued by process.nextTick at a.js:5:7 in onTimer");

    let end = guest.look();
    assert_eq!(end["stack"].as_array().unwrap().len(), 0);
    assert_eq!(end["queues"]["check"]["count"], 0);
    // The guest's timer counts, and not a second time the one that it hangs on.
    assert_eq!(end["lateness"]["count"], 1);
    let hot = end["hot"].as_array().unwrap();
    assert!(hot.iter().any(|row| row["label"] == "onTimer a.js:4:3" && row["calls"] == 1), "{hot:?}");
}

#[test]
fn connections_are_in_the_table_while_they_live_and_their_bytes_are_counted() {
    let mut lp = Loop::new().unwrap();
    let guest = Guest::new(&mut lp);
    let listener = lp
        .listen(([127, 0, 0, 1], 0), |lp, conn| {
            conn.start(lp, |lp, conn, event| match event {
                Event::Data(bytes) => drop(conn.write(lp, bytes)),
                Event::End => drop(conn.end(lp)),
                _ => {}
            });
        })
        .unwrap();
    let address = listener.local_addr(&lp).unwrap();
    let inside = Rc::clone(&guest);
    let client = lp.connect(address, move |lp, conn, event| match event {
        Event::Connected => drop(conn.write(lp, b"hello")),
        Event::Data(_) => {
            inside.seen.borrow_mut().push(inside.look());
            conn.close(lp);
            listener.close(lp);
        }
        _ => {}
    });
    drop(client);
    while lp.alive() {
        lp.turn().unwrap();
    }
    let seen = guest.seen.borrow();
    let kinds = |state: &Value| -> Vec<String> {
        let rows = state["descriptors"]["items"].as_array().unwrap();
        rows.iter().map(|row| row["kind"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds(&seen[0]), ["listener", "conn", "conn"], "what listens stands first");
    assert_eq!(kinds(&guest.look()), [""; 0]);
    assert_eq!(guest.look()["queues"]["closing"]["count"], 0);
}

/// Numbers that look random, and are the same each time.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

fn any_fact(dice: &mut Dice, at: u64, labels: &[Label]) -> Fact {
    let label = labels[dice.next(labels.len() as u64) as usize];
    let kinds = [labels[1], labels[2], labels[3], Label::of_kind(Kind::Timer), Label::of_kind(Kind::Conn)];
    let kinds = [&kinds[..], &[Label::of_kind(Kind::Work), Label::of_kind(Kind::Immediate)]].concat();
    let subject = Subject { kind: kinds[dice.next(kinds.len() as u64) as usize], number: dice.next(8) };
    let time = Duration::from_nanos(dice.next(5000));
    let what = match dice.next(23) {
        0 => What::Turn(dice.next(100)),
        1 => What::Phase(Phase::ALL[dice.next(7) as usize]),
        2 => What::Sleep(Some(time).filter(|time| !time.is_zero())),
        3 => What::Wake(dice.next(3)),
        4 => What::Ready(subject, dice.next(16) as u8),
        5 | 6 => What::Enter(subject),
        7 | 8 => What::Leave(subject),
        9 => What::Function(label),
        10 => What::Cpu(subject, time),
        11 => What::Late(time),
        12 => What::Born(subject, label),
        13 => What::Died(subject),
        14 => What::Named(subject, label),
        15 => What::Armed(subject, Duration::from_nanos(at) + time),
        16 => What::Disarmed(subject),
        17 => What::Pending(subject),
        18 => What::Closing(subject),
        19 => What::Called(label, subject, dice.next(40) as i32 - 20, time),
        20 => What::Worked(subject, dice.next(3) as u16, time),
        21 => What::Exception(label),
        _ => {
            if dice.next(2) == 0 {
                What::Stopped(label, subject)
            } else {
                What::Resumed
            }
        }
    };
    Fact { at: Duration::from_nanos(at), what }
}

#[test]
fn facts_that_make_no_sense_are_borne() {
    let recorder = Recorder::new(64);
    let texts = ["recv", "timeout", "tick", "microtask", "f a.js:1:2", "accept4"];
    let labels: Vec<Label> = texts.iter().map(|text| recorder.label(text)).collect();
    let mut dice = Dice(7);
    let mut model = Model::new(&recorder.reader(), host());
    for at in 0..50_000 {
        model.apply(&any_fact(&mut dice, at * 100, &labels));
        if dice.next(500) == 0 {
            model.lost(dice.next(10));
        }
        if dice.next(100) == 0 {
            let state = model.state(None);
            for queue in state["queues"].as_object().unwrap().values() {
                let (count, items) = (queue["count"].as_u64().unwrap(), queue["items"].as_array().unwrap());
                assert!(items.len() as u64 <= count.min(100), "{queue}");
            }
        }
    }
}

#[test]
fn an_earlier_state_is_rebuilt_as_it_was() {
    let mut lp = Loop::new().unwrap();
    let recorder = Recorder::new(1 << 12);
    let subject = Subject { kind: recorder.label("tick"), number: 1 };
    let mut reader = recorder.reader();
    let mut history = History::new(recorder.reader(), host(), 1000);
    let mut facts = Vec::new();
    let left = Rc::new(RefCell::new(60));
    fn again(lp: &mut Loop, left: Rc<RefCell<u32>>) {
        *left.borrow_mut() -= 1;
        if *left.borrow() > 0 {
            lp.immediate(move |lp| again(lp, left));
        }
    }
    lp.observe(recorder.clone());
    again(&mut lp, left);
    while lp.alive() {
        lp.turn().unwrap();
        recorder.note(&lp, What::Born(subject, Label::NONE));
        history.read();
    }
    assert_eq!(reader.read(&mut facts), 0);
    assert!(facts.len() < 1000 && facts.len() > 250, "all fit, in more than one chapter: {}", facts.len());
    let zero = |mut state: Value| {
        state["oldest"] = 0.into();
        state
    };
    for place in (0..facts.len()).step_by(13) {
        let at = facts[place].at;
        let until = facts.partition_point(|fact| fact.at <= at);
        assert_eq!(zero(history.state_at(at)), zero(after(&reader, &facts[..until])), "after {until} facts");
    }
    assert_eq!(zero(history.state()), zero(after(&reader, &facts)));
}

#[test]
fn what_is_forgotten_is_the_oldest_and_the_rest_stays_right() {
    let mut lp = Loop::new().unwrap();
    let recorder = Recorder::new(1 << 12);
    lp.observe(recorder.clone());
    let mut history = History::new(recorder.reader(), host(), 100);
    for _ in 0..300 {
        lp.immediate(|_| ());
        lp.turn().unwrap();
        history.read();
    }
    assert!(history.oldest() > Duration::ZERO);
    let oldest = history.state_at(Duration::ZERO);
    assert_eq!(oldest["at"].as_u64(), Some(history.oldest().as_nanos() as u64));
    assert_eq!(oldest["oldest"], oldest["at"]);
    assert_eq!(history.state()["counters"]["turns"], 300);
}

#[test]
fn a_reader_that_comes_late_says_what_it_missed() {
    let mut lp = Loop::new().unwrap();
    let recorder = Recorder::new(64);
    lp.observe(recorder.clone());
    let mut history = History::new(recorder.reader(), host(), 1000);
    for _ in 0..100 {
        lp.immediate(|_| ());
        lp.turn().unwrap();
    }
    history.read();
    let state = history.state();
    assert_eq!(state["counters"]["lost"].as_u64(), Some(recorder.reader().written() - 64));
    assert_eq!(state["turn"], 100);
}

#[test]
fn the_time_line_has_spans_where_they_are_few_and_else_shares_of_busy_time() {
    let recorder = Recorder::new(1 << 12);
    let mut lp = Loop::new().unwrap();
    lp.observe(recorder.clone());
    for _ in 0..50 {
        lp.immediate(|_| assert!(std::hint::black_box((0..1000).sum::<u64>()) > 0));
        lp.turn().unwrap();
    }
    let mut history = History::new(recorder.reader(), host(), 10_000);
    history.read();
    let lane = |line: &Value, name: &str| -> Value {
        let lanes = line["lanes"].as_array().unwrap();
        lanes.iter().find(|lane| lane["name"] == name).unwrap().clone()
    };
    let wide = history.timeline(Duration::ZERO, history.now(), 1000);
    let checks = lane(&wide, "check");
    assert_eq!((checks["spans"].as_array().unwrap().len(), &checks["busy"]), (50, &Value::Null));
    let spans = checks["spans"].as_array().unwrap();
    assert!(spans.iter().all(|span| span[0].as_u64() <= span[1].as_u64()));
    assert!(spans.windows(2).all(|pair| pair[0][1].as_u64() <= pair[1][0].as_u64()));
    let total: u64 = spans.iter().map(|span| span[1].as_u64().unwrap() - span[0].as_u64().unwrap()).sum();

    let from = spans[0][0].as_u64().unwrap();
    let narrow = history.timeline(Duration::from_nanos(from), history.now(), 10);
    let busy = lane(&narrow, "check")["busy"].clone();
    let busy = busy.as_array().unwrap();
    let column = (history.now().as_nanos() as u64 - from) as f64 / 10.0;
    let sum: f64 = busy.iter().map(|part| part.as_f64().unwrap() * column).sum();
    assert_eq!(busy.len(), 10);
    assert!((sum - total as f64).abs() <= 0.001 * 10.0 * column + 20.0, "{sum} of {total}");
}
