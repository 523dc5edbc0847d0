//! The designs of servers that a textbook names, each as a program of about a page, to be read beside the others and measured
//! against them (`evloop serve --model NAME`). docs/servers.md draws and explains them.
//!
//! They share a skeleton, so that what differs between two files is the design and nothing else: [`setting`] is the command
//! line, `doorstep` listens and accepts, `attend` is what is done for one client, `limit` tells that there is no more of
//! something.

#![forbid(unsafe_code)]

mod attend;
mod children;
mod doorstep;
mod forking;
mod hybrid;
mod iterative;
mod limit;
mod preforking;
mod prethreading;
mod reactor;
mod reactor_reuseport;
mod reactor_shared;
pub mod setting;
mod threaded;
mod user_threads;
mod workers;

use evloop::Result;
use setting::Setting;

/// A design of a server.
#[derive(Debug)]
pub struct Model {
    /// By what name it is chosen.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// How it is run.
    pub program: Program,
}

/// What runs a model.
#[derive(Debug)]
pub enum Program {
    /// A function. It comes back when a signal asks for the end, or with the reason why it cannot serve; some end the process
    /// themselves. It is to be called by the only thread of a process, since some models fork.
    Native(fn(&Setting) -> Result<()>),
    /// A program for a JavaScript engine, with [`Setting::to_arguments`].
    Script(&'static str),
}

/// All models, from the simplest on.
pub const MODELS: &[Model] = &[
    Model {
        name: "iterative",
        summary: "one client after the other",
        program: Program::Native(iterative::run),
    },
    Model { name: "forking", summary: "a process for each client", program: Program::Native(forking::run) },
    Model {
        name: "threaded",
        summary: "a thread of the kernel for each client",
        program: Program::Native(threaded::run),
    },
    Model {
        name: "user-threads",
        summary: "a thread of user space for each client, all of them on one of the kernel",
        program: Program::Native(user_threads::run),
    },
    Model {
        name: "hybrid",
        summary: "a thread of user space for each client, on as many of the kernel as there are processors",
        program: Program::Native(hybrid::run),
    },
    Model {
        name: "preforking",
        summary: "processes that are there before the clients, and take them from one door",
        program: Program::Native(preforking::run),
    },
    Model {
        name: "prethreading",
        summary: "threads that are there before the clients, in a pool that grows and shrinks",
        program: Program::Native(prethreading::run),
    },
    Model {
        name: "reactor",
        summary: "one thread for all clients: the event loop",
        program: Program::Native(reactor::run),
    },
    Model {
        name: "reactor-reuseport",
        summary: "the event loop on every core, each with a door of its own (SO_REUSEPORT)",
        program: Program::Native(reactor_reuseport::run),
    },
    Model {
        name: "reactor-shared",
        summary: "the event loop on every core, all at one door (EPOLLEXCLUSIVE)",
        program: Program::Native(reactor_shared::run),
    },
    Model {
        name: "javascript",
        summary: "the event loop, with JavaScript on top",
        program: Program::Script(include_str!("javascript.js")),
    },
];

/// The model of that name.
///
/// ```
/// assert_eq!(evloop_servers::model("iterative").map(|model| model.summary), Some("one client after the other"));
/// assert!(evloop_servers::model("clairvoyant").is_none());
/// ```
pub fn model(name: &str) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.name == name)
}
