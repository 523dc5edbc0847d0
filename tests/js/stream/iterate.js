// Readable.from, async iteration, the operators, the consumers, Duplex.from.
const { Readable, Duplex, PassThrough } = require('stream');
const { text, json, buffer, arrayBuffer } = require('stream/consumers');
const log = (...words) => console.log(words.map(String).join(' '));
const numbers = (n = 5) => Readable.from(Array.from({ length: n }, (unused, i) => i + 1));

async function main() {
  async function* letters() { try { yield 'a'; yield 'b'; yield 'c'; } finally { log('generator closed'); } }
  for await (const letter of Readable.from(letters())) {
    log(letter);
    if (letter === 'b') break;
  }
  for await (const chunk of Readable.from('whole')) log(chunk);
  for await (const chunk of Readable.from([Promise.resolve(1), 2])) log(chunk);
  try { Readable.from(5); } catch (error) { log(error.code); }
  await Readable.from([1, null]).toArray().catch((error) => log(error.code));

  const failing = new Readable({ read() { this.destroy(new Error('read failed')); } });
  try { for await (const chunk of failing) log(chunk); } catch (error) { log(error.message); }
  const kept = numbers();
  for await (const chunk of kept.iterator({ destroyOnReturn: false })) { log(chunk); break; }
  log(kept.destroyed, (await kept.toArray()).join());
  const broken = new PassThrough();
  setImmediate(() => broken.destroy());
  try { for await (const chunk of broken) log(chunk); } catch (error) { log(error.code); }

  log(await numbers().filter((n) => n % 2).map(async (n) => n * 10).toArray());
  log(await numbers().drop(1).take(2).toArray(), await numbers().flatMap((n) => [n, n]).toArray());
  log(await numbers().reduce((a, b) => a + b), await numbers().reduce((a, b) => a + b, 100));
  log(await numbers().some((n) => n > 4), await numbers().every((n) => n > 4), await numbers().find((n) => n > 3));
  await numbers(2).forEach((n) => log('each', n));
  let running = 0;
  let most = 0;
  const slow = numbers(6).map(async (n) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 7 - n));
    running--;
    return n;
  }, { concurrency: 3 });
  log(await slow.toArray(), most);
  await Readable.from([]).reduce((a, b) => a + b).catch((error) => log(error.code, error.message));
  await numbers().map(() => { throw new Error('mapper'); }).toArray().catch((error) => log(error.message));
  try { numbers().map(5); } catch (error) { log(error.code); }
  try { numbers().take(-1); } catch (error) { log(error.code, error.message); }

  log(await text(Readable.from(['h', 'i'])), (await json(Readable.from(['{"a"', ':1}']))).a);
  log(await buffer(Readable.from([Buffer.from('buf')])), (await arrayBuffer(Readable.from(['four']))).byteLength);

  const twice = Duplex.from(async function* (chunks) { for await (const chunk of chunks) yield `${chunk}${chunk}`; });
  twice.end('z');
  log(await text(twice), await text(Duplex.from(Promise.resolve('promised'))), await text(Duplex.from(['i', 'j'])));
  const front = Duplex.from({ readable: Readable.from(['out']), writable: new PassThrough() });
  log(front.readable, front.writable);
  front.destroy();
  front.on('error', (error) => log(error.name));
}
main();
