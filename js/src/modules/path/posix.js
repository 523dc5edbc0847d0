// `path/posix`: the path module's own functions, whatever the system.
module.exports = require('path');
