// The native half of dgram, for all files of the room.
module.exports = native;
