//! One thread for all clients. It never waits for one of them: it sleeps until any of them has something for it to do, and is
//! then called for that (the paper's 4.3.2, and its listing A.4 in Rust).

use crate::attend::{GREETING, HELLO, compute};
use crate::doorstep;
use crate::setting::{Scenario, Setting};
use evloop::{Conn, Event, Flow, ListenOptions, Loop, Result, Sig};
use evloop_ffi::socket::Socket;
use std::hint::black_box;

pub fn run(setting: &Setting) -> Result<()> {
    let socket = doorstep::listen(setting.address)?;
    let mut lp = Loop::new()?;
    for sig in [Sig::TERM, Sig::INT] {
        lp.signal(sig, |lp, _| lp.stop())?;
    }
    doorstep::announce(&socket)?;
    serve(&mut lp, socket, setting.scenario, &ListenOptions::default())?;
    lp.run()
}

/// Attends on a loop to all who come to a socket that listens.
pub fn serve(lp: &mut Loop, listener: Socket, scenario: Scenario, options: &ListenOptions) -> Result<()> {
    lp.listen_on(listener, options, move |lp, conn| match scenario {
        Scenario::Echo => echo(lp, conn),
        _ => hello(lp, conn, scenario),
    })?;
    Ok(())
}

fn hello(lp: &mut Loop, conn: Conn, scenario: Scenario) {
    // A connection whose client is gone takes nothing any more; that is no failure of ours.
    let greet = move |lp: &mut Loop| {
        let _ = conn.end_with(lp, HELLO);
    };
    match scenario {
        Scenario::Wait(time) => drop(lp.after(time, greet)),
        // Everybody waits for this: who computes for long does so elsewhere (`Loop::work`).
        Scenario::Compute(rounds) => {
            black_box(compute(rounds));
            greet(lp);
        }
        _ => greet(lp),
    }
    // What the client says is read and forgotten, see `attend.rs`. When both sides have ended, the loop closes.
    conn.start(lp, |_, _, _| {});
}

fn echo(lp: &mut Loop, conn: Conn) {
    let _ = conn.write(lp, GREETING);
    conn.start(lp, |lp, conn, event| match event {
        Event::Data(bytes) => {
            let flow = conn.write(lp, bytes);
            // Whoever does not read what it is sent is not read from either.
            if flow == Flow::Full {
                conn.pause(lp);
            }
        }
        Event::Drain => drop(conn.resume(lp)),
        Event::End => drop(conn.end(lp)),
        _ => {}
    });
}
