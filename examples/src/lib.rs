//! Programs that show evloop at work are in `rust/` and `js/`. Here the pages that teach stand as documentation, so that
//! each program in them is compiled and run by the tests.

/// The chapter that a student reads first.
#[doc = include_str!("../../docs/how-an-event-loop-works.md")]
pub mod how_an_event_loop_works {}

/// Why there is no `Rc<RefCell<Loop>>`.
#[doc = include_str!("../../docs/ownership.md")]
pub mod ownership {}

/// The stream of facts that a loop tells.
#[doc = include_str!("../../docs/recorder.md")]
pub mod recorder {}

/// A loop that shows itself.
#[doc = include_str!("../../docs/view.md")]
pub mod view {}
