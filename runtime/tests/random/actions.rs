//! What a random program does.

use super::Scene;
use super::life::{self, Life, Shared};
use evloop::{Conn, ConnectOptions, Event, ListenOptions, Loop};
use std::net::SocketAddr;
use std::time::Duration;

/// Whether the server of that number is one on a Unix socket.
fn is_unix(number: u64) -> bool {
    number & 1 == 1
}

/// Where the servers listen.
fn place(number: u64) -> SocketAddr {
    ([10, 0, 0, 1], 8000 + number as u16).into()
}

fn path(number: u64) -> String {
    format!("/world/{number}")
}

/// Rolls a die of so many sides.
fn roll(scene: &Scene, sides: u64) -> u64 {
    scene.borrow_mut().dice.below(sides)
}

fn some_time(scene: &Scene) -> Duration {
    // Often soon, sometimes at once, seldom late.
    match roll(scene, 10) {
        0 => Duration::ZERO,
        1..8 => Duration::from_micros(roll(scene, 40_000)),
        _ => Duration::from_millis(roll(scene, 5_000)),
    }
}

/// Listens at the place of that number.
pub fn listen(lp: &mut Loop, scene: &Scene, number: u64) {
    let own = scene.clone();
    let welcome = move |lp: &mut Loop, conn: Conn| welcome(lp, conn, &own, is_unix(number));
    let options = ListenOptions { backlog: roll(scene, 8) as i32, ..ListenOptions::default() };
    let listener = match is_unix(number) {
        true => lp.listen_unix_with(path(number), &options, welcome),
        false => lp.listen_with(place(number), &options, welcome),
    };
    match listener {
        Ok(listener) => {
            let own = scene.clone();
            assert!(listener.on_error(lp, move |lp, listener, error| {
                assert!(["ENOSPC", "ENOMEM"].contains(&error.code()), "{error}");
                own.borrow_mut().listeners.retain(|(other, _)| *other != listener);
                assert!(listener.close(lp));
            }));
            scene.borrow_mut().listeners.push((listener, number));
        }
        Err(error) => assert!(["EADDRINUSE", "EMFILE"].contains(&error.code()), "{error}"),
    }
}

fn welcome(lp: &mut Loop, conn: Conn, scene: &Scene, unix: bool) {
    scene.borrow_mut().accepted += 1;
    let life = Life::new(&mut scene.borrow_mut(), false, unix);
    live(lp, conn, &life, scene);
    for _ in 0..roll(scene, 3) {
        act(lp, conn, &life, scene);
    }
}

/// Connects to one of the servers, to where nobody listens, or to where nobody is.
pub fn connect(lp: &mut Loop, scene: &Scene) {
    let number = roll(scene, 5);
    let life = Life::new(&mut scene.borrow_mut(), true, is_unix(number));
    let (own, heard) = (scene.clone(), life.clone());
    let number_of_callback = life.borrow_mut().next_callback();
    let callback = move |lp: &mut Loop, conn: Conn, event: Event<'_>| {
        heard.borrow().check_callback(number_of_callback);
        hear(lp, conn, event, &heard, &own);
    };
    let conn = match number {
        4 if roll(scene, 2) == 0 => lp.connect(([192, 0, 2, 1], 80), callback),
        4 => {
            let options = ConnectOptions { local_address: Some(([10, 0, 0, 9], 0).into()) };
            lp.connect_with(place(0), &options, callback)
        }
        _ if is_unix(number) => lp.connect_unix(path(number), callback),
        _ => lp.connect(place(number), callback),
    };
    let conn = conn.unwrap();
    remember(lp, conn, &life, scene);
    for _ in 0..roll(scene, 3) {
        act(lp, conn, &life, scene);
    }
}

/// Gives a connection its callback.
fn live(lp: &mut Loop, conn: Conn, life: &Shared, scene: &Scene) {
    assert!(start(lp, conn, life, scene));
    remember(lp, conn, life, scene);
}

fn start(lp: &mut Loop, conn: Conn, life: &Shared, scene: &Scene) -> bool {
    let (own, heard, number) = (scene.clone(), life.clone(), life.borrow_mut().next_callback());
    conn.start(lp, move |lp, conn, event| {
        heard.borrow().check_callback(number);
        hear(lp, conn, event, &heard, &own);
    })
}

/// Nobody lives for ever: after some time a connection ends, and if that does not help, it is closed.
fn remember(lp: &mut Loop, conn: Conn, life: &Shared, scene: &Scene) {
    scene.borrow_mut().conns.push((conn, life.clone()));
    let (own, left) = (life.clone(), scene.clone());
    lp.after(Duration::from_millis(100 + roll(scene, 60_000)), move |lp| {
        conn.resume(lp);
        life::end(lp, conn, &own, &left);
        lp.after(Duration::from_secs(60), move |lp| {
            own.borrow().check_closed_by_itself();
            life::close(lp, conn, &own, &left, false);
        });
    });
}

fn hear(lp: &mut Loop, conn: Conn, event: Event<'_>, life: &Shared, scene: &Scene) {
    life.borrow_mut().hear(lp, conn, &event, &mut scene.borrow_mut());
    let deeds = match event {
        Event::Connected | Event::Drain => 1 + roll(scene, 4),
        Event::Data(_) => roll(scene, 3),
        Event::End if roll(scene, 2) == 0 => {
            life::end(lp, conn, life, scene);
            roll(scene, 2)
        }
        // Who is gone can do no harm either.
        _ => roll(scene, 2),
    };
    for _ in 0..deeds {
        act(lp, conn, life, scene);
    }
}

/// Does something: to a connection, or about it.
fn act(lp: &mut Loop, conn: Conn, life: &Shared, scene: &Scene) {
    {
        let mut stage = scene.borrow_mut();
        if stage.deeds == 0 {
            return;
        }
        stage.deeds -= 1;
    }
    match roll(scene, 100) {
        0..42 => life::write(lp, conn, life, scene),
        42..50 => pause(lp, conn, scene),
        50..53 => drop(conn.resume(lp)),
        53..58 => life::end(lp, conn, life, scene),
        58..60 => life::close(lp, conn, life, scene, false),
        60..62 => life::close(lp, conn, life, scene, true),
        62..68 => act_on_another(lp, scene),
        68..78 => act_later(lp, conn, life, scene),
        78..82 => lp.stop(),
        82..90 => connect_once_more(lp, scene),
        90..93 => change_listeners(lp, scene),
        93..96 => replace_callback(lp, conn, life, scene),
        96..98 => drop(conn.set_high_water(lp, roll(scene, 9_000) as usize)),
        _ => look_around(lp, conn),
    }
}

fn pause(lp: &mut Loop, conn: Conn, scene: &Scene) {
    conn.pause(lp);
    // A connection that is paused waits for nothing, so somebody else must.
    let time = some_time(scene);
    lp.after(time, move |lp| {
        conn.resume(lp);
    });
}

fn act_on_another(lp: &mut Loop, scene: &Scene) {
    let count = scene.borrow().conns.len() as u64;
    if count > 0 {
        let number = roll(scene, count) as usize;
        let (conn, life) = scene.borrow().conns[number].clone();
        act(lp, conn, &life, scene);
    }
}

fn act_later(lp: &mut Loop, conn: Conn, life: &Shared, scene: &Scene) {
    let (own, later) = (life.clone(), scene.clone());
    let deed = move |lp: &mut Loop| act(lp, conn, &own, &later);
    match roll(scene, 3) {
        0 => drop(lp.immediate(deed)),
        _ => {
            let time = some_time(scene);
            lp.after(time, deed);
        }
    }
}

fn connect_once_more(lp: &mut Loop, scene: &Scene) {
    let left = scene.borrow().connects;
    if left > 0 {
        scene.borrow_mut().connects -= 1;
        connect(lp, scene);
    }
}

/// Closes a listener, or opens one.
fn change_listeners(lp: &mut Loop, scene: &Scene) {
    let count = scene.borrow().listeners.len() as u64;
    if count > 0 && roll(scene, 2) == 0 {
        let number = roll(scene, count) as usize;
        let (listener, _) = scene.borrow_mut().listeners.swap_remove(number);
        assert!(listener.close(lp) && !listener.close(lp));
    } else if lp.now() < Duration::from_secs(200) {
        let number = roll(scene, 4);
        listen(lp, scene, number);
    }
}

/// Knocks at every listener, on a network without faults: whatever has happened before, each must accept. Then all is
/// over.
pub fn last_round(lp: &mut Loop, scene: &Scene) {
    let places: Vec<_> = scene.borrow().listeners.iter().map(|(_, number)| *number).collect();
    scene.borrow_mut().deeds = 0;
    let before = scene.borrow().accepted;
    for number in &places {
        let conn = match is_unix(*number) {
            true => lp.connect_unix(path(*number), |_, _, _| {}),
            false => lp.connect(place(*number), |_, _, _| {}),
        };
        let conn = conn.unwrap();
        lp.after(Duration::from_secs(9), move |lp| {
            conn.close(lp);
        });
    }
    let own = scene.clone();
    lp.after(Duration::from_secs(10), move |lp| {
        let accepted = own.borrow().accepted - before;
        assert!(accepted >= places.len() as u64, "{accepted} of {} listeners accept", places.len());
        close_listeners(lp, &own);
    });
}

fn close_listeners(lp: &mut Loop, scene: &Scene) {
    for (listener, _) in std::mem::take(&mut scene.borrow_mut().listeners) {
        assert!(listener.close(lp));
    }
}

fn replace_callback(lp: &mut Loop, conn: Conn, life: &Shared, scene: &Scene) {
    if conn.is_open(lp) {
        assert!(start(lp, conn, life, scene));
    } else {
        assert!(!conn.start(lp, |_, _, _| panic!("a stale name has got a callback")));
    }
}

/// Asks what can be asked.
fn look_around(lp: &mut Loop, conn: Conn) {
    let open = conn.is_open(lp);
    assert!(open || conn.queued(lp) == 0);
    assert!(open || conn.local_addr(lp).is_err_and(|error| error.code() == "EBADF"));
    assert!(open || conn.peer_addr(lp).is_err_and(|error| error.code() == "EBADF"));
    assert!(conn.set_ref(lp, true) == open || !open);
}
