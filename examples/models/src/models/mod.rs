//! The models: one file each, to be read beside the others.

mod blocking;
mod blocking_threads;
mod epoll;
mod epoll_edge;
mod io_uring;
mod kqueue;
mod poll;
mod polling;
mod select;
mod signals;

use crate::Result;
use crate::calls::Calls;
use crate::server::Server;

/// A way to wait for many clients.
pub struct Model {
    /// Its name on the command line.
    pub name: &'static str,
    /// The paper's section.
    pub section: &'static str,
    /// What it does, in a sentence.
    pub sentence: &'static str,
    /// Serves until all clients have come and gone.
    pub serve: fn(&mut Server<'_>, &Calls) -> Result<()>,
}

/// All of them, in the paper's order.
pub const MODELS: &[Model] = &[
    Model {
        name: "blocking",
        section: "2.1.1",
        sentence: "calls sleep until they are done; one client after the other",
        serve: blocking::serve,
    },
    Model {
        name: "blocking-threads",
        section: "2.1.1",
        sentence: "the same, with a thread for each client",
        serve: blocking_threads::serve,
    },
    Model {
        name: "polling",
        section: "2.1.2",
        sentence: "calls never sleep; everybody is asked again and again",
        serve: polling::serve,
    },
    Model {
        name: "select",
        section: "2.1.3",
        sentence: "one call sleeps on a set of descriptors, all with numbers below 1024",
        serve: select::serve,
    },
    Model {
        name: "poll",
        section: "2.1.3",
        sentence: "one call sleeps on a list of descriptors, handed over each time",
        serve: poll::serve,
    },
    Model {
        name: "epoll",
        section: "2.1.3",
        sentence: "one call sleeps on a list in the kernel, and tells who is ready (level-triggered)",
        serve: epoll::serve,
    },
    Model {
        name: "epoll-edge",
        section: "2.1.3",
        sentence: "the same, told once each time that something happens (edge-triggered)",
        serve: epoll_edge::serve,
    },
    Model {
        name: "kqueue",
        section: "2.1.3",
        sentence: "one call sleeps on a queue in the kernel: the BSDs' and macOS' own",
        serve: kqueue::serve,
    },
    Model {
        name: "signals",
        section: "2.1.4",
        sentence: "the kernel sends a real-time signal when a descriptor is ready",
        serve: signals::serve,
    },
    Model {
        name: "io-uring",
        section: "2.1.5",
        sentence: "the kernel receives and sends, and tells when it has been done",
        serve: io_uring::serve,
    },
];

/// The model of that name.
pub fn find(name: &str) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.name == name)
}
