// rxjs: values over time, from timers, events, promises and streams.
const { EventEmitter } = require('events');
const rx = require('rxjs');

const show = (name) => ({
  next: (value) => console.log(name, value),
  error: (error) => console.log(name, 'error', error.message),
  complete: () => console.log(name, 'complete'),
});
const done = (observable) => rx.lastValueFrom(observable, { defaultValue: 'empty' });

(async () => {
  rx.of(1, 2, 3).pipe(rx.map((n) => n * n), rx.filter((n) => n > 1)).subscribe(show('of'));
  await done(rx.interval(2).pipe(rx.take(3), rx.tap(show('interval'))));
  await done(rx.concat(rx.timer(5).pipe(rx.map(() => 'slow')), rx.from(Promise.resolve('promise'))).pipe(rx.tap(show('concat'))));

  const emitter = new EventEmitter();
  const events = rx.fromEvent(emitter, 'data').pipe(rx.takeUntil(rx.fromEvent(emitter, 'stop')), rx.bufferCount(2));
  events.subscribe(show('events'));
  for (const n of [1, 2, 3]) emitter.emit('data', n);
  emitter.emit('stop');
  console.log('listeners left', emitter.listenerCount('data'), emitter.listenerCount('stop'));

  const subject = new rx.BehaviorSubject('first');
  const subscription = subject.subscribe(show('subject'));
  subject.next('second');
  subscription.unsubscribe();
  subject.next('unheard');
  const replay = new rx.ReplaySubject(2);
  [1, 2, 3].forEach((n) => replay.next(n));
  replay.subscribe(show('replay'));

  let tries = 0;
  await done(rx.defer(() => (++tries < 3 ? rx.throwError(() => new Error(`try ${tries}`)) : rx.of(`after ${tries}`)))
    .pipe(rx.retry({ count: 3, delay: 1 }), rx.tap(show('retry'))));
  await done(rx.NEVER.pipe(rx.timeout(5), rx.catchError((error) => rx.of(error.name)), rx.tap(show('timeout'))));

  const inner = (letter) => rx.timer(2).pipe(rx.map(() => letter));
  await done(rx.from('abc').pipe(rx.concatMap(inner), rx.toArray(), rx.tap(show('concatMap'))));
  await done(rx.from('abc').pipe(rx.switchMap(inner), rx.tap(show('switchMap'))));
  await done(rx.from('aab').pipe(rx.groupBy((x) => x), rx.mergeMap((g) => g.pipe(rx.count(), rx.map((n) => [g.key, n]))),
    rx.tap(show('groupBy'))));
  await done(rx.combineLatest([rx.of(1, 2), rx.of('x')]).pipe(rx.tap(show('combineLatest'))));
  await done(rx.from(async function* () { yield 1; yield 2; }()).pipe(rx.scan((sum, n) => sum + n), rx.tap(show('scan'))));

  const order = [];
  rx.asapScheduler.schedule(() => order.push('asap'));
  rx.asyncScheduler.schedule(() => order.push('async'), 1);
  rx.queueScheduler.schedule(() => order.push('queue'));
  await new Promise((resolve) => setTimeout(resolve, 30));
  console.log(order);
  await rx.firstValueFrom(rx.EMPTY).catch((error) => console.log(error.name, error.message));
})();
