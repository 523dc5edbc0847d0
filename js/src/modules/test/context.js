// What a test's function is given.

const { validateFunction, validateNumber, validateObject } = require('internal/validators');
const { Test, running } = require('test/runner');

class TestContext {
  #test;
  #assert;

  constructor(test) {
    this.#test = test;
  }

  get signal() {
    const test = this.#test;
    test.controller ??= new AbortController();
    const { outerSignal } = test;
    if (outerSignal !== undefined) {
      const abort = () => test.controller.abort(outerSignal.reason);
      if (outerSignal.aborted) abort();
      else outerSignal.addEventListener('abort', abort, { once: true });
    }
    return test.controller.signal;
  }

  get name() { return this.#test.name; }
  get fullName() { return this.#test.fullName; }
  get filePath() { return this.#test.place?.scriptName; }
  get error() { return this.#test.error; }
  get passed() { return this.#test.error === null && (this.#test.finished || running.has(this.#test)); }
  get attempt() { return 0; }
  get workerId() { return undefined; }

  get assert() {
    const test = this.#test;
    return this.#assert ??= require('test/assertions').forTest(this, () => { test.asserted++; });
  }

  get mock() {
    const { MockTracker } = require('test/mock');
    return this.#test.mockTracker ??= new MockTracker();
  }

  diagnostic(message) {
    this.#test.diagnostics.push(message);
  }

  plan(count, options = {}) {
    const test = this.#test;
    if (test.planned !== undefined) throw new Error('cannot set plan more than once');
    validateNumber(count, 'count', 0);
    validateObject(options, 'options');
    test.planned = count;
    const { wait } = options;
    if (wait === true || typeof wait === 'number') test.planWait = () => waitForPlan(test, wait);
  }

  skip(message) {
    this.#test.directive = 'skip';
    this.#test.skip = message ?? true;
  }

  todo(message) {
    this.#test.directive = 'todo';
    this.#test.todo = message ?? true;
  }

  runOnly(value) {
    this.#test.onlySubtests = !!value;
  }

  test(...args) {
    return require('test/declare').declare(Test, this.#test, args, {}).start();
  }

  before(fn, options = {}) { this.#test.addHook('before', fn, options); }
  after(fn, options = {}) { this.#test.addHook('after', fn, options); }
  beforeEach(fn, options = {}) { this.#test.addHook('beforeEach', fn, options); }
  afterEach(fn, options = {}) { this.#test.addHook('afterEach', fn, options); }

  // Asks again and again until the condition does not throw.
  waitFor(condition, options = {}) {
    validateFunction(condition, 'condition');
    validateObject(options, 'options');
    const { interval = 50, timeout = 1000 } = options;
    validateNumber(interval, 'options.interval', 0, 2 ** 31 - 1);
    validateNumber(timeout, 'options.timeout', 0, 2 ** 31 - 1);
    const { setTimeout, clearTimeout } = require('timers/internal');
    return new Promise((resolve, reject) => {
      let cause;
      let again;
      let over = false;
      const end = setTimeout(() => {
        over = true;
        clearTimeout(again);
        reject(Object.assign(new Error('waitFor() timed out'), cause === undefined ? {} : { cause }));
      }, timeout);
      const ask = async () => {
        try {
          const result = await condition();
          if (over) return;
          over = true;
          clearTimeout(end);
          resolve(result);
        } catch (error) {
          cause = error;
          if (!over) again = setTimeout(ask, interval);
        }
      };
      ask();
    });
  }
}

async function waitForPlan(test, wait) {
  const { setTimeout } = require('timers/promises');
  const end = typeof wait === 'number' ? Date.now() + wait : Infinity;
  while (test.asserted < test.planned) {
    if (Date.now() >= end) {
      const { failure } = require('test/failure');
      throw failure(`plan timed out after ${wait}ms with ${test.asserted} assertions when expecting ${test.planned}`,
        'testTimeoutFailure');
    }
    await setTimeout(1);
  }
}

class SuiteContext {
  #suite;

  constructor(suite) {
    this.#suite = suite;
  }

  get signal() {
    return (this.#suite.controller ??= new AbortController()).signal;
  }

  get name() { return this.#suite.name; }
  get fullName() { return this.#suite.fullName; }
  get filePath() { return this.#suite.place?.scriptName; }
  get passed() { return this.#suite.passed; }

  diagnostic(message) {
    this.#suite.diagnostics.push(message);
  }
}

module.exports = { TestContext, SuiteContext };
