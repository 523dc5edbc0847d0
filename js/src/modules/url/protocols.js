// What the older functions know of protocols.

// A host stands behind these, with or without slashes.
exports.SLASHED = /^(?:https?|ftp|gopher|file|wss?):?$/;
// And none behind this one.
exports.HOSTLESS = /^javascript:?$/i;
