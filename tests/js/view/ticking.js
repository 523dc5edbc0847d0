// The echo server beside a clock: it turns a hundred times a second.
require('./echo.js');
let ticks = 0;
setInterval(function tick() {
  ticks += 1;
}, 10);
