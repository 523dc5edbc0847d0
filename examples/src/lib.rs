//! Programs that show evloop at work are in `rust/` and `js/`. Here the chapter that a student reads first stands as
//! documentation, so that each of its programs is compiled and run by the tests.
#![doc = include_str!("../../docs/how-an-event-loop-works.md")]
