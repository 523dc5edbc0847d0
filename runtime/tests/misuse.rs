//! What must not compile, and does not: for the reason that it gives. Numbers are those of the reliability scenarios.
//!
//! Each program in `misuse/` names its error in the first line. The same program with `--cfg right` does what was meant in
//! the right way and compiles, so that nothing else can be wrong with it. The compiler is asked directly, with the
//! library that this test was linked with.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;
use std::{env, fs};

/// Where cargo has put the library that this test uses, and all that it needs.
fn deps() -> PathBuf {
    env::current_exe().unwrap().parent().unwrap().to_owned()
}

/// The library. There may be several, of other features; the one that was built last is of this compiler.
fn library() -> PathBuf {
    let files = fs::read_dir(deps()).unwrap().flatten().map(|entry| entry.path());
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with("libevloop-") && name.ends_with(".rlib")
    };
    let age = |path: &PathBuf| {
        fs::metadata(path).and_then(|data| data.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
    };
    files.filter(is_ours).max_by_key(age).expect("cargo has built the library")
}

/// What the compiler says, an error a line; nothing when there is no compiler. It writes into `scratch`.
fn compile(program: &Path, scratch: &Path, flags: &[&str]) -> Option<Output> {
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = Command::new(compiler)
        .args(["--edition", "2024", "--crate-type", "bin", "--emit", "metadata", "--error-format", "short"])
        .args(["--check-cfg", "cfg(right)", "--cap-lints", "allow"])
        .args(flags)
        .arg("-L")
        .arg(format!("dependency={}", deps().display()))
        .arg("--extern")
        .arg(format!("evloop={}", library().display()))
        .arg("--out-dir")
        .arg(scratch)
        .arg(program)
        .output();
    said.ok()
}

#[test]
fn h121_misuse_does_not_compile_for_the_reason_that_it_gives() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/misuse");
    let programs: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(programs.len() >= 10, "where are they?");
    let scratch = env::temp_dir().join(format!("evloop-misuse-{}", std::process::id()));
    fs::create_dir_all(&scratch).unwrap();
    for program in programs {
        let (name, text) = (program.display(), fs::read_to_string(&program).unwrap());
        let expected = text.lines().next().unwrap().strip_prefix("//! ").unwrap();
        let (code, words) = expected.split_once(": ").unwrap();
        let Some(wrong) = compile(&program, &scratch, &[]) else {
            println!("skipped: no compiler here");
            break;
        };
        let said = String::from_utf8_lossy(&wrong.stderr);
        assert!(!wrong.status.success(), "{name} compiles");
        let errors: Vec<_> = said.lines().filter(|line| line.contains(": error")).collect();
        let expected = |line: &&str| line.contains(code) && line.contains(words);
        assert!(
            !errors.is_empty() && errors.iter().all(expected),
            "{name} fails for another reason:\n{said}"
        );
        let right = compile(&program, &scratch, &["--cfg", "right"]).unwrap();
        assert!(right.status.success(), "{name}, done right:\n{}", String::from_utf8_lossy(&right.stderr));
    }
    fs::remove_dir_all(&scratch).unwrap();
}
