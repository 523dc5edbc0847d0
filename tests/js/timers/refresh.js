// refresh() moves a timer's deadline behind one that was made later, and revives one that has fired.
let fired = 0;
const timer = setTimeout(() => {
  console.log('refreshed', ++fired);
  if (fired === 1) timer.refresh();
}, 20);
setTimeout(() => console.log('later one'), 20);
timer.refresh();
