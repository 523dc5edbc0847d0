// Date and Math.random, where they shall not follow the system's clock and chance (--virtual-time, --seed). Nobody else loads
// this.

const { wall, random } = native;

function replaceDate(global) {
  const Real = global.Date;
  function Date(...args) {
    if (new.target === undefined) return new Real(wall()).toString();
    return Reflect.construct(Real, args.length === 0 ? [wall()] : args, new.target);
  }
  Object.defineProperties(Date, Object.getOwnPropertyDescriptors(Real));
  const hidden = { writable: true, enumerable: false, configurable: true };
  Object.defineProperty(Date, 'now', { value: function now() { return wall(); }, ...hidden });
  Object.defineProperty(Real.prototype, 'constructor', { value: Date, ...hidden });
  Object.defineProperty(global, 'Date', { value: Date, ...hidden });
}

function replaceRandom(global) {
  Object.defineProperty(global.Math, 'random', { value: random, writable: true, enumerable: false, configurable: true });
}

module.exports = function replaceIn(global) {
  if (wall !== undefined) replaceDate(global);
  if (random !== undefined) replaceRandom(global);
};
