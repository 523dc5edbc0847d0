// The native half of process, for those built-in files that need it while process itself is being made.
module.exports = native;
