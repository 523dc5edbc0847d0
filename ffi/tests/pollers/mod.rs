//! Every poller that this system has.

use evloop_ffi::poller::*;

/// Calls `test` with a poller of each kind.
#[track_caller]
pub fn on_each(test: impl Fn(&mut dyn Poller)) {
    let mut pollers: Vec<Box<dyn Poller>> =
        vec![Box::new(Poll::new().unwrap()), Box::new(Select::new().unwrap())];
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        pollers.push(Box::new(Epoll::new().unwrap()));
        pollers.push(Box::new(EpollEdge::new().unwrap()));
    }
    #[cfg(any(not(any(target_os = "linux", target_os = "android")), feature = "user-kqueue"))]
    pollers.push(Box::new(Kqueue::new().unwrap()));
    for mut poller in pollers {
        println!("on {}:", poller.name());
        test(&mut *poller);
    }
}
