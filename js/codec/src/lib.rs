//! Node's string encodings, and the work per byte that Buffer's methods ask for, as functions on slices.
//!
//! Nothing here knows the engine. A string arrives as the engine hands it out: in *WTF-8*, which is UTF-8 that may
//! also hold lone surrogates, each as the three bytes ED A0..BF xx. Everything that Node's encodings need of a string
//! can be told from that form without a copy, because nearly all strings are ASCII, and then it is the string itself.
//!
//! It is a crate of its own because its loops are compiled for speed, and the crate around it for size. So that none of
//! them moves there, the functions that loop over many bytes are not inlined.

pub mod base64;
pub mod bytes;
pub mod encoding;
pub mod hex;
pub mod latin1;
pub mod search;
pub mod utf16;
pub mod utf8;
pub mod wtf8;

pub use encoding::Encoding;
