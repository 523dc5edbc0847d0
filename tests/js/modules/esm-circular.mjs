// A circle of ES modules: functions are there at once, values not yet.
import { even } from './fixtures/even.mjs';
console.log(even(10), even(7));
