// redis, the client of Redis' makers, with a real Redis at REDIS_PORT.
const { createClient, WatchError } = require('redis');

const { REDIS_PORT: port } = process.env;

(async () => {
  const client = createClient({ url: `redis://127.0.0.1:${port}/2` });
  client.on('error', (error) => console.log('error', error.message));
  await client.connect();
  await client.flushDb();
  console.log(await client.ping(), client.isReady);
  console.log(await client.set('name', 'Zoë', { EX: 100, NX: true }), await client.get('name'), await client.get('none'));
  console.log(await client.mSet({ a: '1', b: '2' }), await client.mGet(['a', 'b', 'c']), await client.incrBy('a', 41));
  await client.hSet('user', { name: 'Ada', born: 1815 });
  console.log({ ...await client.hGetAll('user') });
  await client.zAdd('board', [{ score: 2, value: 'b' }, { score: 1, value: 'a' }]);
  console.log(await client.zRangeWithScores('board', 0, -1));
  console.log(await Promise.all(Array.from({ length: 200 }, (_, n) => client.rPush('list', String(n)))).then((all) => all.at(-1)));
  console.log(await client.multi().set('m', '1').incr('m').get('m').exec());
  console.log(await client.eval('return {KEYS[1], ARGV[1]}', { keys: ['k'], arguments: ['v'] }));
  await client.sendCommand(['LPUSH', 'a', 'x']).catch((error) => console.log(error.constructor.name, error.message.split(' ')[0]));

  const found = [];
  for await (const keys of client.scanIterator({ MATCH: 'l*' })) found.push(...[keys].flat());
  console.log('scan', found);

  // A transaction that somebody disturbs.
  const other = await client.duplicate().connect();
  await other.watch('watched');
  await client.set('watched', 'disturbed');
  await other.multi().set('watched', 'mine').exec().catch((error) => console.log(error instanceof WatchError));

  const subscriber = await client.duplicate().connect();
  let heard;
  const message = new Promise((resolve) => { heard = resolve; });
  await subscriber.subscribe('news', (text, channel) => heard([channel, text]));
  console.log(await client.publish('news', 'extra'), await message);
  await subscriber.unsubscribe('news');
  console.log(await client.publish('news', 'nobody'));

  const popped = other.blPop('queue', 0);
  await client.rPush('queue', 'work');
  console.log({ ...await popped });
  const stream = await client.xAdd('events', '*', { kind: 'login' });
  console.log(/^\d+-\d+$/.test(stream), (await client.xRange('events', '-', '+')).map((entry) => ({ ...entry.message })));

  await client.flushDb();
  for (const each of [client, other, subscriber]) await each.close();
  console.log(client.isOpen);
  const stranger = createClient({ socket: { host: '127.0.0.1', port: 1, reconnectStrategy: false } });
  stranger.on('error', () => {});
  await stranger.connect().catch((error) => console.log(error.code));
})();
