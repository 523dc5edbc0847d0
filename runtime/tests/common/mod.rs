//! What the tests of the reactor share.

pub mod screen;

use evloop::{Backend, Conn, Event, Flow, Listener, Loop, Tcp, VirtualClock, World, file, system};
use evloop_ffi::socket::Socket;
use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::net::UnixStream;
use std::panic::Location;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::rc::Rc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

pub const MS: Duration = Duration::from_millis(1);

/// What no test takes that does not hang, however busy the machine is.
pub const HANGS: Duration = Duration::from_secs(60);

pub const LOCAL: ([u8; 4], u16) = ([127, 0, 0, 1], 0);

thread_local!(
    /// The backend of the test that runs on this thread.
    static BACKEND: RefCell<Backend> = const { RefCell::new(Backend::Native) };
    /// The seed of its adversary: of a backend that does on purpose what others seldom do.
    static SEED: Cell<Option<u64>> = const { Cell::new(None) };
);

/// Runs scenarios on every backend that the system has, each as a test of its own, `tcp::epoll_edge::c29_…`: so a failure
/// names its backend, and `cargo test select::` tries one. Those that talk to nobody outside of the loop may run on the
/// simulated network, too: they are named once more, after `; simulated:`.
#[macro_export]
macro_rules! on_every_backend {
    ($($test:ident),* $(,)?) => {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        $crate::on_every_backend!(epoll: "epoll", $($test)*);
        #[cfg(any(target_os = "linux", target_os = "android"))]
        $crate::on_every_backend!(epoll_edge: "epoll-edge", $($test)*);
        #[cfg(any(not(any(target_os = "linux", target_os = "android")), feature = "user-kqueue"))]
        $crate::on_every_backend!(kqueue: "kqueue", $($test)*);
        #[cfg(all(target_os = "linux", feature = "user-kqueue"))]
        $crate::on_every_backend!(kqueue_adversarial: "kqueue-adversarial", $($test)*);
        $crate::on_every_backend!(poll: "poll", $($test)*);
        $crate::on_every_backend!(select: "select", $($test)*);
    };
    ($($test:ident),* $(,)?; simulated: $($too:ident),* $(,)?) => {
        $crate::on_every_backend!($($test),*);
        $crate::on_every_backend!(simulated: "simulated", $($too)*);
    };
    ($module:ident: $name:literal, $($test:ident)*) => {
        mod $module {
            $(#[test] fn $test() { $crate::common::on($name, super::$test); })*
        }
    };
}

/// Runs a test on the backend of that name.
pub fn on(name: &'static str, test: fn()) {
    let (backend, adversarial) = match name.strip_suffix("-adversarial") {
        Some(backend) => (backend, true),
        None => (name, false),
    };
    BACKEND.set(backend.parse().unwrap());
    SEED.set(adversarial.then(seed));
    set_adversary(SEED.get());
    test();
    BACKEND.set(Backend::Native);
    SEED.set(None);
    set_adversary(None);
}

/// Where the adversary begins: at what EVLOOP_SEED says. `scripts/adversary` tries one after the other.
fn seed() -> u64 {
    let seed = std::env::var("EVLOOP_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    println!("again with EVLOOP_SEED={seed}");
    seed
}

#[cfg(all(target_os = "linux", feature = "user-kqueue"))]
use evloop::user_kqueue::set_adversary;

/// Real kernels have their own.
#[cfg(not(all(target_os = "linux", feature = "user-kqueue")))]
fn set_adversary(_: Option<u64>) {}

/// Whether the backend has an adversary: what it may do it does, such as events for nothing, and one event at a time.
pub fn is_adversarial() -> bool {
    SEED.get().is_some()
}

/// The name of the backend that the test runs on.
pub fn backend() -> &'static str {
    BACKEND.with_borrow(Backend::name)
}

/// Whether the backend is one of epoll's, with its system calls and its limits.
pub fn on_epoll() -> bool {
    backend().starts_with("epoll")
}

/// A loop on the test's backend, or the error of making it.
pub fn try_loop() -> evloop::Result<Loop> {
    Loop::builder().backend(BACKEND.with_borrow(Backend::clone)).build()
}

/// A loop on the test's backend, that ends a test which hangs.
pub fn new_loop() -> Loop {
    let mut lp = try_loop().unwrap();
    deadline(&mut lp, HANGS);
    lp
}

/// The same with a pool of so many threads.
pub fn loop_with_pool(threads: usize) -> Loop {
    let builder = Loop::builder().backend(BACKEND.with_borrow(Backend::clone));
    let mut lp = builder.pool(threads).build().unwrap();
    deadline(&mut lp, HANGS);
    lp
}

/// The backend and its manner in one word, for names that other tests must not have.
pub fn module() -> String {
    let manner = if is_adversarial() { "_adversarial" } else { "" };
    backend().replace('-', "_") + manner
}

/// A loop that leaves nothing to chance, on the test's backend.
pub fn repeatable_loop() -> Loop {
    let builder = Loop::builder().backend(BACKEND.with_borrow(Backend::clone));
    let mut lp = builder.pool(4).repeatable(true).build().unwrap();
    deadline(&mut lp, HANGS);
    lp
}

/// A loop of virtual time on the test's backend, and its clock. What hangs is ended in real time.
pub fn virtual_loop() -> (Loop, VirtualClock) {
    let clock = VirtualClock::starting_at(Duration::ZERO);
    let builder = Loop::builder().backend(BACKEND.with_borrow(Backend::clone));
    let mut lp = builder.virtual_time(clock.clone()).build().unwrap();
    let remote = lp.remote();
    remote.unref(&mut lp);
    let (alive, ended) = mpsc::channel::<()>();
    thread::spawn(move || {
        if ended.recv_timeout(HANGS) == Err(mpsc::RecvTimeoutError::Timeout) {
            let _ = remote.post(|_| panic!("the test hangs"));
        }
    });
    // Goes with the loop.
    let hook = lp.on_check(move |_, _| _ = &alive);
    hook.set_ref(&mut lp, false);
    (lp, clock)
}

/// What the test runner calls this scenario, which is in the caller's file, on the test's backend: `tcp::epoll::c29_…`.
#[track_caller]
pub fn path(test: &str) -> String {
    let file = Location::caller().file().rsplit_once("tests/").unwrap().1;
    let file = file.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
    match backend() {
        "native" => format!("{file}::{test}"),
        _ => format!("{file}::{}::{test}", module()),
    }
}

/// A listener for one connection, whose callback is `callback`.
pub fn serve_one(
    lp: &mut Loop,
    mut opened: impl FnMut(&mut Loop, Tcp) + 'static,
    callback: impl FnMut(&mut Loop, Tcp, Event<'_>) + 'static,
) -> SocketAddr {
    let name: Rc<Cell<Option<Listener>>> = Rc::default();
    let (own, callback) = (name.clone(), Cell::new(Some(callback)));
    let listener = lp
        .listen(LOCAL, move |lp, conn| {
            own.take().unwrap().close(lp);
            conn.start(lp, callback.take().unwrap());
            opened(lp, conn);
        })
        .unwrap();
    name.set(Some(listener));
    listener.local_addr(lp).unwrap()
}

/// Takes an address without listening there: whoever connects is refused, as long as the socket lives. (A listener that was
/// closed goes on listening in a child that another test is about to make another program, and its port may be given to
/// somebody else.)
pub fn refusing(address: SocketAddr) -> evloop_ffi::Result<(SocketAddr, Socket)> {
    let socket = Socket::stream_for(None, &address)?;
    socket.bind(&address)?;
    Ok((socket.local_address()?, socket))
}

/// Listens on a port at which another address refuses, which the listener does not serve: of the other family, say, where the
/// port may be somebody else's.
pub fn listen_beside(
    lp: &mut Loop,
    other: IpAddr,
    listen: impl Fn(&mut Loop) -> evloop::Result<Listener>,
) -> evloop::Result<(Listener, SocketAddr, Socket)> {
    loop {
        let listener = listen(lp)?;
        match refusing((other, listener.local_addr(lp)?.port()).into()) {
            Ok((address, silent)) => return Ok((listener, address, silent)),
            Err(error) => assert_eq!(error.name(), "EADDRINUSE"),
        }
        listener.close(lp);
    }
}

/// A loop without a kernel, and the world it lives in.
pub fn simulated() -> (Loop, World) {
    let world = World::new();
    let lp = Loop::builder().backend(Backend::Simulated(world.clone())).build().unwrap();
    (lp, world)
}

/// A descriptor with a byte to read; its other end lives as long as the test.
pub fn readable() -> UnixStream {
    let (mut here, there) = UnixStream::pair().unwrap();
    here.write_all(b"x").unwrap();
    std::mem::forget(here);
    there
}

/// Two streams of the loop that are connected to each other.
pub fn pair(lp: &mut Loop) -> (Conn, Conn) {
    let (one, other) = system::socket_pair().unwrap();
    (lp.conn_on(one).unwrap(), lp.conn_on(other).unwrap())
}

/// A folder for one test, removed at its end.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new() -> Scratch {
        Scratch(file::make_temporary_folder(&std::env::temp_dir().join("evloop-test-XXXXXX")).unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn with(&self, name: &str, content: &str) -> PathBuf {
        std::fs::write(self.path(name), content).unwrap();
        self.path(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

/// Where callbacks write down what befell them.
#[derive(Clone, Default)]
pub struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    pub fn say(&self, what: impl Display) {
        self.0.borrow_mut().push(what.to_string());
    }

    pub fn count(&self, what: &str) -> usize {
        self.0.borrow().iter().filter(|line| *line == what).count()
    }

    pub fn len(&self) -> usize {
        self.0.borrow().len()
    }

    #[track_caller]
    pub fn check(&self, expected: &[&str]) {
        assert_eq!(*self.0.borrow(), expected);
    }

    pub fn text(&self) -> String {
        self.0.borrow().join(" ")
    }
}

/// The short name of an event.
pub fn word(event: &Event<'_>) -> String {
    match event {
        Event::Connected => "connected".into(),
        Event::Data(bytes) => format!("data {}", String::from_utf8_lossy(bytes)),
        Event::End => "end".into(),
        Event::Drain => "drain".into(),
        Event::Finish => "finish".into(),
        Event::Error(error) => format!("error {}", error.code()),
        Event::Closed => "closed".into(),
        _ => "?".into(),
    }
}

/// A polite echo server that does not keep the loop alive.
pub fn echo_server(lp: &mut Loop) -> SocketAddr {
    let listener = lp
        .listen(([127, 0, 0, 1], 0), |lp, conn| {
            conn.start(lp, |lp, conn, event| match event {
                Event::Data(bytes) if conn.write(lp, bytes) == Flow::Full => drop(conn.pause(lp)),
                Event::Drain => drop(conn.resume(lp)),
                Event::End => drop(conn.end(lp)),
                _ => {}
            });
        })
        .unwrap();
    listener.set_ref(lp, false);
    listener.local_addr(lp).unwrap()
}

/// Ends a test that hangs, by a panic with a word.
pub fn deadline(lp: &mut Loop, after: Duration) {
    let timer = lp.after(after, |_| panic!("the test hangs"));
    timer.set_ref(lp, false);
}

/// How many descriptors this process has open.
pub fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

/// The processor time this process has used.
pub fn processor_time() -> Duration {
    let usage = system::usage();
    usage.user + usage.system
}

/// Runs the test of that name in a process of its own, where it may change limits and count descriptors without
/// disturbing its neighbours. `true` in that process, where the test shall do its work.
#[track_caller]
pub fn in_own_process(test: &str) -> bool {
    if std::env::var_os("EVLOOP_TEST_CHILD").is_some() {
        return true;
    }
    let output = own_process(test, "1");
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    false
}

#[track_caller]
pub fn own_process(test: &str, role: &str) -> Output {
    own_process_with(test, role, &[])
}

/// The same with variables of the environment besides.
#[track_caller]
pub fn own_process_with(test: &str, role: &str, variables: &[(&str, &str)]) -> Output {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &path(test), "--nocapture", "--test-threads=1"])
        .env("EVLOOP_TEST_CHILD", role)
        .envs(SEED.get().map(|seed| ("EVLOOP_SEED", seed.to_string())))
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}
