// Milliseconds since the process began, and what the loop did with them.

const { uptime } = require('process/native');

const now = () => uptime() * 1000;
const timeOrigin = Date.now() - now();

// When the engine was asked for, could run JavaScript, had its loader, and was ready.
const [begun, empty, environment, ready] = native.milestones().map((ago) => now() - ago);
const milestones = { begun, empty, environment, ready, loopStart: -1, loopExit: -1 };

native.measure();
if (native.turns() > 0) milestones.loopStart = milestones.ready;
else process.nextTick(() => { milestones.loopStart = now(); });

// How long the loop slept, in milliseconds.
const idleTime = () => native.asleep();

// What libuv counts: the loop's turns, the events that it was told of, and those that it left for later, which it never does.
function loopCounts() {
  return { loopCount: native.turns(), events: native.events(), eventsWaiting: 0 };
}

function loopExit() {
  if (milestones.loopExit === -1 && process._exiting) milestones.loopExit = now();
  return milestones.loopExit;
}

module.exports = { now, timeOrigin, milestones, idleTime, loopCounts, loopExit, turns: native.turns };
