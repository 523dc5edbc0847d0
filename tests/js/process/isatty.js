// Which descriptors are terminals; none of a test's are.
const { isatty } = require('tty');
console.log(isatty(0), isatty(1), isatty(500), isatty(-1), isatty(1.5), isatty('1'), isatty());
