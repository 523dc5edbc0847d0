// How tests run: one after the other unless a test allows more, each with its hooks, and reported in the order in which
// they were declared.

const { validateNumber, validateAbortSignal, validateUint32, validateFunction } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { failure } = require('test/failure');
const { now } = require('perf_hooks/clock');

// Suites whose function runs right now, outermost first: what is declared belongs to the last.
const collecting = [];

function currentParent() {
  return collecting.at(-1) ?? root;
}

function nameOf(name, fn) {
  if (typeof name === 'string' && name !== '') return name;
  return fn?.name || '<anonymous>';
}

class Test {
  subtests = [];
  waiting = [];
  active = 0;
  reportedUpTo = 0;
  hooks = { before: [], after: [], beforeEach: [], afterEach: [] };
  diagnostics = [];
  error = null;
  passed = false;
  finished = false;
  began = false;
  planned = undefined;
  asserted = 0;
  isSuite = false;
  collects = false;

  constructor({ name, fn, parent, options, place }) {
    const { concurrency, only, signal, skip, timeout, todo, plan } = options;
    checkOptions({ concurrency, signal, timeout, plan });
    if (fn !== undefined && fn !== null) validateFunction(fn, 'fn');
    this.name = nameOf(name, fn);
    this.parent = parent;
    this.nesting = parent === null ? -1 : parent.nesting + 1;
    this.fn = fn ?? (() => {});
    this.skip = skip;
    this.todo = todo;
    this.only = only;
    this.place = place;
    this.timeout = timeout ?? parent?.timeout;
    this.outerSignal = signal;
    this.expected = plan;
    this.controller = undefined;
    this.limit = limitOf(concurrency, parent);
    if (skip || todo) this.directive = skip ? 'skip' : 'todo';
  }

  get fullName() {
    return this.parent === null || this.parent === root ? this.name : `${this.parent.fullName} > ${this.name}`;
  }

  add(subtest) {
    if (this.finished && this !== root) {
      subtest.error = failure('test could not be started because its parent finished', 'parentAlreadyFinished');
      subtest.finished = true;
      subtest.late = true;
    }
    this.subtests.push(subtest);
    subtest.number = this.subtests.length;
    if (this !== root && this.planned !== undefined) this.asserted++;
    return subtest;
  }

  addHook(name, fn, options) {
    this.hooks[name].push({ fn, options, done: undefined });
  }

  // Runs when the parent lets it.
  start() {
    if (this.finished) {
      require('test/report').settled(this);
      return Promise.resolve();
    }
    if (this.parent.active < this.parent.limit && this.parent.ready) {
      this.parent.active++;
      return this.run();
    }
    const turn = Promise.withResolvers();
    this.parent.waiting.push({ test: this, turn });
    return turn.promise;
  }

  get ready() {
    return true;
  }

  next() {
    this.active--;
    while (this.active < this.limit && this.waiting.length > 0) {
      const { test, turn } = this.waiting.shift();
      this.active++;
      test.run().then(turn.resolve, turn.reject);
    }
  }

  async run() {
    this.began = true;
    this.startTime = now();
    running.add(this);
    try {
      if (!this.skipped()) {
        await this.parent.runOnce('before');
        await this.around('beforeEach');
        await this.body();
        this.checkPlan();
      }
    } catch (error) {
      this.fail(error);
    }
    await this.cleanUp();
    running.delete(this);
    this.finish();
  }

  skipped() {
    if (this.skip) return true;
    if (filterOnly(this)) {
      this.directive = 'skip';
      this.skip = "'only' option not set";
      return true;
    }
    return false;
  }

  // The test's own function, for as long as it may take.
  async body() {
    const context = this.context = new (require('test/context').TestContext)(this);
    const stop = require('test/limits').stopper(this);
    try {
      await Promise.race([stop.promise, this.call(context)]);
      if (this.planWait !== undefined) await Promise.race([stop.promise, this.planWait()]);
    } finally {
      stop.done();
    }
    const open = this.subtests.filter((subtest) => !subtest.finished);
    for (const subtest of open) subtest.cancel();
  }

  call(context) {
    return callTest(this.fn, context, context);
  }

  cancel(why = failure('test did not finish before its parent and was cancelled', 'cancelledByParent')) {
    if (this.finished) return;
    this.fail(why);
    this.cancelled = true;
    for (const subtest of this.subtests) subtest.cancel();
    this.interrupt?.(this.error);
    if (!this.began) {
      this.startTime ??= now();
      this.finish();
    }
  }

  async cleanUp() {
    try {
      if (this.began && !this.skip) {
        await this.around('afterEach');
        await this.runAll('after');
      }
      this.mockTracker?.reset();
    } catch (error) {
      this.fail(error);
    }
    this.controller?.abort();
  }

  fail(error) {
    if (this.error !== null) return;
    this.error = error?.code === 'ERR_TEST_FAILURE' ? error : failure(error, 'testCodeFailure');
  }

  checkPlan() {
    if (this.planned === undefined || this.planned === this.asserted) return;
    throw failure(`plan expected ${this.planned} assertions but received ${this.asserted}`, 'testCodeFailure');
  }

  // Hooks around each subtest, from the outside in.
  async around(name) {
    const chain = [];
    for (let one = this.parent; one !== null; one = one.parent) chain.unshift(one);
    if (name === 'afterEach') chain.reverse();
    for (const one of chain) {
      for (const hook of one.hooks[name]) await this.callHook(hook, name);
    }
  }

  async callHook(hook, name) {
    this.context ??= new (require('test/context').TestContext)(this);
    const stop = require('test/limits').stopper({ timeout: hook.options.timeout, outerSignal: hook.options.signal });
    try {
      await Promise.race([stop.promise, callTest(hook.fn ?? (() => {}), this.context, this.context)]);
    } catch (error) {
      throw failure(error, 'hookFailed', `failed running ${name} hook`);
    } finally {
      stop.done();
    }
  }

  async runOnce(name) {
    for (const hook of this.hooks[name]) await (hook.done ??= this.callHook(hook, name));
    if (this.parent !== null && name === 'before') await this.parent.runOnce(name);
  }

  async runAll(name) {
    for (const hook of this.hooks[name].splice(0)) await this.callHook(hook, name);
  }

  finish() {
    this.finished = true;
    this.endTime = now();
    const failed = this.subtests.filter((subtest) => subtest.error !== null && !subtest.todo).length;
    if (failed > 0 && this.error === null) {
      this.error = failure(`${failed} subtest${failed > 1 ? 's' : ''} failed`, 'subtestsFailed');
    }
    this.passed = this.error === null;
    this.doneHooks?.();
    require('test/report').settled(this);
    this.parent.next();
    if (this.parent === root) root.subtestDone();
  }
}

// A group of tests. Its function declares them, at once.
class Suite extends Test {
  isSuite = true;

  start() {
    if (this.parent.finished) return super.start();
    if (!this.skip) this.declare();
    const started = this.parent.collects ? undefined : super.start();
    return started ?? Promise.resolve();
  }

  declare() {
    this.collects = true;
    collecting.push(this);
    let result;
    try {
      const context = this.context = new (require('test/context').SuiteContext)(this);
      result = Reflect.apply(this.fn, context, [context]);
    } catch (error) {
      this.fail(error);
    } finally {
      collecting.pop();
    }
    if (typeof result?.then !== 'function') {
      this.collects = true;
      return;
    }
    // An asynchronous suite goes on declaring: what it declares later is its own only until others begin.
    this.declared = result.then(undefined, (error) => this.fail(error));
  }

  async body() {
    await this.declared;
    if (this.error !== null) return;
    await this.runOnce('before');
    this.collects = false;
    const stop = require('test/limits').stopper(this);
    try {
      await Promise.race([stop.promise, Promise.all(this.subtests.map((subtest) => Test.prototype.start.call(subtest)))]);
    } finally {
      stop.done();
    }
  }

  // Suites are no tests: hooks around each test do not go around them.
  async around() {}
}

class Root extends Test {
  constructor() {
    super({ name: '<root>', fn: undefined, parent: null, options: {}, place: undefined });
    this.startTime = now();
    this.opened = false;
    this.limit = 1;
    process.nextTick(() => {
      // Everything at the file's top level has been declared.
      this.opened = true;
      this.active++;
      this.next();
    });
    process.on('uncaughtException', (error) => this.uncaught(error, 'uncaughtException'));
    process.on('unhandledRejection', (error) => this.uncaught(error, 'unhandledRejection'));
    process.on('beforeExit', () => this.end());
    process.on('exit', () => {
      this.end();
      require('test/report').summary(this);
    });
  }

  get ready() {
    return this.opened;
  }

  // What a running test has thrown outside of its function is its failure.
  uncaught(error, kind) {
    const test = [...running].findLast((one) => !one.isSuite) ?? [...running].at(-1);
    if (test === undefined) {
      require('test/report').stray(error, kind);
      process.exitCode = 1;
      return;
    }
    const why = failure(error, kind);
    test.fail(why);
    test.interrupt?.(why);
  }

  subtestDone() {
    if (this.hooks.after.length > 0 && this.active === 0 && this.waiting.length === 0) {
      this.runAll('after').catch((error) => this.fail(error));
    }
  }

  // The loop has nothing left to do: what is not through will never be.
  end() {
    const open = this.subtests.filter((subtest) => !subtest.finished);
    const why = () =>
      failure('Promise resolution is still pending but the event loop has already resolved', 'cancelledByParent');
    for (const subtest of open) subtest.cancel(why());
    if (this.hooks.after.length > 0) this.subtestDone();
  }
}

const running = new Set();

// Calls a test's function: one that takes two parameters is called back.
function callTest(fn, receiver, context) {
  if (fn.length < 2) return Promise.try(() => Reflect.apply(fn, receiver, [context]));
  return new Promise((resolve, reject) => {
    let called = false;
    const done = (error) => {
      if (called) {
        reject(failure('callback invoked multiple times', 'multipleCallbackInvocations'));
        return;
      }
      called = true;
      if (error) reject(error);
      else resolve();
    };
    const result = Reflect.apply(fn, receiver, [context, done]);
    if (typeof result?.then === 'function') {
      reject(failure('passed a callback but also returned a Promise', 'callbackAndPromisePresent'));
    }
  });
}

function checkOptions({ concurrency, signal, timeout, plan }) {
  if (typeof concurrency === 'number') validateUint32(concurrency, 'options.concurrency', true);
  else if (concurrency !== undefined && concurrency !== null && typeof concurrency !== 'boolean') {
    throw new ERR_INVALID_ARG_TYPE('options.concurrency', ['boolean', 'number'], concurrency);
  }
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  if (timeout !== undefined && timeout !== null && timeout !== Infinity) {
    validateNumber(timeout, 'options.timeout', 0, 2 ** 31 - 1);
    if (Number.isNaN(timeout)) throw new ERR_OUT_OF_RANGE('options.timeout', '>= 0', timeout);
  }
  if (plan !== undefined) validateNumber(plan, 'options.plan', 0);
}

// How many subtests may run at once.
function limitOf(concurrency, parent) {
  if (typeof concurrency === 'number') return concurrency;
  if (concurrency === true) return Infinity;
  if (concurrency === false || parent === null || parent.parent === null) return 1;
  return parent.limit === Infinity && parent.isSuite ? parent.limit : 1;
}

// With --test-only, or `runOnly(true)` in the parent, only those marked run.
function filterOnly(test) {
  if (!test.parent.onlySubtests) return false;
  return !test.only && !test.subtests.some((subtest) => subtest.only);
}

const root = new Root();

module.exports = { Test, Suite, root, currentParent, running };
