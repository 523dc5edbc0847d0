// The natives of this room. Names may be asked for as Buffers.
require('buffer');
module.exports = native;
