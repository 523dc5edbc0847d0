// The same in a timer's callback: the frames are the program's own.
setTimeout(function later() {
  console.log('timer');
  null.x;
}, 1);
setTimeout(() => console.log('never'), 50);
