//! Callbacks that steer the loop itself: stop it, turn it, start their own source anew. Numbers are those of the reliability
//! scenarios.

use crate::common::{LOCAL, Log, MS, echo_server, new_loop, readable};
use evloop::{Event, Flow, Hook, Interest, Listener, Loop, UdpEvent};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

on_every_backend!(
    d62_what_is_started_anew_in_its_own_callback_goes_on_in_a_later_turn,
    d65_stop_in_any_callback_ends_the_turn_and_no_more,
    d66_the_loop_cannot_be_turned_from_any_callback,
);

fn d62_what_is_started_anew_in_its_own_callback_goes_on_in_a_later_turn() {
    let mut lp = new_loop();
    let log = Log::default();
    let (heard, mut left) = (log.clone(), 3);
    let turn = Rc::new(Cell::new(0));
    let (now, mut last) = (turn.clone(), None);
    lp.timer(move |lp, timer| {
        // Never twice in one turn, although it is due at once.
        assert_ne!(last.replace(now.get()), Some(now.get()));
        left -= 1;
        heard.say("timer");
        if left == 0 {
            timer.cancel(lp);
        } else {
            assert!(timer.restart(lp, Duration::ZERO));
        }
    })
    .restart(&mut lp, MS);
    let (heard, mut left) = (log.clone(), 3);
    lp.watch(readable(), Interest::READ, move |lp, watch, _| {
        left -= 1;
        heard.say("watch");
        // Closed and watched again, under another name.
        let fd = watch.close(lp).unwrap();
        if left > 0 {
            let (again, mut left) = (heard.clone(), left);
            lp.watch(fd, Interest::READ, move |lp, watch, _| {
                left -= 1;
                again.say("watch");
                if left == 0 {
                    watch.close(lp);
                }
            })
            .unwrap();
        }
    })
    .unwrap();
    while lp.alive() {
        turn.set(turn.get() + 1);
        lp.turn().unwrap();
    }
    assert_eq!((log.count("timer"), log.count("watch")), (3, 3));
}

/// Calls `act` once from a callback of each kind, each time in a loop of its own, whose name it is told.
fn from_each_callback(act: impl Fn(&mut Loop, &str) + Clone + 'static, end: impl Fn(Loop, &str)) {
    for kind in
        ["timer", "watch", "conn", "listener", "udp", "idle", "prepare", "check", "immediate", "farewell"]
    {
        let mut lp = new_loop();
        let mut act = Some(act.clone());
        let mut once = move |lp: &mut Loop| {
            if let Some(act) = act.take() {
                act(lp, kind);
            }
        };
        match kind {
            "timer" => drop(lp.after(MS, move |lp| once(lp))),
            "watch" => {
                lp.watch(readable(), Interest::READ, move |lp, watch, _| {
                    watch.close(lp);
                    once(lp);
                })
                .unwrap();
            }
            "conn" => {
                let address = echo_server(&mut lp);
                lp.connect(address, move |lp, conn, _| {
                    conn.close(lp);
                    once(lp);
                })
                .unwrap();
            }
            "listener" => {
                let own: Rc<Cell<Option<Listener>>> = Rc::default();
                let name = own.clone();
                let listener = lp.listen(LOCAL, move |lp, _| {
                    once(lp);
                    assert!(own.take().unwrap().close(lp));
                });
                let listener = listener.unwrap();
                name.set(Some(listener));
                let address = listener.local_addr(&lp).unwrap();
                lp.connect(address, move |lp, conn, event| {
                    if let Event::Connected = event {
                        conn.close(lp);
                    }
                })
                .unwrap();
            }
            "udp" => {
                let udp = lp.udp(LOCAL, move |lp, udp, event| {
                    if let UdpEvent::Data { .. } = event {
                        udp.close(lp);
                        once(lp);
                    }
                });
                let udp = udp.unwrap();
                let to = udp.local_addr(&lp).unwrap();
                assert_eq!(udp.send_to(&mut lp, b"x", to).unwrap(), Flow::Open);
            }
            "idle" | "prepare" | "check" => {
                let hook = move |lp: &mut Loop, hook: Hook| {
                    hook.close(lp);
                    once(lp);
                };
                match kind {
                    "idle" => lp.on_idle(hook),
                    "prepare" => lp.on_prepare(hook),
                    _ => lp.on_check(hook),
                };
                lp.immediate(|_| {});
            }
            "immediate" => drop(lp.immediate(move |lp| once(lp))),
            _ => drop(lp.listen(LOCAL, |_, _| {}).unwrap().close_then(&mut lp, move |lp| once(lp))),
        }
        end(lp, kind);
    }
}

fn d65_stop_in_any_callback_ends_the_turn_and_no_more() {
    let stopped = Rc::new(Cell::new(0));
    let count = stopped.clone();
    let act = move |lp: &mut Loop, _: &str| {
        count.set(count.get() + 1);
        lp.stop();
    };
    let told = stopped.clone();
    from_each_callback(act, move |mut lp, kind| {
        let before = told.get();
        lp.after(40 * MS, |_| {});
        while !lp.stopped() {
            assert!(lp.alive(), "{kind}: it never stopped");
            lp.turn().unwrap();
        }
        assert_eq!(told.get(), before + 1, "{kind}");
        // What was to come still comes.
        while lp.alive() {
            lp.turn().unwrap();
        }
    });
    assert_eq!(stopped.get(), 10);
}

fn d66_the_loop_cannot_be_turned_from_any_callback() {
    let refused = Rc::new(Cell::new(0));
    let count = refused.clone();
    let act = move |lp: &mut Loop, kind: &str| {
        assert_eq!(lp.turn().unwrap_err().code(), "REENTERED", "{kind}");
        count.set(count.get() + 1);
    };
    from_each_callback(act, |lp, _| lp.run().unwrap());
    assert_eq!(refused.get(), 10);
}
