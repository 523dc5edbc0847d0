//! What else our code builds on: the kqueue in user space does what the manual pages say.
//! `cargo test -p evloop-ffi --features user-kqueue --test user_kqueue_manual`.

mod queue;

use evloop_ffi::file::make_temporary_folder;
use evloop_ffi::user_kqueue::*;
use queue::{Queue, event};
use std::io::{Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::process::{Command, Stdio};
use std::{fs, ptr, thread};

#[test]
fn a_registration_may_rest_go_off_once_or_be_asked_for_a_receipt() {
    let (queue, (here, mut there)) = (Queue::new(), UnixStream::pair().unwrap());
    let fd = here.as_raw_fd() as usize;
    there.write_all(b"x").unwrap();
    queue.add(&here, EVFILT_READ, EV_DISABLE);
    assert!(queue.look().is_empty());
    queue.change(fd, EVFILT_READ, EV_ENABLE).unwrap();
    assert_eq!(queue.look().len(), 1);
    queue.change(fd, EVFILT_READ, EV_DISABLE).unwrap();
    assert!(queue.look().is_empty());
    queue.add(&here, EVFILT_READ, EV_ONESHOT);
    assert_eq!(queue.look().len(), 1);
    assert_eq!(queue.change(fd, EVFILT_READ, EV_DELETE), Err(libc::ENOENT));
    // Two changes, of which the second fails; there is room to say so, and nobody waits.
    let changes = [event(fd, EVFILT_READ, EV_ADD | EV_RECEIPT), event(fd, EVFILT_WRITE, EV_DELETE)];
    let receipts = queue.call(&changes, 4, None).unwrap();
    let said: Vec<_> = receipts.iter().map(|event| (event.filter, event.flags, event.data)).collect();
    assert_eq!(said, [(EVFILT_READ, EV_ERROR, 0), (EVFILT_WRITE, EV_ERROR, libc::ENOENT.into())]);
    assert_eq!(queue.look().len(), 1);
}

#[test]
fn udata_comes_back_as_it_was_given_last() {
    let (queue, (here, _there)) = (Queue::new(), UnixStream::pair().unwrap());
    // Whatever the change is.
    for (name, flags) in [(1_usize, EV_ADD), (2, EV_ADD), (3, EV_ENABLE)] {
        let mut change = event(here.as_raw_fd() as usize, EVFILT_WRITE, flags);
        change.udata = ptr::without_provenance_mut(name);
        queue.call(&[change], 0, None).unwrap();
        let told = queue.look();
        assert_eq!((told.len(), told[0].udata.addr()), (1, name));
    }
}

#[test]
fn a_child_that_ends_is_told_once_with_its_status_and_the_queue_itself_can_be_polled() {
    let (queue, outer) = (Queue::new(), Queue::new());
    outer.add(&queue.0, EVFILT_READ, 0);
    let mut child = Command::new("sh").args(["-c", "read x; exit 3"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut exit = event(child.id() as usize, EVFILT_PROC, EV_ADD);
    exit.fflags = NOTE_EXIT;
    queue.call(&[exit], 0, None).unwrap();
    assert!(queue.look().is_empty() && outer.look().is_empty());
    drop(child.stdin.take());
    assert_eq!(outer.wait()[0].ident, queue.0.as_raw_fd() as usize);
    let told = queue.look();
    assert_eq!((told.len(), told[0].fflags, told[0].data), (1, NOTE_EXIT, 3 << 8));
    assert!(queue.look().is_empty() && outer.look().is_empty());
    assert_eq!(child.wait().unwrap().code(), Some(3));
    assert_eq!(queue.call(&[exit], 0, None).map(drop), Err(libc::ESRCH));
}

#[test]
fn a_regular_file_is_readable_until_its_end_and_always_writable() {
    let (queue, mut file) = (Queue::new(), fs::File::open(std::env::current_exe().unwrap()).unwrap());
    let size = file.metadata().unwrap().len() as i64;
    queue.add(&file, EVFILT_READ, 0);
    assert_eq!(queue.look()[0].data, size);
    file.read_exact(&mut [0; 10]).unwrap();
    assert_eq!(queue.look()[0].data, size - 10);
    file.read_to_end(&mut Vec::new()).unwrap();
    assert!(queue.look().is_empty());
    queue.add(&file, EVFILT_WRITE, 0);
    assert_eq!(queue.look().len(), 1);
}

#[test]
fn files_and_folders_tell_what_befalls_them() {
    let folder = make_temporary_folder(&std::env::temp_dir().join("evloop-kqueue-XXXXXX")).unwrap();
    let (path, other) = (folder.join("a"), folder.join("b"));
    fs::write(&path, "text").unwrap();
    let (file, dir) = (fs::File::open(&path).unwrap(), fs::File::open(&folder).unwrap());
    let queue = Queue::new();
    for fd in [file.as_raw_fd(), dir.as_raw_fd()] {
        let mut change = event(fd as usize, EVFILT_VNODE, EV_ADD | EV_CLEAR);
        change.fflags = NOTE_DELETE | NOTE_WRITE | NOTE_EXTEND | NOTE_ATTRIB | NOTE_LINK | NOTE_RENAME;
        queue.call(&[change], 0, None).unwrap();
    }
    let notes = |of: &fs::File| {
        let told = queue.look();
        let of = told.iter().find(|event| event.ident == of.as_raw_fd() as usize);
        of.map_or(0, |event| event.fflags)
    };
    assert_eq!(notes(&file), 0);
    fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"more").unwrap();
    assert_eq!(notes(&file), NOTE_WRITE | NOTE_EXTEND);
    assert_eq!(notes(&file), 0);
    fs::hard_link(&path, &other).unwrap();
    let told = queue.look();
    let said: Vec<_> = told.iter().map(|event| event.fflags).collect();
    assert!(said.contains(&NOTE_LINK) && said.contains(&NOTE_WRITE), "{said:?}");
    fs::rename(&path, folder.join("c")).unwrap();
    assert_eq!(notes(&file), NOTE_RENAME);
    let mut readonly = file.metadata().unwrap().permissions();
    readonly.set_readonly(true);
    file.set_permissions(readonly).unwrap();
    assert_eq!(notes(&file), NOTE_ATTRIB);
    fs::remove_file(folder.join("c")).unwrap();
    assert_eq!(notes(&file), NOTE_LINK);
    fs::remove_file(&other).unwrap();
    assert_eq!(notes(&file), NOTE_DELETE);
    fs::remove_dir(&folder).unwrap();
    assert_eq!(notes(&dir), NOTE_DELETE);
}

#[test]
fn another_thread_may_change_what_is_waited_for() {
    let (queue, (here, there)) = (Queue::new(), UnixStream::pair().unwrap());
    let told = thread::scope(|scope| {
        let sleeper = scope.spawn(|| queue.wait());
        queue.add(&here, EVFILT_READ, 0);
        (&there).write_all(b"x").unwrap();
        sleeper.join().unwrap()
    });
    assert_eq!((told.len(), told[0].data), (1, 1));
}

#[test]
fn a_child_of_fork_has_no_queue() {
    let (queue, (here, mut there)) = (Queue::new(), UnixStream::pair().unwrap());
    queue.add(&here, EVFILT_READ, 0);
    let number = queue.0.as_raw_fd();
    // SAFETY: the child makes system calls only, and ends by _exit.
    let child = unsafe { libc::fork() };
    if child == 0 {
        // SAFETY: as above.
        unsafe { libc::_exit(i32::from(libc::fcntl(number, libc::F_GETFD) != -1)) };
    }
    let mut status = -1;
    // SAFETY: the pointer is to a valid integer.
    assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
    assert_eq!(status, 0);
    // And the parent's is unharmed.
    there.write_all(b"x").unwrap();
    assert_eq!(queue.look().len(), 1);
}

#[test]
fn datagrams_tell_their_bytes() {
    let (queue, (here, there)) = (Queue::new(), UnixDatagram::pair().unwrap());
    queue.add(&here, EVFILT_READ, 0);
    there.send(b"four").unwrap();
    assert_eq!(queue.look()[0].data, 4);
}
