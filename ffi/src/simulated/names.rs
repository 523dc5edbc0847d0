//! How a simulated socket has a descriptor: this is what the kernel's table of descriptors is to a process.
//!
//! The descriptor is real, so that ownership, borrowing and numbers that are used again are what they always are; but
//! it stands for nothing (it is a duplicate of `/dev/null`), and no call ever reaches the kernel with it. The table says
//! which socket of which world it names.

use super::Answer;
use super::socket::{Id, Kind, Socket};
use super::world::{State, World};
use crate::error::refusal;
use crate::{Error, Result};
use std::io::IoSlice;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::sync::RwLock;

/// By descriptor. Descriptors are the process's, and so is the table.
static NAMES: RwLock<Vec<Option<(World, Id)>>> = RwLock::new(Vec::new());

fn remember(fd: RawFd, world: &World, id: Id) {
    let mut names = NAMES.write().unwrap_or_else(|poisoned| poisoned.into_inner());
    let place = fd as usize;
    if names.len() <= place {
        names.resize_with(place + 1, || None);
    }
    names[place] = Some((world.clone(), id));
}

fn forget(fd: RawFd) -> Option<(World, Id)> {
    NAMES.write().unwrap_or_else(|poisoned| poisoned.into_inner()).get_mut(fd as usize)?.take()
}

/// Which socket of which world the descriptor names.
pub(super) fn find(fd: RawFd) -> Option<(World, Id)> {
    NAMES.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(fd as usize)?.clone()
}

/// Makes a socket.
pub(crate) fn open(world: &World, kind: Kind) -> Result<OwnedFd> {
    refused_by_plan("socket")?;
    let mut state = world.lock();
    state.check_descriptors().map_err(|errno| Error::new("socket", errno))?;
    let fd = world.new_name("socket")?;
    let id = state.add(Socket::new(kind));
    remember(fd.as_raw_fd(), world, id);
    Ok(fd)
}

/// Takes a connection from a listener's queue, and gives it a name.
pub(crate) fn accept(listener: RawFd) -> Result<OwnedFd> {
    refused_by_plan("accept4")?;
    let failed = |errno| Error::new("accept4", errno);
    let (world, id) = find(listener).ok_or(failed(libc::EBADF))?;
    let mut state = world.lock();
    state.may_accept(id).map_err(failed)?;
    let fd = world.new_name("accept4")?;
    let server = state.take_from_queue(id).ok_or(failed(libc::EAGAIN))?;
    remember(fd.as_raw_fd(), &world, server);
    Ok(fd)
}

/// Makes a call on the socket that the descriptor names.
#[cold]
pub(crate) fn call<T>(
    name: &'static str,
    fd: RawFd,
    act: impl FnOnce(&mut State, Id) -> Answer<T>,
) -> Result<T> {
    refused_by_plan(name)?;
    let (world, id) = find(fd).ok_or(Error::new(name, libc::EBADF))?;
    act(&mut world.lock(), id).map_err(|errno| Error::new(name, errno))
}

/// What stands in for recv(2). It answers in a register, as the kernel does, so that the kernel's sockets do not pay for
/// its being there: a length, or what [`refusal`] makes of an errno.
#[cold]
#[inline(never)]
pub(crate) fn receive(fd: RawFd, buffer: &mut [u8]) -> libc::ssize_t {
    in_register(fd, |state, id| state.receive(id, buffer))
}

/// What stands in for send(2), in the same way.
#[cold]
#[inline(never)]
pub(crate) fn send(fd: RawFd, bytes: &[u8]) -> libc::ssize_t {
    in_register(fd, |state, id| state.send(id, &[IoSlice::new(bytes)]))
}

fn in_register(fd: RawFd, act: impl FnOnce(&mut State, Id) -> Answer<usize>) -> libc::ssize_t {
    let answer = find(fd).ok_or(libc::EBADF).and_then(|(world, id)| act(&mut world.lock(), id));
    answer.map_or_else(refusal, |count| count as libc::ssize_t)
}

/// Closes the socket; the descriptor itself is the caller's.
#[cold]
pub(crate) fn close(fd: RawFd) {
    if let Some((world, id)) = forget(fd) {
        world.lock().close(id);
    }
}

/// A plan of failures holds for simulated calls, too.
fn refused_by_plan(_call: &'static str) -> Result<()> {
    #[cfg(feature = "fault")]
    if let Some(errno) = crate::fault::failure(_call) {
        return Err(Error::new(_call, errno));
    }
    Ok(())
}
