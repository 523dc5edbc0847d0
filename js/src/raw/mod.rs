//! The engine's C interface, made safe: the one place where evloop's JavaScript side may say `unsafe`.
//!
//! rquickjs' own bindings cost three to five times as much per call as the C interface below them, so the rooms that
//! stand on the way of every byte speak to QuickJS through this layer instead. Its types keep four promises, and every
//! `SAFETY:` comment here leans on one of them:
//!
//! 1. **A [`Js`] means: the engine is alive and this thread may use it.** It is only made by [`Context::enter`] and by
//!    the trampolines of native functions, and it cannot leave the call it was made for.
//! 2. **What may run JavaScript takes `&mut Js`; what may not takes `&Js`.** Getters, `valueOf`, proxies and
//!    listeners can do anything: detach a buffer, close a socket. So a slice of a buffer's bytes borrows the `Js`,
//!    and the compiler refuses whatever could pull the bytes away while the slice is in use.
//! 3. **A [`Value`] is borrowed, an [`Owned`] is counted, a [`Held`] outlives the call.** A `Value` lives no longer
//!    than whoever keeps it alive (the arguments of a call, an `Owned`, a `Held`). `Held` keeps the engine itself alive.
//! 4. **The loop is lent, never shared.** [`Js::with_loop`] takes it out of its slot and puts it back.
//!
//! An exception is pending inside the engine; [`Thrown`] is the proof of that which Rust passes along with `?`.
//!
//! | file | what is in it |
//! |---|---|
//! | `context.rs` | the engine's life: runtime, context, entering, lending the loop |
//! | `value.rs` | `Value`, `Owned`, `Held`, `Thrown` |
//! | `make.rs` | values made from Rust ones: numbers, strings, arrays, objects, errors |
//! | `take.rs` | Rust values taken from JavaScript ones |
//! | `object.rs` | properties, calls |
//! | `atom.rs` | property names, interned once |
//! | `bytes.rs` | ArrayBuffers and typed arrays |
//! | `function.rs` | Rust functions as JavaScript functions |
//! | `class.rs` | JavaScript objects that carry a Rust value |
//! | `code.rs` | source and bytecode |
//! | `module.rs` | ECMAScript modules |
//! | `realm.rs` | further global objects |
//! | `stack.rs` | stack traces |
//! | `view.rs` | what an object is behind what it says |
//! | `jobs.rs` | promise jobs, unhandled rejections |

mod atom;
mod bytes;
mod class;
mod code;
mod context;
mod function;
mod interrupt;
mod jobs;
mod make;
mod module;
mod object;
mod realm;
mod stack;
mod take;
mod value;
mod view;

pub use atom::Atom;
pub use class::Class;
pub use context::{Context, Js};
pub use function::{Answer, Args};
pub use jobs::{JobOutcome, Observer};
pub use module::{ModuleHost, ModuleSource};
pub use realm::Realm;
pub use value::{Held, Kind, Owned, Thrown, Value};
