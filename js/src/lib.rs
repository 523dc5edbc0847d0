//! Node's API on evloop's reactor, by QuickJS.
mod modules;
mod raw;
mod rooms;
