//! Where modules come from: names to files, files to modules.
//!
//! | file | what is in it |
//! |---|---|
//! | `resolve.rs` | from a name to a file, as `require` and as `import` mean it |
//! | `exports.rs` | the `exports` and `imports` maps of packages |
//! | `package.rs`, `json.rs` | `package.json` |
//! | `format.rs` | CommonJS, ECMAScript or JSON |
//! | `url.rs` | files as `file:` URLs |
//! | `error.rs` | what can go wrong, in Node's words |

pub(crate) mod error;
pub(crate) mod exports;
pub(crate) mod format;
pub(crate) mod json;
pub(crate) mod package;
pub(crate) mod resolve;
pub(crate) mod url;
