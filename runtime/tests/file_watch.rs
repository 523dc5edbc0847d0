//! Changes of files: told by the system, and seen by looking again and again.

use crate::common::{Log, MS, Scratch, descriptors, in_own_process, is_adversarial, new_loop, try_loop};
use evloop::{Change, FileWatch, Kind, Loop, Moment, Observer, file};
use std::cell::{Cell, RefCell};
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

on_every_backend!(
    a_file_tells_of_writing_its_mode_its_name_and_its_end,
    a_folder_tells_the_names_that_come_change_move_and_go,
    a_file_that_another_replaces_is_gone_and_can_be_watched_again,
    several_watch_one_file_by_one_path_or_two_and_close_each_other,
    a_watcher_closes_and_opens_within_a_batch_and_hears_nothing_old,
    too_many_changes_are_told_as_lost_and_later_ones_are_heard,
    what_cannot_be_watched_is_an_error_with_its_path_and_costs_no_descriptor,
    a_watcher_keeps_the_loop_alive_until_it_is_closed_or_unreferenced,
    a_file_that_is_looked_at_comes_changes_and_goes,
    a_file_that_stays_the_same_is_not_told,
    looking_ends_when_it_is_closed_or_unreferenced,
);

/// In words; what is told more than once in a row, once.
fn listen(lp: &mut Loop, path: &Path, log: &Log) -> FileWatch {
    let log = log.clone();
    let mut last = String::new();
    lp.watch_file(path, move |_, _, change| {
        let name = |name: Option<&OsStr>| name.map_or("?", |name| name.to_str().unwrap()).to_owned();
        let word = match change {
            Change::Changed(own) => format!("changed {}", name(own)),
            Change::Renamed(own) => format!("renamed {}", name(own)),
            Change::Gone => "gone".to_owned(),
            Change::Lost => "lost".to_owned(),
            _ => "?".to_owned(),
        };
        if word != last {
            log.say(&word);
            last = word;
        }
    })
    .unwrap()
}

/// Lets the loop hear what has happened: the system has noted it before the call that did it came back.
fn hear(lp: &mut Loop) {
    for _ in 0..if is_adversarial() { 40 } else { 2 } {
        // With something to do at once the turn does not sleep.
        lp.immediate(|_| ());
        lp.turn().unwrap();
    }
}

/// Whether inotify tells, and not kqueue.
const BY_INOTIFY: bool =
    cfg!(all(any(target_os = "linux", target_os = "android"), not(feature = "user-kqueue")));

fn a_file_tells_of_writing_its_mode_its_name_and_its_end() {
    // Where nobody forks: a child has all descriptors until it is another program, and a file that is open is not gone.
    if !in_own_process("a_file_tells_of_writing_its_mode_its_name_and_its_end") {
        return;
    }
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let path = scratch.with("f", "text");
    let watch = listen(&mut lp, &path, &log);
    assert_eq!(watch.path(&lp), Some(path.as_path()));
    fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b" and more").unwrap();
    hear(&mut lp);
    log.check(&["changed f"]);
    fs::rename(&path, scratch.path("g")).unwrap();
    hear(&mut lp);
    file::change_mode(&scratch.path("g"), 0o600).unwrap();
    hear(&mut lp);
    fs::read(scratch.path("g")).unwrap();
    hear(&mut lp);
    fs::remove_file(scratch.path("g")).unwrap();
    hear(&mut lp);
    assert!(log.text().starts_with("changed f renamed f changed f"), "{}", log.text());
    assert!(log.text().ends_with("gone"), "{}", log.text());
    assert_eq!((log.count("gone"), log.count("renamed f")), (1, 1));
    assert!(watch.close(&mut lp) && !watch.close(&mut lp));
}

fn a_folder_tells_the_names_that_come_change_move_and_go() {
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let inside = scratch.path("inside");
    fs::create_dir(&inside).unwrap();
    let watch = listen(&mut lp, &scratch.0, &log);
    fs::write(scratch.path("a"), "text").unwrap();
    fs::rename(scratch.path("a"), scratch.path("b")).unwrap();
    fs::write(inside.join("deeper"), "").unwrap();
    fs::remove_file(scratch.path("b")).unwrap();
    hear(&mut lp);
    if BY_INOTIFY {
        log.check(&["renamed a", "changed a", "renamed a", "renamed b"]);
    } else {
        log.check(&["renamed ?"]);
    }
    watch.close(&mut lp);
    fs::write(scratch.path("c"), "").unwrap();
    let before = log.len();
    hear(&mut lp);
    assert_eq!(log.len(), before, "{}", log.text());
}

fn a_file_that_another_replaces_is_gone_and_can_be_watched_again() {
    // As above.
    if !in_own_process("a_file_that_another_replaces_is_gone_and_can_be_watched_again") {
        return;
    }
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let path = scratch.with("f", "one");
    let heard = log.clone();
    let watch = lp
        .watch_file(&path, move |lp, watch, change| match change {
            Change::Gone => {
                heard.say("gone");
                watch.again(lp).unwrap();
            }
            Change::Changed(_) => heard.say("changed"),
            _ => {}
        })
        .unwrap();
    for round in 1..=3 {
        fs::rename(scratch.with("new", "two"), &path).unwrap();
        hear(&mut lp);
        assert_eq!(log.count("gone"), round);
        let before = log.count("changed");
        fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"!").unwrap();
        hear(&mut lp);
        assert!(log.count("changed") > before, "the new file is watched");
    }
    watch.again(&mut lp).unwrap();
    fs::remove_file(&path).unwrap();
    assert_eq!(watch.again(&mut lp).unwrap_err().code(), "ENOENT");
    watch.close(&mut lp);
    assert_eq!(watch.again(&mut lp).unwrap_err().code(), "EBADF");
}

fn several_watch_one_file_by_one_path_or_two_and_close_each_other() {
    // As above.
    if !in_own_process("several_watch_one_file_by_one_path_or_two_and_close_each_other") {
        return;
    }
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let path = scratch.with("f", "text");
    fs::hard_link(&path, scratch.path("also")).unwrap();
    let by_link = Log::default();
    let also = listen(&mut lp, &scratch.path("also"), &by_link);
    let [first, second] = [(); 2].map(|()| listen(&mut lp, &path, &log));
    fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"!").unwrap();
    hear(&mut lp);
    assert_eq!((log.count("changed f"), log.text()), (2, "changed f changed f".to_owned()));
    by_link.check(&["changed also"]);
    first.close(&mut lp);
    file::change_mode(&path, 0o600).unwrap();
    fs::remove_file(&path).unwrap();
    fs::remove_file(scratch.path("also")).unwrap();
    hear(&mut lp);
    assert_eq!((log.count("gone"), by_link.count("gone")), (1, 1));
    // Whoever hears first closes the other, which hears nothing.
    let path = scratch.with("g", "text");
    let both: Rc<RefCell<Vec<FileWatch>>> = Rc::default();
    let heard = Rc::new(Cell::new(0));
    for _ in 0..2 {
        let (victims, heard) = (both.clone(), heard.clone());
        let watch = lp.watch_file(&path, move |lp, own, _| {
            heard.set(heard.get() + 1);
            for victim in victims.take().into_iter().filter(|victim| *victim != own) {
                assert!(victim.close(lp));
            }
        });
        both.borrow_mut().push(watch.unwrap());
    }
    file::change_mode(&path, 0o600).unwrap();
    hear(&mut lp);
    assert_eq!(heard.get(), 1);
    assert!(second.close(&mut lp) && also.close(&mut lp));
}

fn a_watcher_closes_and_opens_within_a_batch_and_hears_nothing_old() {
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let (one, two) = (scratch.with("one", ""), scratch.with("two", ""));
    let (heard, path) = (log.clone(), two.clone());
    lp.watch_file(&one, move |lp, watch, _| {
        watch.close(lp);
        // Under kqueue this gets the number that was just closed.
        let heard = heard.clone();
        lp.watch_file(&path, move |_, _, _| heard.say("something old")).unwrap();
    })
    .unwrap();
    file::change_mode(&one, 0o600).unwrap();
    fs::remove_file(&one).unwrap();
    hear(&mut lp);
    log.check(&[]);
    file::change_mode(&two, 0o600).unwrap();
    hear(&mut lp);
    assert_eq!(log.count("something old"), 1);
}

fn too_many_changes_are_told_as_lost_and_later_ones_are_heard() {
    let most = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events");
    let Some(most) = most.ok().filter(|_| BY_INOTIFY) else {
        return println!("skipped: only inotify has a queue that runs over");
    };
    let most: usize = most.trim().parse().unwrap();
    if most > 100_000 {
        return println!("skipped: a queue of {most} changes takes too long to fill");
    }
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let files = ["a", "b"].map(|name| fs::File::create(scratch.path(name)).unwrap());
    let (counted, heard) = (Rc::new(Cell::new(0)), log.clone());
    let count = counted.clone();
    lp.watch_file(&scratch.0, move |_, _, change| {
        count.set(count.get() + 1);
        if change == Change::Lost {
            heard.say("lost");
        }
    })
    .unwrap();
    // By turns, since the system makes one change of two that are alike.
    for mut file in (0..most / 2 + 10).flat_map(|_| &files) {
        file.write_all(b"x").unwrap();
    }
    let mut turns = 0;
    while log.count("lost") == 0 {
        lp.turn().unwrap();
        turns += 1;
    }
    assert!(counted.get() > most / 2, "what was kept is told: {}", counted.get());
    assert!(turns > 10, "others got their turns meanwhile: {turns}");
    let before = counted.get();
    (&files[0]).write_all(b"x").unwrap();
    hear(&mut lp);
    assert_eq!(counted.get(), before + 1);
    log.check(&["lost"]);
}

fn what_cannot_be_watched_is_an_error_with_its_path_and_costs_no_descriptor() {
    if !in_own_process("what_cannot_be_watched_is_an_error_with_its_path_and_costs_no_descriptor") {
        return;
    }
    let before = descriptors();
    let mut lp = new_loop();
    let error = lp.watch_file("/nowhere", |_, _, _| ()).unwrap_err();
    let call = if BY_INOTIFY { "inotify_add_watch" } else { "open" };
    let expected = format!("watch /nowhere: {call}: no such file or directory (ENOENT)");
    assert_eq!(error.to_string(), expected);
    assert_eq!(lp.watch_file("a\0b", |_, _, _| ()).unwrap_err().code(), "EINVAL");
    let first = descriptors();
    for _ in 0..50 {
        assert!(lp.watch_file("/nowhere", |_, _, _| ()).is_err());
        let watch = lp.watch_file("/", |_, _, _| ()).unwrap();
        watch.close(&mut lp);
    }
    assert_eq!(descriptors(), first);
    assert!(!lp.alive());
    drop(lp);
    assert_eq!(descriptors(), before);
}

fn a_watcher_keeps_the_loop_alive_until_it_is_closed_or_unreferenced() {
    let mut lp = try_loop().unwrap();
    let watch = lp.watch_file("/", |_, _, _| ()).unwrap();
    assert!(lp.alive());
    assert!(watch.set_ref(&mut lp, false) && watch.set_ref(&mut lp, false) && !lp.alive());
    assert!(watch.set_ref(&mut lp, true) && lp.alive());
    assert!(watch.close(&mut lp) && !lp.alive());
    assert!(!watch.set_ref(&mut lp, true) && watch.path(&lp).is_none());
    lp.run().unwrap();
}

fn a_file_that_is_looked_at_comes_changes_and_goes() {
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let path = scratch.path("f");
    let (heard, own) = (log.clone(), path.clone());
    let poll = lp.poll_file(&path, MS, move |lp, poll, sight| {
        let before = sight.before.map_or("none".to_owned(), |before| before.len().to_string());
        match sight.now {
            Ok(now) => heard.say(format!("{before} {}", now.len())),
            Err(error) => heard.say(format!("{before} {}", error.code())),
        }
        match heard.len() {
            1 => fs::write(&own, "1").unwrap(),
            2 => fs::write(&own, "22").unwrap(),
            3 => fs::remove_file(&own).unwrap(),
            4 => fs::create_dir(&own).unwrap(),
            _ => drop(poll.close(lp)),
        }
    });
    assert_eq!(poll.path(&lp), Some(path.as_path()));
    lp.run().unwrap();
    assert!(log.text().starts_with("none ENOENT none 1 1 2 2 ENOENT none "), "{}", log.text());
}

/// Counts the jobs of a loop that are done.
struct Counter(Rc<Cell<u32>>);

impl Observer for Counter {
    fn observe(&mut self, _: &Loop, _: Duration, what: Moment) {
        if matches!(what, Moment::Leave(id) if id.kind == Kind::Work) {
            self.0.set(self.0.get() + 1);
        }
    }
}

fn a_file_that_stays_the_same_is_not_told() {
    let (mut lp, log, scratch) = (new_loop(), Log::default(), Scratch::new());
    let (path, heard, looks) = (scratch.with("f", "text"), log.clone(), Rc::new(Cell::new(0)));
    let poll = lp.poll_file(&path, Duration::ZERO, move |_, _, _| heard.say("news"));
    lp.observe(Counter(looks.clone()));
    while looks.get() < 20 {
        lp.turn().unwrap();
    }
    log.check(&[]);
    let content = fs::read(&path).unwrap();
    let at = looks.get();
    while looks.get() < at + 3 {
        lp.turn().unwrap();
    }
    assert_eq!((content.len(), log.len()), (4, 0), "reading is no news");
    poll.close(&mut lp);
    lp.run().unwrap();
}

fn looking_ends_when_it_is_closed_or_unreferenced() {
    let mut lp = new_loop();
    let [one, two] = [(); 2].map(|()| lp.poll_file("/", Duration::MAX, |_, _, _| ()));
    assert!(lp.alive() && one.close(&mut lp) && !one.close(&mut lp));
    assert!(two.set_ref(&mut lp, false) && !one.set_ref(&mut lp, true));
    assert!(one.path(&lp).is_none());
    lp.run().unwrap();
}
