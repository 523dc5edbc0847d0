//! Files and folders, through the pool and without.

use crate::common::{Log, Scratch, descriptors, in_own_process, loop_with_pool, new_loop};
use evloop::file::{self, Access};
use evloop::{Loop, system};
use std::fs::{File, OpenOptions};
use std::io::{IoSlice, IoSliceMut};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

fn content(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn open_both_ways(path: &Path) -> File {
    file::open(path, OpenOptions::new().read(true).write(true).create(true).mode(0o640)).unwrap()
}

on_every_backend!(
    jobs_tell_the_loop_what_came_of_them_and_keep_it_alive_until_then,
    a_job_that_has_not_begun_is_cancelled_and_leaves_its_file_alone,
);

fn jobs_tell_the_loop_what_came_of_them_and_keep_it_alive_until_then() {
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let heard = log.clone();
    let path = scratch.path("new");
    let write = move || {
        let file = Arc::new(open_both_ways(&path));
        file::write(&file, b"hello", None)?;
        Ok(file)
    };
    lp.file(write, move |lp: &mut Loop, file| {
        let file = file.unwrap();
        let read = move || {
            let mut bytes = [0; 9];
            let count = file::read(&file, &mut bytes, Some(1))?;
            Ok(String::from_utf8_lossy(&bytes[..count]).into_owned())
        };
        lp.file(read, move |_, text| heard.say(text.unwrap()));
    });
    lp.run().unwrap();
    log.check(&["ello"]);
}

fn a_job_that_has_not_begun_is_cancelled_and_leaves_its_file_alone() {
    let (mut lp, log, scratch) = (loop_with_pool(1), Log::default(), Scratch::new());
    let (open, gate) = mpsc::channel::<()>();
    lp.work(move || gate.recv().is_err(), |_, _| ());
    let (kept, gone) = (scratch.with("kept", ""), scratch.with("gone", ""));
    let (path, unheard, heard) = (kept.clone(), log.clone(), log.clone());
    let work = lp.file(move || file::remove(&path), move |_, _| unheard.say("not cancelled"));
    lp.file(
        move || file::remove(&gone).and_then(|()| file::remove(&gone)),
        move |_, answer| {
            let error = answer.unwrap_err();
            assert_eq!((error.call(), error.code()), ("unlink", "ENOENT"));
            heard.say(error.subject().unwrap().ends_with("/gone"));
        },
    );
    assert!(work.cancel(&mut lp));
    drop(open);
    lp.run().unwrap();
    log.check(&["true"]);
    assert!(kept.exists());
}

#[test]
fn pieces_are_read_and_written_at_a_place_or_where_the_file_stands() {
    let scratch = Scratch::new();
    let file = open_both_ways(&scratch.path("f"));
    let pieces = [IoSlice::new(b"ab"), IoSlice::new(b""), IoSlice::new(b"cdef")];
    assert_eq!(file::write_vectored(&file, &pieces, None), Ok(6));
    assert_eq!(file::write_vectored(&file, &pieces[2..], Some(10)), Ok(4));
    assert_eq!(file::write(&file, b"XY", Some(1)), Ok(2));
    assert_eq!(content(&scratch.path("f")), "aXYdef\0\0\0\0cdef");
    let (mut one, mut two) = ([0; 3], [0; 2]);
    let mut room = [IoSliceMut::new(&mut one), IoSliceMut::new(&mut two)];
    assert_eq!(file::read_vectored(&file, &mut room, Some(0)), Ok(5));
    assert_eq!((&one, &two), (b"aXY", b"de"));
    // The file stands where the first write has left it.
    assert_eq!(file::read(&file, &mut one, None), Ok(3));
    assert_eq!(&one, b"\0\0\0");
    assert_eq!(file::read(&file, &mut one, Some(100)), Ok(0));
}

#[test]
fn names_are_made_moved_and_removed() {
    let scratch = Scratch::new();
    let (a, b, c, d) = (scratch.with("a", "text"), scratch.path("b"), scratch.path("c"), scratch.path("d"));
    file::rename(&a, &b).unwrap();
    file::link(&b, &c).unwrap();
    file::symbolic_link(Path::new("b"), &d).unwrap();
    assert_eq!(file::read_link(&d).unwrap(), Path::new("b"));
    assert_eq!(file::canonical(&d).unwrap(), file::canonical(&b).unwrap());
    assert_eq!(file::metadata(&d).unwrap().nlink(), 2);
    assert!(file::link_metadata(&d).unwrap().is_symlink());
    file::remove(&d).unwrap();
    let inner = scratch.path("inner");
    file::make_folder(&inner, 0o700).unwrap();
    let names: Vec<_> = file::scan(&scratch.0).unwrap().into_iter().map(|entry| entry.name).collect();
    assert_eq!(names, ["b", "c", "inner"]);
    let mut folder = file::open_folder(&scratch.0).unwrap();
    let counts: Vec<_> = (0..3).map(|_| folder.read(2).unwrap().len()).collect();
    assert_eq!(counts, [2, 1, 0]);
    assert!(file::scan(&scratch.0).unwrap()[2].kind.unwrap().is_dir());
    file::remove_folder(&inner).unwrap();
    assert!(file::metadata(&inner).is_err());
}

#[test]
fn copies_have_content_and_mode_and_spare_what_is_there_if_asked() {
    let scratch = Scratch::new();
    let (a, b, c) = (scratch.with("a", "text"), scratch.with("b", "a longer text"), scratch.path("c"));
    file::change_mode(&a, 0o777).unwrap();
    let error = file::copy(&a, &b, true).unwrap_err();
    assert_eq!((error.system.call, error.system.name()), ("copyfile", "EEXIST"));
    file::copy(&a, &b, false).unwrap();
    file::copy(&a, &c, true).unwrap();
    for copy in [b, c] {
        assert_eq!(content(&copy), "text");
        assert_eq!(file::metadata(&copy).unwrap().mode() & 0o777, 0o777);
    }
    file::copy(&a, &scratch.path("c"), false).unwrap();
    file::copy(&a, &a, false).unwrap();
    assert_eq!(content(&a), "text", "a file may be copied to itself");
    assert_eq!(file::copy(&scratch.0, &scratch.path("g"), false).unwrap_err().system.name(), "EISDIR");
    assert!(!scratch.path("g").exists());
    let target = File::create(scratch.path("sent")).unwrap();
    let source = File::open(&a).unwrap();
    assert_eq!(file::send(&target, &source, 1, 2), Ok(2));
    assert_eq!(file::send(&target, &source, 3, 9), Ok(1));
    assert_eq!(file::send(&target, &source, 4, 9), Ok(0));
    assert_eq!(content(&scratch.path("sent")), "ext");
}

#[test]
fn half_a_copy_does_not_stay_and_what_was_there_does() {
    let scratch = Scratch::new();
    // It can be opened, but whoever reads at its beginning is told EIO.
    let broken = Path::new("/proc/self/mem");
    if !broken.exists() {
        return println!("skipped: no file here whose reading fails");
    }
    let error = file::copy(broken, &scratch.path("new"), false).unwrap_err();
    assert_eq!((error.system.name(), error.target), ("EIO", Some(scratch.path("new"))));
    assert!(!scratch.path("new").exists());
    let old = scratch.with("old", "text");
    assert!(file::copy(broken, &old, false).is_err());
    assert!(old.exists());
    // To a device one copies, too.
    file::copy(&scratch.with("a", "text"), Path::new("/dev/null"), false).unwrap();
    assert!(!file::metadata(Path::new("/dev/null")).unwrap().is_file());
}

#[test]
fn a_clone_is_a_whole_copy_or_none() {
    let scratch = Scratch::new();
    let (a, old) = (scratch.with("a", "text"), scratch.with("old", "a longer text"));
    file::change_mode(&a, 0o640).unwrap();
    let expected = match file::clone(&a, &scratch.path("new"), true) {
        Ok(()) => {
            assert_eq!(content(&scratch.path("new")), "text");
            assert_eq!(file::metadata(&scratch.path("new")).unwrap().mode() & 0o777, 0o640);
            "text"
        }
        Err(error) => {
            assert_eq!((error.system.call, error.system.name()), ("copyfile", "ENOTSUP"));
            assert!(!scratch.path("new").exists());
            "a longer text"
        }
    };
    assert_eq!(file::clone(&a, &old, true).unwrap_err().system.name(), "EEXIST");
    let _ = file::clone(&a, &old, false);
    assert_eq!(content(&old), expected);
    file::clone(&a, &a, false).unwrap();
    assert_eq!(file::clone(&scratch.0, &scratch.path("x"), false).unwrap_err().system.name(), "EISDIR");
}

#[test]
fn the_time_of_birth_is_told_where_the_file_system_knows_it() {
    let scratch = Scratch::new();
    let path = scratch.with("f", "text");
    let Ok(born) = file::metadata(&path).unwrap().created() else {
        return println!("skipped: this file system does not know when a file was made");
    };
    file::set_times(&path, Some(UNIX_EPOCH), Some(UNIX_EPOCH)).unwrap();
    let found = file::metadata(&path).unwrap();
    assert_eq!((found.created().unwrap(), found.modified().unwrap()), (born, UNIX_EPOCH));
    let changed = UNIX_EPOCH + Duration::new(found.ctime() as u64, found.ctime_nsec() as u32);
    assert!(born <= changed && changed <= SystemTime::now());
}

#[test]
fn no_number_is_too_large_to_be_an_error() {
    let scratch = Scratch::new();
    let file = open_both_ways(&scratch.path("f"));
    for offset in [1 << 63, u64::MAX] {
        assert_eq!(file::read(&file, &mut [0], Some(offset)).unwrap_err().system.name(), "EINVAL");
        assert_eq!(file::write(&file, b"x", Some(offset)).unwrap_err().system.name(), "EINVAL");
        assert_eq!(file::truncate_open(&file, offset).unwrap_err().system.name(), "EINVAL");
        assert_eq!(file::send(&file, &file, offset, 1).unwrap_err().system.name(), "EINVAL");
    }
    assert_eq!(file::write(&file, b"text", None), Ok(4));
    let pieces = [IoSlice::new(b"x"); 5000];
    let written = file::write_vectored(&file, &pieces, None).unwrap();
    assert!((1..=5000).contains(&written), "as many as the system takes at once: {written}");
    let target = open_both_ways(&scratch.path("g"));
    assert_eq!(file::send(&target, &file, 0, usize::MAX), Ok(4 + written));
}

#[test]
fn length_mode_owner_and_times_change_by_path_and_by_descriptor() {
    let scratch = Scratch::new();
    let path = scratch.with("f", "0123456789");
    let file = open_both_ways(&path);
    file::truncate(&path, 4).unwrap();
    assert_eq!(content(&path), "0123");
    file::truncate_open(&file, 2).unwrap();
    file::sync(&file).unwrap();
    file::sync_data(&file).unwrap();
    assert_eq!(file::metadata_of(&file).unwrap().len(), 2);
    file::change_mode(&path, 0o604).unwrap();
    assert_eq!(file::metadata(&path).unwrap().mode() & 0o7777, 0o604);
    file::change_mode_of(&file, 0o640).unwrap();
    assert_eq!(file::metadata(&path).unwrap().mode() & 0o7777, 0o640);
    let own = system::identities();
    file::change_owner(&path, Some(own.effective_user), None).unwrap();
    file::change_owner_of(&file, None, Some(own.effective_group)).unwrap();
    file::change_owner_of_link(&path, None, None).unwrap();

    let (late, early) =
        (UNIX_EPOCH + Duration::new(2_000_000_000, 5), UNIX_EPOCH - Duration::from_millis(1500));
    file::set_times(&path, Some(late), Some(early)).unwrap();
    let found = file::metadata(&path).unwrap();
    assert_eq!((found.accessed().unwrap(), found.modified().unwrap()), (late, early));
    file::set_times_of(&file, None, Some(late)).unwrap();
    assert_eq!(file::metadata(&path).unwrap().modified().unwrap(), late);
    let link = scratch.path("link");
    file::symbolic_link(&path, &link).unwrap();
    file::set_link_times(&link, None, Some(early)).unwrap();
    assert_eq!(file::link_metadata(&link).unwrap().modified().unwrap(), early);
    assert_eq!(file::metadata(&link).unwrap().modified().unwrap(), late);
    file::close(file).unwrap();
}

#[test]
fn temporary_names_are_new_and_nobody_elses() {
    let scratch = Scratch::new();
    let template = scratch.path("t-XXXXXX");
    let (one, first) = file::make_temporary_file(&template).unwrap();
    let (_, second) = file::make_temporary_file(&template).unwrap();
    assert!(first != second && first.starts_with(&scratch.0));
    assert_eq!(file::metadata_of(&one).unwrap().mode() & 0o777, 0o600);
    let folder = file::make_temporary_folder(&template).unwrap();
    assert_eq!(file::metadata(&folder).unwrap().mode() & 0o777, 0o700);
    for error in [
        file::make_temporary_folder(&scratch.path("t")).unwrap_err(),
        file::make_temporary_file(&scratch.path("t")).unwrap_err(),
    ] {
        assert_eq!((error.system.name(), error.path), ("EINVAL", Some(scratch.path("t"))));
    }
}

#[test]
fn file_systems_and_rights_are_told() {
    let scratch = Scratch::new();
    let full = file::file_system(&scratch.0).unwrap();
    assert!(full.block_size >= 512 && full.blocks >= full.free && full.free >= full.available, "{full:?}");
    assert_eq!(full.kind.is_some(), cfg!(target_os = "linux"));
    let path = scratch.with("f", "");
    file::access(&path, Access::default()).unwrap();
    file::access(&path, Access { read: true, write: true, execute: false }).unwrap();
    let error = file::access(&path, Access { execute: true, ..Access::default() }).unwrap_err();
    assert_eq!(error.to_string(), format!("{}: access: permission denied (EACCES)", path.display()));
}

/// Something that fails, and how it says so.
type Failure = (fn(&Path) -> file::Result<()>, &'static str, &'static str);

#[test]
fn every_failure_names_its_call_and_its_path_and_leaves_no_descriptor() {
    if !in_own_process("every_failure_names_its_call_and_its_path_and_leaves_no_descriptor") {
        return;
    }
    let failures: &[Failure] = &[
        (|path| file::open(path, OpenOptions::new().read(true)).map(drop), "open", "ENOENT"),
        (|path| file::metadata(path).map(drop), "stat", "ENOENT"),
        (|path| file::link_metadata(path).map(drop), "lstat", "ENOENT"),
        (|path| file::rename(path, path), "rename", "ENOENT"),
        (file::remove, "unlink", "ENOENT"),
        (|path| file::read_link(path).map(drop), "readlink", "ENOENT"),
        (|path| file::link(path, path), "link", "ENOENT"),
        (|path| file::canonical(path).map(drop), "realpath", "ENOENT"),
        (|path| file::copy(path, path, false), "copyfile", "ENOENT"),
        (|path| file::copy(path, path, true), "copyfile", "ENOENT"),
        (|path| file::change_mode(path, 0o600), "chmod", "ENOENT"),
        (|path| file::change_owner(path, None, None), "chown", "ENOENT"),
        (|path| file::change_owner_of_link(path, None, None), "lchown", "ENOENT"),
        (|path| file::truncate(path, 0), "truncate", "ENOENT"),
        (|path| file::open_folder(path).map(drop), "opendir", "ENOENT"),
        (|path| file::scan(path).map(drop), "scandir", "ENOENT"),
        (|path| file::make_folder(&path.join("x"), 0o700), "mkdir", "ENOENT"),
        (file::remove_folder, "rmdir", "ENOENT"),
        (|path| file::file_system(path).map(drop), "statfs", "ENOENT"),
        (|path| file::access(path, Access::default()), "access", "ENOENT"),
        (|path| file::set_times(path, None, Some(UNIX_EPOCH)), "utimensat", "ENOENT"),
        (|path| file::set_link_times(path, None, Some(UNIX_EPOCH)), "utimensat", "ENOENT"),
        (|path| file::clone(path, path, false), "copyfile", "ENOENT"),
        (|path| file::make_temporary_folder(&path.join("XXXXXX")).map(drop), "mkdtemp", "ENOENT"),
        (|path| file::make_temporary_file(&path.join("XXXXXX")).map(drop), "mkstemp", "ENOENT"),
        (|_| file::scan(Path::new("/dev/null")).map(drop), "scandir", "ENOTDIR"),
        (|_| file::remove_folder(Path::new("/dev/null")), "rmdir", "ENOTDIR"),
        (|_| file::read_link(Path::new("/")).map(drop), "readlink", "EINVAL"),
        (|_| file::metadata(Path::new("a\0b")).map(drop), "stat", "EINVAL"),
        (|_| file::access(Path::new("a\0b"), Access::default()), "access", "EINVAL"),
        (|_| file::symbolic_link(Path::new("x"), Path::new("/")), "symlink", "EEXIST"),
    ];
    let before = descriptors();
    for (failing, call, name) in failures {
        let error = failing(Path::new("/nowhere/at-all")).unwrap_err();
        assert_eq!((error.system.call, error.system.name()), (*call, *name), "{error}");
        assert!(error.path.is_some(), "{error}");
    }
    let null = File::open("/dev/null").unwrap();
    let errors = [
        file::write(&null, b"x", None).unwrap_err(),
        file::truncate_open(&null, 0).unwrap_err(),
        file::send(&null, &null, 0, 1).unwrap_err(),
    ];
    assert_eq!(errors.map(|error| error.system.name()), ["EBADF", "EINVAL", "EBADF"]);
    drop(null);
    assert_eq!(descriptors(), before);
    let error = evloop::Error::from(file::rename(Path::new("/nowhere"), Path::new("/no")).unwrap_err());
    assert_eq!(error.to_string(), "/nowhere -> /no: rename: no such file or directory (ENOENT)");
}
