//! A folder of a test's own, which is gone when the test is.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A temporary folder; dropping it removes it with all that is in it.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// Makes one that nobody else has.
    ///
    /// # Panics
    ///
    /// When the system's folder for temporary files cannot be written to.
    pub fn new(name: &str) -> Scratch {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = format!("evloop-{name}-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(folder);
        // What a killed process of the same number has left.
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a temporary folder can be made");
        Scratch { path }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left is in a temporary folder, where the system tidies up.
        let _ = fs::remove_dir_all(&self.path);
    }
}
