// The native half, for the other rooms that turn bytes into text and text into bytes.

module.exports = native;
