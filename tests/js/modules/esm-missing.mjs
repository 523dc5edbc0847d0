// An import that is not there: nothing runs.
import './fixtures/nowhere.mjs';
console.log('never');
