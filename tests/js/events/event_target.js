//@ node: 26
// Event, EventTarget, AbortController and AbortSignal.
const log = (...words) => console.log(words.join(' '));
const caught = (fn) => { try { fn(); return 'nothing'; } catch (error) { return `${error.name} ${error.code}`; } };

const target = new EventTarget();
const object = { handleEvent(event) { log('object', this === object, event.target === target); } };
target.addEventListener('a', object);
target.addEventListener('a', object);
target.addEventListener('a', object, { capture: true });
target.addEventListener('a', function once() { log('once', this === target); }, { once: true });
target.addEventListener('a', (event) => { event.preventDefault(); log('passive', event.defaultPrevented); }, { passive: true });
target.addEventListener('a', (event) => { event.preventDefault(); log('prevented', event.defaultPrevented); });
log(target.dispatchEvent(new Event('a', { cancelable: true })));
target.removeEventListener('a', object);
target.addEventListener('a', (event) => event.stopImmediatePropagation());
target.addEventListener('a', () => log('never'));
const event = new Event('a');
log(target.dispatchEvent(event), event.eventPhase, event.currentTarget, event.target === target, event.isTrusted);
log(caught(() => target.dispatchEvent({})), caught(() => new Event()), caught(() => target.addEventListener('x')));
log(caught(() => target.addEventListener('x', 'text')), Object.prototype.toString.call(event));
log(new CustomEvent('c', { detail: 7 }).detail, new CustomEvent('c').detail);

const ac = new AbortController();
const scoped = new EventTarget();
scoped.addEventListener('s', () => log('scoped'), { signal: ac.signal });
scoped.dispatchEvent(new Event('s'));
ac.signal.onabort = (e) => log('onabort', e.type, e.isTrusted, ac.signal.aborted);
log(ac.signal.aborted, ac.signal.reason);
ac.abort();
ac.abort('again');
scoped.dispatchEvent(new Event('s'));
log(ac.signal.reason.name, ac.signal.reason.code, ac.signal.reason.message);
log(caught(() => ac.signal.throwIfAborted()), caught(() => new AbortSignal()));
log(AbortSignal.abort('why').reason, AbortSignal.abort().aborted);

const one = new AbortController();
const two = new AbortController();
const any = AbortSignal.any([one.signal, two.signal]);
const nested = AbortSignal.any([any]);
nested.addEventListener('abort', () => log('nested', nested.reason, any.aborted));
any.addEventListener('abort', () => log('any', any.reason, nested.aborted));
two.abort('second');
one.abort('first');
log(AbortSignal.any([AbortSignal.abort(1), AbortSignal.abort(2)]).reason, AbortSignal.any([]).aborted);

const late = AbortSignal.timeout(5);
late.addEventListener('abort', () => log(late.reason.name, late.reason.code, late.reason.message));
setTimeout(() => {}, 50);
