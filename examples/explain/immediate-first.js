// Reads its settings, and asks for two things to be done at once: one by a timer of zero, one by an immediate.
// Question: the timer is asked for first. Why does the immediate run first, each time?
'use strict';
const fs = require('fs');

fs.readFile(__filename, function settings(error) {
  if (error) throw error;
  setTimeout(function byTimer() { console.log('setTimeout 0'); }, 0);
  setImmediate(function byImmediate() { console.log('setImmediate'); });
});
