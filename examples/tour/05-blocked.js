// What happens when a callback blocks?
let beats = 0;
const heart = setInterval(function beat() { beats++; }, 20);

function work(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

setTimeout(function inOnePiece() {
  beats = 0;
  work(300);
  console.log('beats while it worked in one piece:', beats);
  beats = 0;
  inPieces(30);
}, 100);

function inPieces(left) {
  work(10);
  if (left > 1) return setImmediate(inPieces, left - 1);
  console.log('beats while it worked in pieces:', beats > 0 ? 'some' : 0);
  clearInterval(heart);
}
