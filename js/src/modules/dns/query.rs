//! One question on its way: by datagrams to one server after the other, a few times over, each time with more patience; by
//! TCP when the answer does not fit into a datagram.

use std::cell::{Cell, RefCell};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::rc::Rc;
use std::time::Duration;

use evloop::{ConnectOptions, Event, Loop, Tcp, Timer, Udp, UdpEvent, UdpOptions};

use super::records;
use super::wire::{self, Verdict};
use crate::chance::Chance;
use crate::door;
use crate::modules::net::address;
use crate::raw::{Answer, Args, Class, Held, Js, Owned, Thrown, Value};

/// What the room remembers: the class of the objects that stand for questions.
struct Questions {
    class: Class<Rc<Query>>,
    prototype: Held,
}

/// A question.
struct Query {
    /// `(code, records)`: one of them is null.
    callback: Held,
    /// As bytes.
    question: Vec<u8>,
    kind: u16,
    servers: Vec<SocketAddr>,
    /// The addresses to ask from, for IPv4 and IPv6.
    local: [IpAddr; 2],
    patience: Patience,
    /// How often somebody has been asked.
    asked: Cell<u32>,
    /// What the last one said, to be told if nobody knows better.
    last: Cell<&'static str>,
    done: Cell<bool>,
    line: RefCell<Line>,
}

/// How long to wait, and how often.
struct Patience {
    first: Duration,
    longest: Option<Duration>,
    rounds: u32,
}

/// How long to wait for the first answer: if nobody says it, and at least (as c-ares has it).
const USUAL: Duration = Duration::from_secs(2);
const LEAST: Duration = Duration::from_millis(250);

/// What is open to the server that is being asked.
#[derive(Default)]
struct Line {
    udp: Option<Udp>,
    tcp: Option<Tcp>,
    timer: Option<Timer>,
    /// What has come by TCP.
    bytes: Vec<u8>,
}

/// Called once.
pub(super) fn open(js: &mut Js<'_>) -> Result<(), Thrown> {
    let prototype = js.object()?;
    let prototype = js.hold(prototype.value());
    js.rooms().insert(Questions { class: js.class("Query"), prototype });
    Ok(())
}

/// `query(name, type, servers, timeout, longest, rounds, local, callback)`: asks. `servers` are `address, port, …`, `local`
/// an IPv4 and an IPv6 address; `callback(code, records)` comes later. An object to cancel it by, or the code of a failure.
pub(super) fn query<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let kind = args.get(1).as_int().unwrap_or(0) as u16;
    let mut id = [0; 2];
    if Chance::of(js).fill(&mut id).is_err() {
        return js.string("ENOMEM");
    }
    let name = args.get(0).text(js).unwrap_or_default();
    let Some(question) = wire::question(u16::from_be_bytes(id), &name, kind) else {
        return js.string("EBADNAME");
    };
    let servers = servers(js, args.get(2))?;
    if servers.is_empty() {
        return js.string("ECONNREFUSED");
    }
    let milliseconds = |value: Value<'_>| {
        value.as_number().filter(|&ms| ms >= 0.0).map(|ms| Duration::from_millis(ms as u64))
    };
    let query = Rc::new(Query {
        callback: js.hold(args.get(7)),
        question,
        kind,
        servers,
        local: local(js, args.get(6))?,
        patience: Patience {
            first: milliseconds(args.get(3)).map_or(USUAL, |wanted| wanted.max(LEAST)),
            longest: milliseconds(args.get(4)).filter(|longest| !longest.is_zero()),
            rounds: args.get(5).as_int().unwrap_or(4).max(1) as u32,
        },
        asked: Cell::new(0),
        last: Cell::new("ETIMEOUT"),
        done: Cell::new(false),
        line: RefCell::default(),
    });
    let asked = query.clone();
    js.with_loop(|lp| asked.ask_next(lp)).ok_or_else(|| js.throw_error("the loop is not at hand here"))?;
    let Some(room) = js.rooms().get::<Questions>() else {
        return Err(js.throw_error("the dns room is closed"));
    };
    room.class.make(js, room.prototype.value(js), query)
}

fn servers(js: &mut Js<'_>, list: Value<'_>) -> Result<Vec<SocketAddr>, Thrown> {
    let mut servers = Vec::new();
    for place in (0..list.length(js)?).step_by(2) {
        let (address, port) = (list.get_index(js, place)?, list.get_index(js, place + 1)?);
        servers.extend(address::from_js(js, address.value(), port.value()));
    }
    Ok(servers)
}

fn local(js: &mut Js<'_>, list: Value<'_>) -> Result<[IpAddr; 2], Thrown> {
    let mut local = [IpAddr::V4(Ipv4Addr::UNSPECIFIED), IpAddr::V6(Ipv6Addr::UNSPECIFIED)];
    for (place, address) in local.iter_mut().enumerate() {
        let given: Owned<'_> = list.get_index(js, place as u32)?;
        if let Some(given) = given.value().text(js).and_then(|text| text.parse().ok()) {
            *address = given;
        }
    }
    Ok(local)
}

/// `cancel(query)`: ends it with `ECANCELLED`. False if it has ended.
pub(super) fn cancel<'a>(js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
    let room = js.rooms().get::<Questions>();
    let Some(query) = room.and_then(|room| room.class.of(args.get(0)).cloned()) else {
        return Ok(js.bool(false));
    };
    if query.done.replace(true) {
        return Ok(js.bool(false));
    }
    js.with_loop(|lp| query.hang_up(lp));
    Ok(js.bool(true))
}

impl Query {
    /// Asks the next server; when all have been asked often enough, ends with what the last one said.
    fn ask_next(self: &Rc<Self>, lp: &mut Loop) {
        self.hang_up(lp);
        loop {
            let asked = self.asked.get();
            let count = self.servers.len() as u32;
            if asked == count.saturating_mul(self.patience.rounds) {
                // Not from within the call that asked.
                let query = self.clone();
                lp.immediate(move |lp| query.finish(lp, Err(query.last.get())));
                return;
            }
            self.asked.set(asked + 1);
            let server = self.servers[(asked % count) as usize];
            if self.ask(lp, server) {
                self.wait(lp, asked / count);
                return;
            }
            self.last.set("ECONNREFUSED");
        }
    }

    /// Sends the question. False if that cannot be done.
    fn ask(self: &Rc<Self>, lp: &mut Loop, server: SocketAddr) -> bool {
        let query = self.clone();
        let options = UdpOptions { largest: wire::NO_DATAGRAM_IS_LONGER, ..UdpOptions::default() };
        let from = SocketAddr::new(self.local_for(server), 0);
        let made = lp.udp_with(from, &options, move |lp, _, event| match event {
            UdpEvent::Data { bytes, .. } => query.heard(lp, server, bytes, false),
            UdpEvent::Error(_) => query.unhelpful(lp, "ECONNREFUSED"),
            _ => {}
        });
        let Ok(udp) = made else { return false };
        self.line.borrow_mut().udp = Some(udp);
        // Connected, the socket hears the server only, and learns that nobody is there.
        let sent = udp.connect(lp, server).and_then(|()| udp.send(lp, &self.question));
        if sent.is_err() {
            self.hang_up(lp);
        }
        sent.is_ok()
    }

    fn local_for(&self, server: SocketAddr) -> IpAddr {
        self.local[usize::from(server.is_ipv6())]
    }

    /// Waits for an answer: twice as long in each round.
    fn wait(self: &Rc<Self>, lp: &mut Loop, round: u32) {
        let patience = self.patience.first.saturating_mul(1 << round.min(16));
        let patience = self.patience.longest.map_or(patience, |longest| patience.min(longest));
        let query = self.clone();
        let timer = lp.after(patience, move |lp| query.unhelpful(lp, "ETIMEOUT"));
        self.line.borrow_mut().timer = Some(timer);
    }

    /// This server is of no use.
    fn unhelpful(self: &Rc<Self>, lp: &mut Loop, code: &'static str) {
        if !self.done.get() {
            self.last.set(code);
            self.ask_next(lp);
        }
    }

    /// Something has come.
    fn heard(self: &Rc<Self>, lp: &mut Loop, server: SocketAddr, bytes: &[u8], by_tcp: bool) {
        if self.done.get() {
            return;
        }
        match wire::judge(&self.question, bytes) {
            Verdict::Foreign => {}
            Verdict::Truncated if !by_tcp => self.ask_by_tcp(lp, server),
            Verdict::Truncated => self.finish(lp, Err("EBADRESP")),
            Verdict::Answer if records::has(bytes, self.kind) => self.finish(lp, Ok(bytes)),
            Verdict::Answer => self.finish(lp, Err("ENODATA")),
            Verdict::Final(code) => self.finish(lp, Err(code)),
            Verdict::Unhelpful(code) => self.unhelpful(lp, code),
        }
    }

    /// Asks the same server by TCP, within the same patience. There every message has its length before it.
    fn ask_by_tcp(self: &Rc<Self>, lp: &mut Loop, server: SocketAddr) {
        let query = self.clone();
        let options = ConnectOptions { local_address: Some(SocketAddr::new(self.local_for(server), 0)) };
        let connected = lp.connect_with(server, &options, move |lp, tcp, event| match event {
            Event::Connected => {
                let length = query.question.len() as u16;
                let _ = tcp.write_all(lp, &[&length.to_be_bytes(), &query.question]);
            }
            Event::Data(bytes) => query.heard_by_tcp(lp, server, bytes),
            Event::End | Event::Error(_) => query.unhelpful(lp, "ECONNREFUSED"),
            _ => {}
        });
        let mut line = self.line.borrow_mut();
        if let Some(udp) = line.udp.take() {
            udp.close(lp);
        }
        line.tcp = connected.ok();
    }

    fn heard_by_tcp(self: &Rc<Self>, lp: &mut Loop, server: SocketAddr, bytes: &[u8]) {
        let message = {
            let mut line = self.line.borrow_mut();
            line.bytes.extend_from_slice(bytes);
            let [high, low, rest @ ..] = line.bytes.as_slice() else { return };
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            let Some(message) = rest.get(..length) else { return };
            message.to_vec()
        };
        self.heard(lp, server, &message, true);
    }

    /// Closes what is open to the server.
    fn hang_up(&self, lp: &mut Loop) {
        let Line { udp, tcp, timer, .. } = self.line.take();
        udp.map(|udp| udp.close(lp));
        tcp.map(|tcp| tcp.close(lp));
        timer.map(|timer| timer.cancel(lp));
    }

    /// The end.
    fn finish(&self, lp: &mut Loop, outcome: Result<&[u8], &'static str>) {
        if self.done.replace(true) {
            return;
        }
        self.hang_up(lp);
        door::enter_to(self.callback.context(), lp, &self.callback, |js| {
            let (code, records) = match outcome {
                Ok(bytes) => (js.null(), records::of(js, bytes)?),
                Err(code) => (js.string(code)?, js.null()),
            };
            let arguments = [code.value(), records.value()];
            self.callback.value(js).call(js, Value::UNDEFINED, &arguments).map(drop)
        });
    }
}
