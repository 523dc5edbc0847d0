// Waits until something is ready, by looking again "as soon as possible".
// Question: it is ready after 10 ms. Why does nobody see it, and what does the processor do?
'use strict';
let ready = false;
setTimeout(function prepare() { ready = true; }, 10);

function look() {
  if (ready) console.log('ready');
  else process.nextTick(look);
}
console.log('waiting');
look();
