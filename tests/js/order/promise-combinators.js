// The combinators settle in the order of the microtask queue.
const say = (name) => (value) => console.log(name, JSON.stringify(value));
const later = (value, turns) => turns === 0 ? Promise.resolve(value) : Promise.resolve().then(() => later(value, turns - 1));
Promise.all([later(1, 3), 2, later(3, 1)]).then(say('all'));
Promise.race([later('slow', 5), later('fast', 1)]).then(say('race'));
Promise.any([Promise.reject(1), later('any', 2)]).then(say('any'));
Promise.allSettled([Promise.reject('no'), later('yes', 1)]).then(say('allSettled'));
process.nextTick(() => console.log('tick'));
