//! Datagrams of a random program: any may be lost or come twice, but what comes was sent.

use super::Scene;
use evloop::{Loop, Udp, UdpEvent};
use std::collections::BTreeMap;
use std::time::Duration;

/// By the number that each datagram begins with: how often it came, and its length.
#[derive(Default)]
pub struct Sent(BTreeMap<u64, (u32, usize)>);

const PLACE: ([u8; 4], u16) = ([10, 0, 0, 1], 9000);

/// A receiver and a sender, which are closed in the end.
pub fn begin(lp: &mut Loop, scene: &Scene) {
    let own = scene.clone();
    let receiver = lp.udp(PLACE, move |_, _, event| hear(event, &own));
    let sender = lp.udp(([10, 0, 0, 2], 0), |_, _, _| {});
    match (receiver, sender) {
        (Ok(receiver), Ok(sender)) => {
            let own = scene.clone();
            let mut left = 1 + scene.borrow_mut().dice.below(20);
            lp.every(Duration::from_millis(3), move |lp, timer| {
                send(lp, sender, &own);
                left -= 1;
                if left == 0 {
                    timer.cancel(lp);
                    sender.close(lp);
                    lp.after(Duration::from_secs(1), move |lp| {
                        receiver.close(lp);
                    });
                }
            });
        }
        (receiver, sender) => {
            for udp in [receiver, sender] {
                match udp {
                    Ok(udp) => assert!(udp.close(lp)),
                    Err(error) => assert_eq!(error.code(), "EMFILE"),
                }
            }
        }
    }
}

fn send(lp: &mut Loop, sender: Udp, scene: &Scene) {
    let mut stage = scene.borrow_mut();
    let (number, length) = (stage.dice.next(), 8 + stage.dice.length());
    let mut bytes = vec![number as u8; length];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    stage.sent.0.insert(number, (0, length));
    if let Err(error) = sender.send_to(lp, &bytes, PLACE) {
        // The poller would not watch it, and so it is closed.
        assert_eq!(error.code(), "EBADF");
    }
}

fn hear(event: UdpEvent<'_>, scene: &Scene) {
    let UdpEvent::Data { bytes, truncated, .. } = event else { return };
    let mut stage = scene.borrow_mut();
    let number = u64::from_le_bytes(bytes[..8].try_into().unwrap());
    let (times, length) = stage.sent.0.get_mut(&number).expect("a datagram that nobody sent");
    *times += 1;
    assert!(*times <= 2 && !truncated && *length == bytes.len());
    assert!(bytes[8..].iter().all(|&byte| byte == number as u8));
    stage.trace.add(number);
}
