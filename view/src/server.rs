//! The page's server: shows a loop at work to whoever knows the address, from a thread and a loop of its own.
//!
//! The program's thread does nothing for it but write its facts, as for any reader. `server/hub.rs` follows them, and sends
//! what has become of them; `server/visitor.rs` is a connection, `server/request.rs` reads what it asks for,
//! `server/guard.rs` looks whether it may, `server/pages.rs` answers. `server/notice.rs` tells other processes of this user
//! where the page is.

mod answer;
mod files;
mod follow;
mod guard;
mod hub;
pub(crate) mod notice;
mod orders;
mod pages;
mod request;
mod visitor;

use crate::model::Host;
use evloop::recorder::Reader;
use evloop::{Backend, Loop, Remote, Result};
use follow::Follower;
use guard::Guard;
use hub::Hub;
use notice::Notice;
use orders::{Order, Orders};
use std::cell::RefCell;
use std::net::Ipv4Addr;
use std::rc::Rc;
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// How a loop is to be shown.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the page calls the program.
    pub program: String,
    /// What the loop stands on: [`Loop::backend`].
    pub backend: String,
    /// Where to listen, on 127.0.0.1; 0 for any port that is free.
    pub port: u16,
    /// Whether the loop stands still at its first opportunity.
    pub start: Start,
}

/// How a program that is shown begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// At once.
    #[default]
    Now,
    /// When somebody looks: it stands still until a page is open.
    Seen,
    /// When somebody says so: it stands still until a page lets it go.
    Told,
}

/// The page of a loop, as long as this lives. Drop it, and the page is gone and the loop is free.
///
/// ```
/// use evloop::Loop;
/// use evloop::recorder::Recorder;
/// use evloop_view::{Options, serve};
/// use std::time::Duration;
///
/// let mut lp = Loop::new()?;
/// let recorder = Recorder::new(100_000);
/// lp.observe(recorder.clone());
/// let options = Options { program: "doc".into(), backend: lp.backend().into(), ..Options::default() };
/// let view = serve(recorder.reader(), options)?;
/// println!("watch at {}", view.url());
///
/// lp.after(Duration::from_millis(1), |_| println!("somebody may see this"));
/// lp.run()?;
/// view.end();
/// # Ok::<(), evloop::Error>(())
/// ```
pub struct View {
    url: String,
    remote: Remote,
    orders: Arc<Orders>,
    reader: Reader,
    notice: Mutex<Option<Notice>>,
    thread: Option<JoinHandle<()>>,
}

/// Shows the loop whose facts `reader` reads, from now on. Listens on the loopback interface only, and answers only who knows
/// the [`View::url`], which nobody can guess.
///
/// # Errors
/// When there is no port, no thread or no descriptor to be had (`EADDRINUSE`, `EACCES`, `EAGAIN`, `EMFILE`).
///
/// # Panics
/// Never; a page that misbehaves is closed.
pub fn serve(reader: Reader, options: Options) -> Result<View> {
    if options.start != Start::Now {
        reader.gate().pause();
    }
    let orders = Arc::<Orders>::default();
    let (sender, begun) = mpsc::sync_channel(1);
    let (own, program) = (Arc::clone(&orders), options.program.clone());
    let theirs = reader.clone();
    let spawned =
        thread::Builder::new().name("evloop-view".into()).spawn(move || run(theirs, options, own, &sender));
    let thread = spawned
        .map_err(|error| evloop::Error::from(evloop::system::Error::from_io("pthread_create", &error)))?;
    let Ok(answer) = begun.recv() else { unreachable!("the thread says first how it began") };
    let (url, remote) = answer?;
    let notice = Notice::post(&url, &program);
    if let Err(error) = &notice {
        log::warn!("evloop top does not find the page by itself: {error}");
    }
    let notice = Mutex::new(notice.ok());
    Ok(View { url, remote, orders, reader, notice, thread: Some(thread) })
}

impl View {
    /// Where the page is: `http://127.0.0.1:PORT/TOKEN/`. Whoever knows it may look, and stop the loop.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The loop has ended: the pages are told, for half a second at most.
    pub fn end(&self) {
        self.finish(false);
    }

    /// The same, and waits until nobody looks any more: until the last page was closed, if there is one or ever is, or a signal
    /// comes that asks the process to end (SIGINT, SIGTERM, SIGHUP).
    pub fn stay(&self) {
        self.finish(true);
    }

    fn finish(&self, stay: bool) {
        let (done, over) = mpsc::sync_channel(1);
        self.order(Order::End { stay, done });
        // The other end is dropped, and this an error, only if the thread is gone: then nobody is to be told.
        let _ = over.recv();
        self.take_notice_down();
    }

    fn order(&self, order: Order) {
        self.orders.give(order);
        // It wakes up, and carries out what it finds. If it is gone, nobody needs to.
        let _ = self.remote.post(|_| ());
    }

    fn take_notice_down(&self) {
        drop(self.notice.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take());
    }
}

impl Drop for View {
    fn drop(&mut self) {
        self.reader.gate().open();
        self.order(Order::Stop);
        if let Some(thread) = self.thread.take() {
            // A panic over there was reported there.
            let _ = thread.join();
        }
    }
}

type Begun = Result<(String, Remote)>;

/// The thread.
fn run(reader: Reader, options: Options, orders: Arc<Orders>, begun: &SyncSender<Begun>) {
    let ready = begin(reader, options, orders);
    let (answer, lp) = match ready {
        Ok((url, lp)) => (Ok((url, lp.remote())), Some(lp)),
        Err(error) => (Err(error), None),
    };
    // Who asked waits for this.
    let _ = begun.send(answer);
    if let Some(Err(error)) = lp.map(Loop::run) {
        log::error!("the view is gone: {error}");
    }
}

fn begin(reader: Reader, options: Options, orders: Arc<Orders>) -> Result<(String, Loop)> {
    // Not the one that the program may have been told to use: that can be a simulated one, and this is about real pages.
    let mut lp = Loop::builder().backend(Backend::Poll).build()?;
    let slot: Rc<RefCell<Option<Rc<RefCell<Hub>>>>> = Rc::default();
    let door = Rc::clone(&slot);
    let listener = lp.listen((Ipv4Addr::LOCALHOST, options.port), move |lp, conn| {
        let hub = door.borrow().clone();
        if let Some(hub) = hub {
            visitor::welcome(&hub, lp, conn);
        }
    })?;
    let guard = Guard::new(listener.local_addr(&lp)?.port())?;
    let url = guard.url();
    let pid = evloop::system::pid();
    let host = Host { program: options.program, pid, backend: options.backend };
    let follower = Follower::new(reader, host);

    let ticked = Rc::clone(&slot);
    let timer = lp.timer(move |lp, _| {
        if let Some(hub) = &*ticked.borrow() {
            hub.borrow_mut().tick(lp);
        }
    });
    let hub = Rc::new(RefCell::new(Hub::new(guard, follower, orders, timer, options.start == Start::Seen)));
    *slot.borrow_mut() = Some(Rc::clone(&hub));
    lp.on_prepare(move |lp, _| hub.borrow_mut().obey(lp));
    timer.restart(&mut lp, std::time::Duration::ZERO);
    Ok((url, lp))
}
