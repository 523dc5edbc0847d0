// The hidden parts of a console.

exports.kIsConsole = Symbol('kIsConsole');
// (fd, text): prints one line; fd 1 means output, 2 errors.
exports.kWrite = Symbol('kWrite');
// (fd): the options for inspect that suit the stream.
exports.kInspectOptions = Symbol('kInspectOptions');
// The blanks before each line, and how many a group adds.
exports.kIndentation = Symbol('kIndentation');
exports.kIndentationWidth = Symbol('kIndentationWidth');
exports.kCounts = Symbol('kCounts');
// Once a program uses diagnostics_channel: gives the channel of a name. Consoles tell what they are to print.
exports.diagnostics = { channel: undefined };
