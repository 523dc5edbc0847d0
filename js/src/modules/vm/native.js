// The native half of `vm`, for its files.

module.exports = native;
