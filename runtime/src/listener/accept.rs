//! Taking connections in, and what to do when the process has no descriptor left for those who knock.

use crate::error::Error;
use crate::event_loop::Loop;
use crate::listener::Listener;
use crate::observer::calls::ACCEPT;
use crate::observer::{Kind, Moment};
use crate::slab::Key;
use crate::source::Source;
use crate::stream::Stream;
use crate::stream::conn::Conn;
use evloop_ffi::socket::Socket;
use std::mem;
use std::time::Duration;

/// How long a listener rests when there was no descriptor for a connection. Short enough that everybody is served
/// within a tenth of a second after there are some again, long enough to cost nothing (20 calls a second).
const REST: Duration = Duration::from_millis(50);

/// How often a listener may complain that it rests.
const COMPLAIN_EVERY: Duration = Duration::from_secs(10);

/// How many connections that broke before they were accepted are skipped in one go. More of them in a row look like an
/// error that does not go away, such as a firewall's, and the listener rests.
const SKIPS: usize = 16;

impl Loop {
    /// The poll phase's word for one listener. One connection for each word, since the call that would say "no
    /// more" costs ten times as much as hearing the word again.
    #[inline(never)]
    pub(crate) fn listener_ready(&mut self, key: Key) {
        let mut skipped = 0;
        loop {
            let begun = self.before_call();
            let Some(listener) = self.listener_mut(key) else { return };
            if listener.resting || listener.paused {
                return;
            }
            let outcome = listener.socket.accept();
            self.after_call(begun, ACCEPT, Listener(key).id(), &outcome);
            match outcome {
                Ok(socket) => return self.welcome(key, socket),
                Err(error) if error.would_block() => return,
                Err(error) if error.out_of_resources() => return self.rest(key, error),
                Err(error) if error.bad_descriptor() => {
                    self.set_listener_resting(key);
                    return self.tell_listener_error(key, error.into());
                }
                // The connection broke before we took it: its own affair, not the listener's.
                Err(error) if skipped < SKIPS => log::debug!("listener#{key} skipped a connection: {error}"),
                // One that went away is out of the queue, so there is progress.
                Err(error) if error.aborted() => return,
                Err(error) => return self.rest(key, error),
            }
            skipped += 1;
        }
    }

    /// The listener's callback is where the connection comes into being, for whoever wants to know.
    fn welcome(&mut self, key: Key, socket: Socket) {
        self.note_source(Moment::Enter, Kind::Listener, key);
        self.take_in(key, socket);
        self.note_source(Moment::Leave, Kind::Listener, key);
    }

    fn take_in(&mut self, key: Key, socket: Socket) {
        let conn = self.adopt(Source::Stream(Stream::new(Some(socket))));
        if log::log_enabled!(log::Level::Debug) {
            match Conn(conn).peer_addr(self) {
                Ok(peer) => log::debug!("conn#{conn} accepted from {peer}"),
                Err(_) => log::debug!("conn#{conn} accepted by listener#{key}"),
            }
        }
        let Some(mut callback) = self.listener_mut(key).and_then(|listener| listener.callback.take()) else {
            return;
        };
        callback(self, Conn(conn));
        if let Some(listener) = self.listener_mut(key) {
            listener.callback = Some(callback);
        }
    }

    /// No descriptor for the newcomer. It waits in the kernel's queue, and the listener rests: asking again and
    /// again would take the whole processor. It wakes by a timer, or when one of our own connections closes.
    fn rest(&mut self, key: Key, error: evloop_ffi::Error) {
        let now = self.now();
        let Some(listener) = self.listener_mut(key) else { return };
        listener.resting = true;
        if listener.complained.is_none_or(|last| now.saturating_sub(last) >= COMPLAIN_EVERY) {
            listener.complained = Some(now);
            log::warn!("listener#{key} lets connections wait: {error}");
        }
        self.refresh(key);
        self.starved.push(key);
        let timer = self.after(REST, |lp| lp.descriptors_freed());
        timer.set_ref(self, false);
    }

    /// Lets resting listeners try again.
    pub(crate) fn descriptors_freed(&mut self) {
        for key in mem::take(&mut self.starved) {
            if let Some(listener) = self.listener_mut(key) {
                listener.resting = false;
                self.refresh(key);
            }
        }
    }

    pub(crate) fn tell_listener_error(&mut self, key: Key, error: Error) {
        log::error!("listener#{key} broke: {error}");
        let Some(mut callback) = self.listener_mut(key).and_then(|listener| listener.on_error.take()) else {
            return;
        };
        self.note_source(Moment::Enter, Kind::Listener, key);
        callback(self, Listener(key), error);
        self.note_source(Moment::Leave, Kind::Listener, key);
        if let Some(listener) = self.listener_mut(key) {
            listener.on_error.get_or_insert(callback);
        }
    }

    fn set_listener_resting(&mut self, key: Key) {
        if let Some(listener) = self.listener_mut(key) {
            listener.resting = true;
        }
        self.refresh(key);
    }
}
