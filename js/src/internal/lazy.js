// Properties whose value costs something to make, and that few programs read.

// Gives `object` a property that is made by `load` when it is first read, and is an ordinary one from then on.
module.exports = function lazy(object, name, load, enumerable) {
  const settle = (value) => {
    Object.defineProperty(object, name, { value, writable: true, enumerable, configurable: true });
  };
  Object.defineProperty(object, name, {
    get() {
      const value = load();
      settle(value);
      return value;
    },
    set: settle,
    enumerable,
    configurable: true,
  });
};
