//! The work of the sweeps over what is no stream: datagrams, children, signals, time and threads, files.

use super::exchange::run;
use super::sweep::Story;
use crate::common::{LOCAL, MS, try_loop};
use evloop::file::{self, Access};
use evloop::{Command, Event, ExitStatus, Loop, Result, Sig, Stdio, Udp, UdpEvent, system};
use std::cell::{Cell, RefCell};
use std::fs::OpenOptions;
use std::io::{IoSlice, IoSliceMut};
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::thread;
use std::time::UNIX_EPOCH;

fn story(work: impl FnOnce(&Rc<Story>) -> Result<()>) -> Rc<Story> {
    let story = Rc::new(Story::default());
    if let Err(error) = work(&story) {
        story.tell(&error);
        story.abandon();
    }
    story
}

/// Two sockets toss datagrams to and fro; whichever breaks takes the other with it, since nobody else would tell.
pub fn datagrams() -> Rc<Story> {
    story(|story| {
        let mut lp = try_loop()?;
        let sockets: Rc<RefCell<Vec<Udp>>> = Rc::default();
        let echo =
            udp(&mut lp, &sockets, story, |lp, udp, bytes, from| udp.send_to(lp, bytes, from).map(drop))?;
        let to = echo.local_addr(&lp)?;
        let (mut answers, whole, both) = (0, story.clone(), sockets.clone());
        let asker = udp(&mut lp, &sockets, story, move |lp, udp, _, from| {
            answers += 1;
            if answers < 20 {
                return udp.send_to(lp, b"question", from).map(drop);
            }
            whole.whole.set(true);
            both.take().into_iter().for_each(|udp| assert!(udp.close(lp)));
            Ok(())
        })?;
        let _ = asker.send_to(&mut lp, b"question", to)?;
        run(lp, story)
    })
}

/// Those that are open still.
fn close_all(lp: &mut Loop, sockets: &Rc<RefCell<Vec<Udp>>>) {
    for udp in sockets.take() {
        udp.close(lp);
    }
}

fn udp(
    lp: &mut Loop,
    sockets: &Rc<RefCell<Vec<Udp>>>,
    story: &Rc<Story>,
    mut answer: impl FnMut(&mut Loop, Udp, &[u8], SocketAddr) -> Result<()> + 'static,
) -> Result<Udp> {
    let (all, heard) = (sockets.clone(), story.clone());
    let callback = move |lp: &mut Loop, udp: Udp, event: UdpEvent<'_>| match event {
        UdpEvent::Data { bytes, from, .. } => {
            if let Err(error) = answer(lp, udp, bytes, from) {
                heard.tell(&error);
                close_all(lp, &all);
            }
        }
        UdpEvent::Error(error) => heard.tell(&error),
        UdpEvent::Closed => {
            heard.closed();
            close_all(lp, &all);
        }
        _ => {}
    };
    let udp = lp.udp(LOCAL, callback)?;
    story.open();
    sockets.borrow_mut().push(udp);
    Ok(udp)
}

/// A child that says again what it is told.
pub fn children() -> Rc<Story> {
    story(|story| {
        let mut lp = try_loop()?;
        let mut cat = Command::new("cat");
        cat.stdin(Stdio::Pipe).stdout(Stdio::Pipe);
        let (ended, said) = (story.clone(), Rc::new(RefCell::new(Vec::new())));
        let sink = said.clone();
        let status = Rc::new(Cell::new(None));
        let end = status.clone();
        let child = lp.spawn(&cat, move |_, _, status| {
            ended.settle();
            end.set(Some(status));
            if status == ExitStatus::Lost {
                // That its end is not known is all there is to say, whichever call the system has for it.
                ended.tell_of("waitid");
                ended.tell_of("waitpid");
            }
        })?;
        story.begin();
        for number in [0, 1] {
            let Some(pipe) = child.stdio(&lp, number) else { continue };
            story.open();
            let (heard, sink) = (story.clone(), sink.clone());
            pipe.start(&mut lp, move |lp, pipe, event| match event {
                Event::Data(bytes) => sink.borrow_mut().extend_from_slice(bytes),
                Event::End => drop(pipe.end(lp)),
                Event::Error(error) => heard.tell(&error),
                Event::Closed => heard.closed(),
                _ => {}
            });
            if number == 0 {
                let _ = pipe.write(&mut lp, b"words\n");
                pipe.end(&mut lp);
            }
        }
        let result = run(lp, story);
        story.whole.set(*said.borrow() == b"words\n" && status.get().is_some_and(ExitStatus::success));
        result
    })
}

pub fn signals() -> Rc<Story> {
    story(|story| {
        let mut lp = try_loop()?;
        let (mut count, whole) = (0, story.clone());
        lp.signal(Sig::USR1, move |lp, signal| {
            count += 1;
            if count == 3 {
                whole.whole.set(true);
                whole.settle();
                signal.close(lp);
            }
        })?;
        story.begin();
        for _ in 0..3 {
            system::raise(Sig::USR1)?;
        }
        run(lp, story)
    })
}

/// Everything that comes without a descriptor of its own.
pub fn timers_posts_and_jobs() -> Rc<Story> {
    story(|story| {
        let mut lp = try_loop()?;
        let count = Rc::new(Cell::new(0));
        let note = |count: &Rc<Cell<u32>>| {
            let count = count.clone();
            move || count.set(count.get() + 1)
        };
        let (timer, beat, job, immediate) = (note(&count), note(&count), note(&count), note(&count));
        lp.after(MS, move |_| timer());
        let mut left = 3;
        lp.every(MS, move |lp, timer| {
            beat();
            left -= 1;
            if left == 0 {
                timer.cancel(lp);
            }
        });
        lp.immediate(move |_| immediate());
        lp.work(
            || 6 * 7,
            move |_, answer| {
                assert_eq!(answer.ok(), Some(42));
                job();
            },
        );
        let remote = lp.remote();
        let (sender, receiver) = std::sync::mpsc::channel();
        let knock = thread::spawn(move || remote.post(move |_| sender.send(()).unwrap()).is_ok());
        let result = run(lp, story);
        assert!(knock.join().unwrap() || result.is_err());
        story.whole.set(count.get() == 6 && receiver.try_recv().is_ok());
        result
    })
}

/// What is done with files by calls that a plan can reach; each failure is the result of the call that made it.
pub fn files(folder: &Path) -> Rc<Story> {
    story(|story| {
        let path = folder.join("file");
        let outcome = use_file(&path);
        let _ = std::fs::remove_file(&path);
        outcome?;
        story.whole.set(true);
        Ok(())
    })
}

fn use_file(path: &Path) -> Result<()> {
    let file = file::open(path, OpenOptions::new().read(true).write(true).create(true))?;
    file::write(&file, b"text", None)?;
    file::write_vectored(&file, &[IoSlice::new(b"a"), IoSlice::new(b"b")], Some(4))?;
    let (mut one, mut two) = ([0; 3], [0; 3]);
    file::read_vectored(&file, &mut [IoSliceMut::new(&mut one), IoSliceMut::new(&mut two)], Some(0))?;
    assert_eq!((&one, &two), (b"tex", b"tab"));
    file::read(&file, &mut one, Some(3))?;
    file::access(path, Access::default())?;
    file::set_times_of(&file, Some(UNIX_EPOCH), None)?;
    file::file_system(path)?;
    let copy = file::open(&path.with_extension("copy"), OpenOptions::new().write(true).create(true))?;
    let sent = file::send(&copy, &file, 0, 6);
    let removed = file::remove(&path.with_extension("copy"));
    assert_eq!(sent?, 6);
    removed?;
    file::close(copy)?;
    file::close(file)?;
    Ok(())
}
