// A shop's day in no time: evloop run --virtual-time --seed 1 day.js
// Customers come when they like; the shop counts them each hour, and closes after a day.
let customers = 0;

function nextCustomer() {
  return setTimeout(() => {
    customers++;
    next = nextCustomer();
  }, Math.random() * 20 * 60 * 1000);
}
let next = nextCustomer();

const report = setInterval(() => console.log(new Date().toISOString(), `${customers} customers so far`), 60 * 60 * 1000);

setTimeout(() => {
  clearInterval(report);
  clearTimeout(next);
  console.log(`closed after ${performance.now() / 36e5} hours`);
}, 24 * 60 * 60 * 1000);
