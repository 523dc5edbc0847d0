// What the programs are about: the sensor of a pressure vessel, and who wants to hear of it.

exports.READINGS = [3.1, 3.4, 9.7, 3.2];
exports.LIMIT = 8;

// What each consumer makes of a reading; nothing, if it does not concern it.
exports.CONSUMERS = {
  gauge: (bar) => `shows ${bar} bar`,
  alarm: (bar) => (bar > exports.LIMIT ? `rings at ${bar} bar` : undefined),
};
