// Whether somebody else made an event is told by the class, so that events have nothing of their own.
const { get, ...rest } = Object.getOwnPropertyDescriptor(Event.prototype, 'isTrusted');
console.log(typeof get, rest, Object.keys(new Event('x')), Object.hasOwn(new Event('x'), 'isTrusted'));
const controller = new AbortController();
controller.signal.addEventListener('abort', (event) => {
  event.isTrusted = false;
  console.log(event.isTrusted, new Event('x').isTrusted, new CustomEvent('y').isTrusted);
});
controller.abort();
console.log(JSON.stringify(structuredClone(new Event('x'))));
