// What Node has and evloop does not have yet, in rooms that programs load before they know whether they will need it: clients of
// databases load `tls` for connections that nobody may ask for. The names are there, and say at their use what is absent.

const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');

// Puts functions of these names on a room's exports; each throws, called or constructed.
module.exports = function absent(exports, room, names) {
  for (const name of names) {
    // A function of its own kind, so that it may also be a base class.
    exports[name] = { [name]: function() {
      throw new ERR_METHOD_NOT_IMPLEMENTED(`${room}.${name}()`);
    } }[name];
  }
};
