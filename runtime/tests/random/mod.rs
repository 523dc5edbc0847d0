//! Random programs: from a seed, a network, some servers and clients, and what they do to each other. Everything that can be
//! done with a connection is done, in every event, in timers and immediates, to oneself and to others; and everything that
//! is heard is checked.

mod actions;
mod datagrams;
mod dice;
mod ledger;
mod life;
mod trace;

use dice::Dice;
use evloop::{Backend, Conn, Listener, Loop, Network, World};
use ledger::Ledger;
use life::Shared;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use trace::Trace;

/// How many turns may pass without a callback, a byte sent, or time going by. Readiness may be untrue several times in a
/// row, but not for ever.
const IDLE_TURNS: u32 = 300;

/// What a program works with.
pub struct Stage {
    dice: Dice,
    ledger: Ledger,
    trace: Trace,
    /// All connections that ever were: handles that are stale must do no harm.
    conns: Vec<(Conn, Shared)>,
    listeners: Vec<(Listener, u64)>,
    born: u64,
    over: u64,
    accepted: u64,
    /// How many connections may still be begun, and how many things done.
    connects: u32,
    deeds: u32,
    sent: datagrams::Sent,
}

pub type Scene = Rc<RefCell<Stage>>;

/// What a run came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Everything that happened, as one number.
    pub trace: u64,
    pub turns: u64,
    pub connections: u64,
    pub bytes: u64,
    /// How long it took in its world.
    pub time: Duration,
}

/// Runs the program of a seed.
///
/// # Panics
/// When anything is not as it must be.
pub fn run(seed: u64) -> Outcome {
    let mut dice = Dice::new(seed);
    let world = World::with_seed(dice.next());
    world.set_network(network(&mut dice));
    let mut lp = Loop::builder().backend(Backend::Simulated(world.clone())).build().unwrap();
    let trace = Trace::default();
    lp.observe(trace.clone());
    let stage = Stage {
        ledger: Ledger::default(),
        trace: trace.clone(),
        conns: Vec::new(),
        listeners: Vec::new(),
        born: 0,
        over: 0,
        accepted: 0,
        connects: 2 + dice.below(12) as u32,
        deeds: 50 + dice.below(400) as u32,
        sent: datagrams::Sent::default(),
        dice,
    };
    let scene = Rc::new(RefCell::new(stage));
    begin(&mut lp, &scene, &world);
    let turns = turn_to_the_end(&mut lp, &world, &scene);
    let stage = scene.borrow();
    assert_eq!(stage.over, stage.born, "connections that never heard the farewell");
    assert_eq!((trace.alive(), world.open_sockets()), (0, 0), "sources and sockets that are left");
    let bytes = stage.conns.iter().map(|(_, life)| life.borrow().received()).sum();
    Outcome { trace: trace.sum(), turns, connections: stage.born, bytes, time: world.now() }
}

/// A network with some faults, and some not.
fn network(dice: &mut Dice) -> Network {
    let (rough, perfect) = (Network::rough(), Network::default());
    let mut some = |fault: f64| if dice.once_in(2) { fault } else { 0.0 };
    let mut network = Network {
        loss: some(rough.loss),
        duplication: some(rough.duplication),
        refusals: some(rough.refusals),
        breaks: some(rough.breaks),
        short_calls: some(rough.short_calls),
        hesitation: some(rough.hesitation),
        spurious: some(rough.spurious),
        accept_errors: some(rough.accept_errors),
        watch_errors: some(rough.watch_errors),
        disorder: some(1.0) > 0.0,
        ..perfect
    };
    if dice.once_in(2) {
        network.delay = rough.delay;
    }
    if dice.once_in(2) {
        (network.send_buffer, network.receive_buffer) = (100 + dice.length(), 1 + dice.length());
    }
    if dice.once_in(4) {
        network.descriptors = 3 + dice.below(10) as usize;
    }
    network
}

/// Servers, clients and datagrams, and an end to all of it.
fn begin(lp: &mut Loop, scene: &Scene, world: &World) {
    let servers = 1 + scene.borrow_mut().dice.below(3);
    for number in 0..servers {
        actions::listen(lp, scene, number);
    }
    let clients = 1 + scene.borrow_mut().dice.below(4);
    for _ in 0..clients {
        actions::connect(lp, scene);
    }
    let has_datagrams = scene.borrow_mut().dice.once_in(3);
    if has_datagrams {
        datagrams::begin(lp, scene);
    }
    let (last, calm) = (scene.clone(), world.clone());
    lp.after(Duration::from_secs(300), move |lp| {
        calm.set_network(Network::default());
        let last = last.clone();
        // Knocks that were lost before are repeated after a minute at most.
        lp.after(Duration::from_secs(70), move |lp| actions::last_round(lp, &last));
    });
    let hangs = lp.after(Duration::from_secs(86_400), |_| panic!("the program hangs"));
    hangs.set_ref(lp, false);
}

/// As `Loop::run` does, also after a stop.
fn turn_to_the_end(lp: &mut Loop, world: &World, scene: &Scene) -> u64 {
    let trace = scene.borrow().trace.clone();
    let (mut turns, mut idle, mut before, mut sent_before) = (0, 0, (world.now(), trace.calls()), 0);
    while lp.alive() {
        lp.turn().unwrap();
        turns += 1;
        let after = (world.now(), trace.calls());
        idle = if after == before { idle + 1 } else { 0 };
        before = after;
        if idle == IDLE_TURNS {
            let sent = scene.borrow().conns.iter().map(|(conn, _)| conn.bytes_written(lp)).sum();
            assert!(sent != sent_before, "the loop turns without doing anything");
            (idle, sent_before) = (0, sent);
        }
    }
    turns
}
