// The verbs, for all files of the room.
module.exports = native;
