// The loader's natives, for the files of this room.
module.exports = native;
