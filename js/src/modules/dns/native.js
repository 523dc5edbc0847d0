// The native half of dns, for all files of the room.
module.exports = native;
