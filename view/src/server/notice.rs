//! Notices: which programs of this user can be looked at, and where. Only the user may read them, since they have the tokens.
//!
//! A notice is a file `PID.view` in `$XDG_RUNTIME_DIR/evloop`, or, where there is none, in `evloop-UID` in the folder for
//! temporary files. That one anybody can make, so it is looked at before it is used.

use evloop::{Sig, system};
use serde_json::{Value, json};
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// No notice is longer.
const MOST: u64 = 16 * 1024;

/// A notice that hangs as long as this lives.
pub(crate) struct Notice {
    path: PathBuf,
}

/// What a notice says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) pid: u32,
    pub(crate) program: String,
    pub(crate) url: String,
}

impl Notice {
    /// Says that this process shows a program there.
    pub(crate) fn post(url: &str, program: &str) -> io::Result<Notice> {
        let folder = folder();
        match DirBuilder::new().mode(0o700).create(&folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(about(&folder, error)),
            _ => check(&folder)?,
        }
        let pid = system::pid();
        let path = folder.join(format!("{pid}.view"));
        // A process of this number that did not tidy up is not there any more.
        remove(&path)?;
        // Not one that somebody else has put there, nor what a link leads to.
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        let text = json!({ "pid": pid, "program": program, "url": url }).to_string();
        let notice = Notice { path };
        file.and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|error| about(&notice.path, error))?;
        Ok(notice)
    }
}

impl Drop for Notice {
    fn drop(&mut self) {
        if let Err(error) = remove(&self.path) {
            log::warn!("{error}");
        }
    }
}

/// All pages of this user's programs that are there, by the numbers of their processes. Notices of processes that have ended
/// without tidying up are removed.
pub(crate) fn pages() -> io::Result<Vec<Page>> {
    let folder = folder();
    if fs::symlink_metadata(&folder).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Ok(Vec::new());
    }
    check(&folder)?;
    let mut pages = Vec::new();
    for entry in fs::read_dir(&folder).map_err(|error| about(&folder, error))?.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.strip_suffix(".view")?.parse::<u32>().ok()) else {
            continue;
        };
        if !lives(pid) {
            remove(&path)?;
            continue;
        }
        // One that is being written has nothing to say yet.
        pages.extend(read(&path, pid));
    }
    pages.sort_by_key(|page| page.pid);
    Ok(pages)
}

fn read(path: &Path, pid: u32) -> Option<Page> {
    let mut text = String::new();
    fs::File::open(path).ok()?.take(MOST).read_to_string(&mut text).ok()?;
    let notice: Value = serde_json::from_str(&text).ok()?;
    let (program, url) = (notice["program"].as_str()?, notice["url"].as_str()?);
    (notice["pid"] == pid).then(|| Page { pid, program: program.to_owned(), url: url.to_owned() })
}

/// Where notices hang.
fn folder() -> PathBuf {
    let own = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|folder| folder.is_absolute());
    match own {
        Some(folder) => folder.join("evloop"),
        None => std::env::temp_dir().join(format!("evloop-{}", system::identities().effective_user)),
    }
}

/// Whether the folder is ours alone: whoever could write into it could lead `evloop top` astray, and whoever could read it
/// would have the tokens.
fn check(folder: &Path) -> io::Result<()> {
    let about = |error| about(folder, error);
    let found = fs::symlink_metadata(folder).map_err(about)?;
    let ours =
        found.is_dir() && found.uid() == system::identities().effective_user && found.mode() & 0o077 == 0;
    if ours { Ok(()) } else { Err(about(io::Error::other("is not a folder that only this user can enter"))) }
}

/// Whether there is such a process, ours or not.
fn lives(pid: u32) -> bool {
    let Ok(pid) = i32::try_from(pid) else { return false };
    pid > 0 && !matches!(system::kill(pid, Sig::from_number(0)), Err(error) if error.name() == "ESRCH")
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(about(path, error)),
        _ => Ok(()),
    }
}

fn about(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
