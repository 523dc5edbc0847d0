// The native half of crypto, for all files of the room.
module.exports = native;
