// `for await` over what is no async iterator, and what leaving it early does.
const turns = (async () => { for (let turn = 1; turn < 14; turn++) { await null; console.log('turn', turn); } })();

const byHand = {
  left: 3,
  [Symbol.asyncIterator]() { return this; },
  next() {
    console.log('next', this.left);
    return this.left-- > 0 ? { value: this.left, done: false } : { value: undefined, done: true };
  },
  return() {
    console.log('return');
    return {};
  },
};

async function* generator() {
  try {
    yield 1;
    yield Promise.resolve(2);
    yield 3;
  } finally {
    console.log('finally begins');
    await null;
    console.log('finally ends');
  }
}

(async () => {
  for await (const value of [Promise.resolve('a'), 'b', { then(resolve) { resolve('c'); } }]) console.log('array', value);
  for await (const value of byHand) {
    console.log('by hand', value);
    if (value === 1) break;
  }
  for await (const value of generator()) {
    console.log('generator', value);
    if (value === 2) break;
  }
  await turns;
  console.log('done');
})();

(async () => {
  const requests = generator();
  // Asked for all at once, they come one after the other.
  const all = await Promise.all([requests.next(), requests.next(), requests.return('end'), requests.next()]);
  console.log(all.map(({ value, done }) => `${value} ${done}`).join(', '));
})();
