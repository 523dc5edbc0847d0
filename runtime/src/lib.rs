//! stub
#![forbid(unsafe_code)]
pub struct Loop;
pub mod system { pub fn stack_limit_bytes() -> Option<usize> { None } }
