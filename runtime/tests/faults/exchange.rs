//! The work of the sweep over streams: clients and an echo server on one loop, over TCP or a Unix socket.

use super::sweep::Story;
use crate::common::{HANGS, LOCAL, try_loop};
use evloop::{Conn, Event, Listener, Loop, Result};
use std::cell::Cell;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::thread;

const REQUEST: &[u8] = b"request!";

/// How many clients there are, and how many requests each of them makes.
#[derive(Clone, Copy)]
pub struct Size {
    pub clients: usize,
    pub requests_each: usize,
}

/// Where the server listens.
#[derive(Clone)]
enum Place {
    Internet(SocketAddr),
    Unix(PathBuf),
}

/// Each client sends its requests one after the other.
pub fn over_tcp(size: Size) -> Rc<Story> {
    exchange(size, None)
}

pub fn over_unix(size: Size, path: &Path) -> Rc<Story> {
    let story = exchange(size, Some(path));
    assert!(!path.exists(), "the socket's file is left behind");
    story
}

fn exchange(size: Size, path: Option<&Path>) -> Rc<Story> {
    let story = Rc::new(Story::default());
    if let Err(error) = try_exchange(size, path, &story) {
        story.tell(&error);
    }
    story
}

fn try_exchange(size: Size, path: Option<&Path>, story: &Rc<Story>) -> Result<()> {
    let mut lp = try_loop()?;
    let place = serve(&mut lp, path, story)?;
    let answered = Rc::new(Cell::new(0));
    for _ in 0..size.clients {
        ask(&mut lp, &place, size.requests_each, story, answered.clone())?;
    }
    // Another thread, so that the loop is woken; the plan does not hold for it.
    let remote = lp.remote();
    let knock = thread::spawn(move || remote.post(|_| {}).is_ok());
    let result = run(lp, story);
    knock.join().unwrap();
    story.whole.set(answered.get() == size.clients * size.requests_each);
    result
}

/// Runs the loop, and has it noted when that takes far too long. A loop that could not go on has told nobody's farewell.
pub fn run(mut lp: Loop, story: &Rc<Story>) -> Result<()> {
    let watchdog = story.clone();
    let timer = lp.after(HANGS, move |lp| {
        watchdog.hung.set(true);
        lp.stop();
    });
    timer.set_ref(&mut lp, false);
    let result = lp.run();
    if result.is_err() {
        story.abandon();
    }
    result
}

fn serve(lp: &mut Loop, path: Option<&Path>, story: &Rc<Story>) -> Result<Place> {
    let server = story.clone();
    let accept = move |lp: &mut Loop, conn: Conn| {
        let server = server.clone();
        server.open();
        conn.start(lp, move |lp, conn, event| match event {
            Event::Data(bytes) => drop(conn.write(lp, bytes)),
            Event::End => drop(conn.end(lp)),
            Event::Error(error) => server.tell(&error),
            Event::Closed => server.closed(),
            _ => {}
        });
    };
    let listener = match path {
        Some(path) => lp.listen_unix(path, accept)?,
        None => lp.listen(LOCAL, accept)?,
    };
    listener.set_ref(lp, false);
    let broken = story.clone();
    listener.on_error(lp, move |lp, listener: Listener, error| {
        broken.tell(&error);
        // So that those who wait in its queue hear of it.
        listener.close(lp);
    });
    Ok(match path {
        Some(path) => Place::Unix(path.to_owned()),
        None => Place::Internet(listener.local_addr(lp)?),
    })
}

fn ask(
    lp: &mut Loop,
    place: &Place,
    requests: usize,
    story: &Rc<Story>,
    answered: Rc<Cell<usize>>,
) -> Result<()> {
    let (client, mut answers, mut bytes_missing) = (story.clone(), 0, REQUEST.len());
    let mut waits = true;
    let mut settle = {
        let client = client.clone();
        move || {
            if std::mem::take(&mut waits) {
                client.settle();
            }
        }
    };
    let callback = move |lp: &mut Loop, conn: Conn, event: Event<'_>| match event {
        Event::Connected => drop(conn.write(lp, REQUEST)),
        Event::Data(bytes) => {
            bytes_missing -= bytes.len();
            if bytes_missing > 0 {
                return;
            }
            (answers, bytes_missing) = (answers + 1, REQUEST.len());
            answered.set(answered.get() + 1);
            if answers == requests {
                settle();
                conn.end(lp);
            } else {
                let _ = conn.write(lp, REQUEST);
            }
        }
        // Of an early end, too, a client knows that it is not served.
        Event::End => {
            settle();
            conn.end(lp);
        }
        Event::Error(error) => {
            settle();
            client.tell(&error);
        }
        Event::Closed => client.closed(),
        _ => {}
    };
    match place {
        Place::Internet(address) => lp.connect(*address, callback)?,
        Place::Unix(path) => lp.connect_unix(path, callback)?,
    };
    story.begin();
    story.open();
    Ok(())
}
