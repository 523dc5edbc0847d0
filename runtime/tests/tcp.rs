//! TCP: bytes, half-close, backpressure, errors. Scenarios of docs/reliability by number.

use evloop::{Event, Flow, Loop, Tcp};
use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;

fn echo_server(lp: &mut Loop) -> SocketAddr {
    let listener = lp
        .listen(([127, 0, 0, 1], 0), |lp, conn| {
            conn.start(lp, |lp, conn, event| match event {
                Event::Data(bytes) => {
                    if conn.write(lp, bytes) == Flow::Full {
                        conn.pause(lp);
                    }
                }
                Event::Drain => drop(conn.resume(lp)),
                Event::End => drop(conn.end(lp)),
                _ => {}
            });
        })
        .unwrap();
    listener.set_ref(lp, false);
    listener.local_addr(lp).unwrap()
}

#[test]
fn echo_of_five_megabytes_is_exact_and_closes_once() {
    let mut lp = Loop::new().unwrap();
    let address = echo_server(&mut lp);
    let input: Rc<Vec<u8>> = Rc::new((0..5_000_000u32).map(|n| (n % 251) as u8).collect());
    let output = Rc::new(RefCell::new(Vec::new()));
    let closed = Rc::new(Cell::new(0));
    let (data, sink, farewell) = (input.clone(), output.clone(), closed.clone());
    lp.connect(address, move |lp: &mut Loop, conn: Tcp, event| match event {
        Event::Connected => {
            let _ = conn.write(lp, &data);
            conn.end(lp);
        }
        Event::Data(bytes) => sink.borrow_mut().extend_from_slice(bytes),
        Event::Error(error) => panic!("{error}"),
        Event::Closed => farewell.set(farewell.get() + 1),
        _ => {}
    })
    .unwrap();
    lp.run().unwrap();
    assert!(*output.borrow() == *input);
    assert_eq!(closed.get(), 1);
}
