//! What is particular to the poller over kqueue, on the kqueue in user space.
//! `cargo test -p evloop-ffi --features user-kqueue --test kqueue_poller`.

use evloop_ffi::io;
use evloop_ffi::poller::{Event, Interest, Kqueue, Poller, Token};
use evloop_ffi::user_kqueue::set_adversary;
use std::io::Write;
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::time::Duration;

const NAME: Token = Token(7);

fn look(poller: &mut Kqueue) -> Vec<Event> {
    let mut events = Vec::new();
    poller.wait(Some(Duration::ZERO), &mut events).unwrap();
    events
}

/// kqueue tells of both directions apart, and often of writing alone. Who writes then meets EPIPE, and the peer's last bytes
/// would be lost with the stream.
#[test]
fn c32_whoever_is_told_to_write_to_a_peer_that_is_gone_is_told_to_read_as_well() {
    for seed in 0..50 {
        set_adversary(Some(seed));
        let mut poller = Kqueue::new().unwrap();
        let (here, mut there) = UnixStream::pair().unwrap();
        there.write_all(b"bye").unwrap();
        drop(there);
        poller.add(here.as_fd(), NAME, Interest::BOTH).unwrap();
        // The adversary may keep an end to itself three times for each direction, as if it had come later.
        let mut writes = 0;
        for round in 0..200 {
            let told = look(&mut poller).into_iter().find(|event| event.token == NAME && event.ready.write());
            if let Some(event) = told.filter(|_| round >= 100) {
                writes += 1;
                assert!(event.ready.read(), "seed {seed}, round {round}: {event:?}");
            }
        }
        assert!(writes > 10);
        assert_eq!(io::read(&here, &mut [0; 8]), Ok(3));
    }
    set_adversary(None);
}

/// The kernel drops what was registered with a descriptor that other code closes. The table must not hold it against the
/// one who gets the number next.
#[test]
fn b16_a_number_whose_descriptor_somebody_else_closed_can_be_added_anew() {
    let mut poller = Kqueue::new().unwrap();
    let (here, mut there) = UnixStream::pair().unwrap();
    let (raw, number) = (here.as_raw_fd(), 800);
    // Numbers that no other test gets meanwhile.
    // SAFETY: the call touches no memory, and the new descriptor is nobody's.
    let again = || unsafe { OwnedFd::from_raw_fd(libc::fcntl(raw, libc::F_DUPFD, number)) };
    let first = again();
    poller.add(first.as_fd(), Token(1), Interest::BOTH).unwrap();
    drop(first);
    let second = again();
    assert_eq!(second.as_raw_fd(), number);
    poller.add(second.as_fd(), NAME, Interest::READ).unwrap();
    assert!(look(&mut poller).is_empty());
    there.write_all(b"x").unwrap();
    assert_eq!(look(&mut poller).iter().map(|event| event.token).collect::<Vec<_>>(), [NAME]);
    // And a second registration that is one leaves the first its name.
    assert_eq!(poller.add(second.as_fd(), Token(3), Interest::READ).unwrap_err().errno, libc::EEXIST);
    assert_eq!(look(&mut poller)[0].token, NAME);
}

/// What fails is not half there.
#[test]
fn a_descriptor_that_cannot_be_added_is_not_registered_for_one_direction() {
    let mut poller = Kqueue::new().unwrap();
    // SAFETY: the number is used for calls that fail, since nobody has it.
    let nobody = unsafe { std::os::fd::BorrowedFd::borrow_raw(700) };
    for _ in 0..2 {
        assert_eq!(poller.add(nobody, NAME, Interest::BOTH).unwrap_err().errno, libc::EBADF);
    }
    assert_eq!(poller.remove(nobody, Interest::BOTH).unwrap_err().errno, libc::ENOENT);
}
