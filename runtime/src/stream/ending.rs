//! How streams end: the end of stream that we send, failures, and the close.

use crate::error::Error;
use crate::event_loop::Loop;
use crate::observer::{Kind, Moment, SourceId};
use crate::slab::Key;
use crate::source::{Farewell, Pending, Source};
use crate::stream::conn::Conn;
use crate::stream::flags::Flags;
use crate::stream::{Event, StreamNews};
use std::os::fd::AsFd;

impl Loop {
    /// Sends our end of stream if it has not been sent; whether it was sent now.
    pub(crate) fn send_fin(&mut self, key: Key) -> Result<bool, Error> {
        let begun = self.before_call();
        let Some(stream) = self.stream_mut(key) else { return Ok(false) };
        let Some(socket) = stream.socket.as_ref() else { return Ok(false) };
        if stream.flags.any(Flags::FIN_SENT) {
            return Ok(false);
        }
        stream.flags.set(Flags::FIN_SENT);
        if stream.flags.any(Flags::PLAIN) {
            // Only the close of the descriptor tells the other end, and comes as soon as there is nothing to read.
            return Ok(true);
        }
        let outcome = socket.shutdown_write();
        self.after_call(begun, "shutdown", Conn(key).id(), &outcome);
        match outcome {
            // The peer has reset the connection: there is nobody to be told. Reading will say what happened.
            Err(error) if !error.not_connected() => Err(error.into()),
            _ => Ok(true),
        }
    }

    pub(super) fn tell_finish(&mut self, key: Key) {
        self.tell_stream(key, Event::Finish);
        if let Some(stream) = self.stream_mut(key) {
            stream.flags.set(Flags::FINISH_TOLD);
        }
        self.close_if_done(key);
    }

    /// A stream on which both sides have said their last word is over.
    pub(super) fn close_if_done(&mut self, key: Key) {
        let Some(stream) = self.stream_mut(key) else { return };
        if stream.flags.any(Flags::END_TOLD) && stream.flags.any(Flags::FINISH_TOLD) {
            self.close_stream(key);
        }
    }

    /// A phase met an error: tell it, then close.
    pub(crate) fn fail_stream(&mut self, key: Key, error: Error) {
        self.break_stream(key);
        self.tell_stream(key, Event::Error(error));
        self.close_stream(key);
    }

    /// A method met an error: the stream breaks at once, and hears of the first one in the pending phase.
    pub(crate) fn fail_stream_later(&mut self, key: Key, error: Error) {
        match self.stream_mut(key) {
            Some(stream) if !stream.flags.any(Flags::FAILED) => {}
            _ => return,
        }
        self.break_stream(key);
        self.tell_later(Pending::Stream(key, StreamNews::Failed(error)));
    }

    fn break_stream(&mut self, key: Key) {
        let Some(stream) = self.stream_mut(key) else { return };
        stream.flags.set(Flags::FAILED);
        stream.outbox.clear();
        if let Some(socket) = stream.socket.as_ref().filter(|_| !stream.flags.any(Flags::FIN_SENT)) {
            // The peer may still stand, and must not take the part that it has for the whole. A Unix socket has no
            // reset, and its peer hears an end.
            let _ = socket.set_reset_on_close();
        }
        self.refresh(key);
    }

    pub(crate) fn tell_stream_news(&mut self, key: Key, news: StreamNews) {
        match news {
            StreamNews::Failed(error) => self.fail_stream(key, error),
            StreamNews::Finished => self.tell_finish(key),
        }
    }

    /// Closes the descriptor at once and leaves the farewell to the closing phase; `false` if it was closed before.
    pub(crate) fn close_stream(&mut self, key: Key) -> bool {
        let Some(Source::Stream(stream)) = self.sources.get_mut(key) else { return false };
        if stream.flags.any(Flags::CLOSING) {
            return false;
        }
        stream.flags.set(Flags::CLOSING);
        stream.outbox.clear();
        let plain = stream.flags.any(Flags::PLAIN);
        if let Some(socket) = stream.socket.take() {
            stream.registration.leave(&mut *self.poller, socket.as_fd());
            self.close_for(socket, SourceId::new(Kind::Conn, key));
        }
        if plain {
            self.give_terminal_back(key);
        }
        self.refresh(key);
        self.bid_farewell(Farewell::Stream(key));
        self.descriptors_freed();
        true
    }

    /// The closing phase's word.
    pub(crate) fn bury_stream(&mut self, key: Key) {
        let Some(Source::Stream(mut stream)) = self.take_out(key) else { return };
        log::debug!("conn#{key} closed after {} bytes in, {} out", stream.bytes_read, stream.bytes_written);
        if let Some(mut callback) = stream.callback.take() {
            self.note_source(Moment::Enter, Kind::Conn, key);
            callback(self, key, Event::Closed);
            self.note_source(Moment::Leave, Kind::Conn, key);
        }
        self.note_source(Moment::Died, Kind::Conn, key);
    }
}
