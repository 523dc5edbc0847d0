//! Watches a descriptor that the loop knows nothing about: standard input. Echoes it line by line until its end.

use evloop::{Interest, Loop, Ready, Watch, system};
use std::os::fd::AsFd;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut lp = Loop::new()?;
    // The loop owns what it watches, so it gets a duplicate.
    let input = std::io::stdin().as_fd().try_clone_to_owned()?;
    lp.watch(input, Interest::READ, |lp: &mut Loop, watch: Watch, _: Ready| {
        let mut buffer = [0; 4096];
        let Some(fd) = watch.fd(lp) else { return };
        match system::read(fd, &mut buffer) {
            Ok(0) => drop(watch.close(lp)),
            Ok(count) => print!("{}", String::from_utf8_lossy(&buffer[..count])),
            Err(error) if error.would_block() => {}
            Err(error) => {
                eprintln!("{error}");
                watch.close(lp);
            }
        }
    })?;
    lp.run()?;
    Ok(())
}
