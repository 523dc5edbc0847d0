//! Files between a script and its embedder: whose a descriptor is, and what an engine leaves in the loop when it goes.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::Write;
use std::os::fd::AsRawFd;
use std::path::PathBuf;
use std::rc::Rc;

use evloop::{Loop, system};
use evloop_js::Engine;

/// A folder of the test's own, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("evloop-js-{name}-{}", std::process::id()));
        fs::create_dir(&path).expect("a new folder");
        Folder(path)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// An engine whose scripts may `note(text)`, and what they have noted.
fn engine() -> (Engine, Rc<RefCell<Vec<String>>>) {
    let js = Engine::new().expect("an engine");
    let notes = Rc::new(RefCell::new(Vec::new()));
    let kept = notes.clone();
    js.host("note", move |text: String| kept.borrow_mut().push(text)).expect("a global");
    (js, notes)
}

#[test]
fn a_script_that_closes_the_embedders_descriptor_does_no_harm_to_another_file() {
    let folder = Folder::new("foreign");
    let (js, notes) = engine();
    let mut lp = Loop::new().unwrap();
    let mut mine = File::create(folder.at("mine")).unwrap();
    mine.write_all(b"before").unwrap();
    let number = mine.as_raw_fd();
    js.host("number", move || number).unwrap();
    let script = "
        const fs = require('fs');
        note(fs.fstatSync(number()).size + '');
        fs.writeSync(number(), ' and more');
        fs.closeSync(number());
        for (const use of ['fstatSync', 'closeSync']) {
            try { fs[use](number()); } catch (error) { note(error.code); }
        }
        note((fs.openSync('/dev/null') === number()) + '');";
    js.run_source(&mut lp, script, "script.js").unwrap();
    assert_eq!(*notes.borrow(), ["6", "EBADF", "EBADF", "false"]);
    // What is written now is lost, and nobody else's file gets it.
    mine.write_all(b"after").unwrap();
    drop(mine);
    assert_eq!(fs::read_to_string(folder.at("mine")).unwrap(), "before and more");
}

/// Elsewhere `/dev/fd` gives a duplicate, which does not wait as the original does not.
#[cfg(target_os = "linux")]
#[test]
fn a_number_is_not_given_away_while_a_job_reads_from_it() {
    let (js, notes) = engine();
    let mut lp = Loop::new().unwrap();
    let (reader, writer) = system::pipe().unwrap();
    let number = reader.as_raw_fd();
    js.host("number", move || number).unwrap();
    let script = "
        const fs = require('fs');
        const fd = fs.openSync('/dev/fd/' + number());
        fs.read(fd, (error, count, bytes) => note(error + ' ' + bytes.toString('utf8', 0, count)));
        fs.closeSync(fd);
        note((fs.openSync('/dev/null') === fd) + '');
        try { fs.readSync(fd, Buffer.alloc(1)); } catch (error) { note(error.code); }";
    js.run_source(&mut lp, script, "script.js").unwrap();
    assert_eq!(*notes.borrow(), ["false", "EBADF"]);
    File::from(writer).write_all(b"news").unwrap();
    assert_eq!(js.run_to_end(&mut lp).unwrap(), 0);
    assert_eq!(notes.borrow()[2..], ["null news"]);
}

#[test]
fn an_engine_that_goes_leaves_jobs_and_watchers_that_nobody_hears() {
    let folder = Folder::new("gone");
    let (js, notes) = engine();
    let mut lp = Loop::new().unwrap();
    js.host("folder", {
        let path = folder.0.display().to_string();
        move || path.clone()
    })
    .unwrap();
    let script = "
        const fs = require('fs');
        fs.stat(folder(), () => note('stat'));
        fs.watch(folder(), { persistent: false }, () => note('watch'));
        fs.watchFile(folder(), { interval: 1, persistent: false }, () => note('look'));
        fs.promises.readdir(folder()).then(() => note('readdir'));";
    js.run_source(&mut lp, script, "script.js").unwrap();
    drop(js);
    fs::write(folder.at("new"), "x").unwrap();
    while lp.alive() {
        lp.turn().unwrap();
    }
    assert!(notes.borrow().is_empty(), "{:?}", notes.borrow());
}
