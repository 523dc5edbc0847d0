// The native half of net, for all files of the room.
module.exports = native;
