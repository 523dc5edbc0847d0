// How late can a timer be?
const asked = performance.now();

for (let others = 0; others < 5; others++) {
  setTimeout(function due() {
    const late = performance.now() - asked - 100;
    const promised = others * 30 - 2; // two milliseconds for the clocks' rounding
    console.log(`after ${others} others: late by ${late >= promised ? 'at least' : 'less than'} ${others * 30} ms`);
    const end = performance.now() + 30;
    while (performance.now() < end);
  }, 100);
}
