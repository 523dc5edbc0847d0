// The resolver that the functions of the module ask, in both its faces.

const { defaultHandle } = require('dns/questions');

// One of a class, around the channel that is the standard at present.
const face = (load) => {
  let made;
  return () => {
    made ??= Object.create(load().prototype, {
      _handle: { get: defaultHandle, enumerable: true },
    });
    return made;
  };
};

exports.callbacks = face(() => require('dns/resolver').Resolver);
exports.promises = face(() => require('dns/promises').Resolver);
