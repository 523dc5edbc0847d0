// os.constants: the system's numbers, by name.

const { signals } = require('internal/signals');
const { dlopen, errno } = require('os/native').constants();

const bare = (entries) => Object.assign({ __proto__: null }, entries);
const sorted = (numbers) => Object.fromEntries(Object.entries(numbers).sort(([a], [b]) => (a < b ? -1 : 1)));

module.exports = bare({
  UV_UDP_REUSEADDR: 4,
  dlopen: bare(dlopen),
  errno: bare(sorted(errno)),
  signals: Object.freeze(bare(signals)),
  priority: bare({
    PRIORITY_LOW: 19, PRIORITY_BELOW_NORMAL: 10, PRIORITY_NORMAL: 0, PRIORITY_ABOVE_NORMAL: -7, PRIORITY_HIGH: -14,
    PRIORITY_HIGHEST: -20,
  }),
});
