// Marks, measures and who watches them.
//@ node: 24
const { performance, PerformanceObserver, createHistogram, timerify } = require('perf_hooks');
const observer = new PerformanceObserver((list, self) => {
  console.log(list.getEntries().map((entry) => `${entry.entryType} ${entry.name} ${entry.duration >= 0}`).sort());
  self.disconnect();
});
observer.observe({ entryTypes: ['mark', 'measure', 'function'] });
performance.mark('a', { startTime: 1, detail: { x: 1 } });
performance.mark('b', { startTime: 5 });
const measure = performance.measure('a to b', 'a', 'b');
console.log(measure.startTime, measure.duration, measure.detail);
console.log(performance.getEntriesByName('a')[0].toJSON());
timerify(function named() {})();
try { performance.measure('x', 'nothing'); } catch (error) { console.log(error.name, error.message); }
const histogram = createHistogram();
for (let i = 1; i <= 1000; i++) histogram.record(i);
console.log(histogram.min, histogram.max, histogram.mean, histogram.count, histogram.percentile(50), histogram.percentile(99));
console.log(performance.now() > 0, Math.abs(Date.now() - performance.timeOrigin - performance.now()) < 60000);
