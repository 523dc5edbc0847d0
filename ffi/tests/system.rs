//! What the system is asked for, compared with what it tells others.

use evloop_ffi::system;
use std::env;
use std::net::IpAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

/// What a command prints; `None` where it is not there.
fn told_by(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs the test of that name once more, with other variables in its environment. `true` in that process.
fn with_environment(test: &str, unset: &[&str], set: &[(&str, &str)]) -> bool {
    if env::var_os("EVLOOP_TEST_CHILD").is_some() {
        return true;
    }
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", test, "--test-threads=1"]).env("EVLOOP_TEST_CHILD", "1");
    for name in unset {
        command.env_remove(name);
    }
    let output = command.envs(set.iter().copied()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    false
}

#[test]
fn names_are_those_that_uname_prints() {
    let identity = system::identity().unwrap();
    let Some(told) = told_by("uname", &["-s", "-n", "-r", "-m"]) else {
        return println!("skipped: no uname");
    };
    let own = [&identity.system, &identity.node, &identity.release, &identity.machine];
    assert_eq!(own.map(String::as_str).join(" "), told);
    assert_eq!(system::host_name().unwrap(), identity.node);
}

#[test]
fn users_and_groups_are_those_that_id_prints() {
    let own = system::identities();
    let user = system::user(own.effective_user).unwrap();
    let group = system::group(own.effective_group).unwrap();
    for (name, id, option) in [
        (user.as_ref().map(|user| &user.name), own.effective_user, "-un"),
        (group.as_ref().map(|group| &group.name), own.effective_group, "-gn"),
    ] {
        let Some(told) = told_by("id", &[option]) else { return println!("skipped: no id") };
        assert_eq!(name.map_or(id.to_string(), |name| name.to_string_lossy().into_owned()), told);
    }
    let Some(user) = user else { return };
    assert_eq!((user.id, user.home.is_absolute()), (own.effective_user, true));
}

#[test]
fn without_home_the_folder_is_the_one_of_the_effective_user() {
    let test = "without_home_the_folder_is_the_one_of_the_effective_user";
    if !with_environment(test, &["HOME"], &[]) {
        return;
    }
    match system::user(system::identities().effective_user).unwrap() {
        Some(user) => assert_eq!(system::home_folder().unwrap(), user.home),
        None => assert_eq!(system::home_folder().unwrap_err().name(), "ENOENT"),
    }
}

#[test]
fn the_temporary_folder_is_what_the_environment_says_first() {
    let test = "the_temporary_folder_is_what_the_environment_says_first";
    let set = [("TMPDIR", ""), ("TMP", "/some/where/"), ("TEMP", "/else")];
    if with_environment(test, &[], &set) {
        assert_eq!(system::temporary_folder(), Path::new("/some/where"));
    }
}

#[test]
fn the_machine_has_memory_and_processors() {
    let memory = system::memory().unwrap();
    assert!(memory.total >= memory.free.unwrap_or(0), "{memory:?}");
    assert!(memory.limit.is_none_or(|limit| limit < memory.total), "{memory:?}");
    assert!(system::resident() < memory.total);
    if cfg!(not(target_os = "linux")) {
        assert_eq!(system::processors().unwrap_err().name(), "ENOTSUP");
        return;
    }
    let processors = system::processors().unwrap();
    assert!(system::parallelism() <= processors.len());
    assert!(processors.iter().all(|one| !one.model.is_empty()));
    assert!(processors.iter().any(|one| !(one.user + one.system + one.idle).is_zero()), "{processors:?}");
}

#[test]
fn the_time_since_the_start_is_what_proc_says() {
    let told = |text: String| text.split(' ').next().and_then(|seconds| seconds.parse::<f64>().ok());
    let before = system::uptime();
    let Some(seconds) = std::fs::read_to_string("/proc/uptime").ok().and_then(told) else {
        return println!("skipped: no /proc/uptime");
    };
    // It is cut off after two digits. In a time namespace both count from its own beginning.
    let told = Duration::from_secs_f64(seconds);
    assert!(before <= told + Duration::from_millis(10) && told <= system::uptime());
}

#[test]
fn the_way_to_this_host_itself_is_an_internal_interface() {
    let interfaces = system::interfaces().unwrap();
    let local = IpAddr::from([127, 0, 0, 1]);
    let Some(own) = interfaces.iter().find(|interface| interface.address == local) else {
        return println!("skipped: no 127.0.0.1 here");
    };
    assert_eq!((own.internal, own.prefix(), own.hardware, own.scope), (true, Some(8), [0; 6], 0));
    assert!(system::interface_index(&own.name).is_some());
    for interface in &interfaces {
        assert_eq!(interface.address.is_ipv4(), interface.netmask.is_ipv4());
        // Only what is valid on one interface alone must say on which.
        let on_one_link = matches!(interface.address, IpAddr::V6(v6) if v6.is_unicast_link_local());
        assert_eq!(interface.scope != 0, on_one_link, "{interface:?}");
        let file = format!("/sys/class/net/{}/address", interface.name);
        let hardware = interface.hardware.map(|byte| format!("{byte:02x}")).join(":");
        // A tunnel has an address of another length, or none. And an interface may have gone meanwhile.
        let told = std::fs::read_to_string(file).ok().filter(|told| told.trim().len() == hardware.len());
        if let Some(told) = told {
            assert_eq!(told.trim(), hardware);
        }
    }
    assert!(system::interface_name(0).is_err());
}

#[test]
fn another_process_is_made_nicer() {
    let mut child = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
    let pid = child.id() as i32;
    let before = system::priority(pid).unwrap();
    for (asked, got) in [(before.max(3), before.max(3)), (1000, 19)] {
        system::set_priority(pid, asked).unwrap();
        assert_eq!(system::priority(pid), Ok(got));
    }
    drop(child.stdin.take());
    child.wait().unwrap();
    assert_eq!(system::priority(pid).unwrap_err().name(), "ESRCH");
    assert_eq!(system::set_priority(pid, 0).unwrap_err().to_string(), "setpriority: no such process (ESRCH)");
    assert_eq!(system::priority(0), system::priority(system::pid() as i32));
}

#[test]
fn random_bytes_are_all_filled_in_however_many() {
    let mut bytes = vec![0; 1 << 20];
    system::fill_random(&mut bytes).unwrap();
    // Each byte is missing from a mebibyte by chance once in ten to the power of 1778.
    assert!((0..=255).all(|byte| bytes.contains(&byte)));
    assert!(bytes.rchunks(64).next().unwrap().iter().any(|&byte| byte != 0));
    assert_eq!(system::fill_random(&mut []), Ok(()));
}

#[cfg(feature = "fault")]
#[test]
fn what_fails_is_told_or_tried_again() {
    let plan: evloop_ffi::fault::Plan =
        "getrandom:EINTR@1,getifaddrs:ENOMEM,getrandom:ENOSYS@3".parse().unwrap();
    let plan = plan.install();
    assert_eq!(system::fill_random(&mut [0; 8]), Ok(()));
    assert_eq!(system::fill_random(&mut [0; 8]).unwrap_err().name(), "ENOSYS");
    let error = system::interfaces().unwrap_err();
    assert_eq!((error.call, error.name()), ("getifaddrs", "ENOMEM"));
    assert_eq!(plan.struck(), 3);
}

#[test]
fn the_program_is_found_and_its_title_is_the_process_own() {
    assert_eq!(system::executable().unwrap(), env::current_exe().unwrap());
    if cfg!(not(target_os = "linux")) {
        assert_eq!(system::set_process_title("x").unwrap_err().name(), "ENOTSUP");
        return;
    }
    let before = system::process_title().unwrap();
    // This thread is not the first one, and yet the title is the process'.
    system::set_process_title("evloop's title, cut off").unwrap();
    let file = format!("/proc/{}/comm", system::pid());
    assert_eq!(std::fs::read_to_string(file).unwrap(), "evloop's title,\n");
    system::set_process_title(&before).unwrap();
}

/// What the kernel says of a thread and of its process it has rounded, and shared out between program and kernel, for each of
/// them alone. So nothing is compared that is not far apart.
#[test]
fn a_thread_has_used_what_it_used_itself_and_no_more() {
    const WORK: Duration = Duration::from_millis(200);
    let of_thread = || system::thread_usage().map(|used| used.user + used.system);
    if let Err(error) = of_thread() {
        return assert_eq!((cfg!(target_os = "linux"), error.name()), (false, "ENOTSUP"));
    }
    thread::spawn(move || while of_thread().unwrap() < WORK {}).join().unwrap();
    let process = system::usage();
    assert!(process.user + process.system > WORK / 2, "{process:?}");
    let idle = thread::spawn(move || of_thread().unwrap()).join().unwrap();
    assert!(idle < WORK / 2, "{idle:?}");
}
