// ioredis, with a real Redis at REDIS_PORT.
const Redis = require('ioredis');

const { REDIS_PORT: port } = process.env;
const options = { host: '127.0.0.1', port, db: 1 };
const reached = (emitter, name) => new Promise((resolve) => emitter.once(name, (...values) => resolve(values)));

(async () => {
  const redis = new Redis(options);
  await redis.flushdb();
  console.log(await redis.set('name', 'Zoë 🎉'), await redis.get('name'), await redis.get('nothing'));
  console.log(await redis.set('lock', 'me', 'EX', 100, 'NX'), await redis.set('lock', 'you', 'EX', 100, 'NX'));
  console.log(await redis.mset({ a: 1, b: 2 }), await redis.mget('a', 'b', 'c'), await redis.incrby('a', 41));
  await redis.hset('user:1', { name: 'Ada', born: 1815 });
  console.log(await redis.hgetall('user:1'));
  await redis.rpush('list', ...Array.from({ length: 1000 }, (_, n) => n));
  console.log((await redis.lrange('list', 0, -1)).reduce((sum, n) => sum + Number(n), 0));
  await redis.zadd('board', 3, 'c', 1, 'a', 2, 'b');
  console.log(await redis.zrange('board', 0, -1, 'WITHSCORES'));
  await redis.setBuffer('bytes', Buffer.from([0, 255, 13, 10]));
  console.log(await redis.getBuffer('bytes'));
  const large = 'x'.repeat(1_000_000);
  await redis.set('large', large);
  console.log((await redis.get('large')) === large);

  const results = await redis.pipeline().set('p', 1).incr('p').lpush('p', 'wrong').get('p').exec();
  console.log(results.map(([error, value]) => (error ? error.message.split(' ')[0] : value)));
  console.log(await redis.multi().incr('m').incr('m').exec());
  await redis.call('NOSUCHCOMMAND').catch((error) => console.log(error.name, error.message.slice(0, 37)));

  redis.defineCommand('addAll', { numberOfKeys: 1, lua: `
    local sum = 0
    for _, n in ipairs(ARGV) do sum = sum + n end
    redis.call('SET', KEYS[1], sum)
    return sum
  ` });
  console.log(await redis.addAll('sum', 1, 2, 3), await redis.addAll('sum', 4), await redis.get('sum'));

  const found = [];
  for await (const keys of redis.scanStream({ match: 'user:*', count: 10 })) found.push(...keys);
  console.log('scan', found);

  const subscriber = new Redis(options);
  console.log(await subscriber.subscribe('news', 'weather'), await subscriber.psubscribe('log:*'));
  const messages = reached(subscriber, 'message');
  const patterns = reached(subscriber, 'pmessage');
  console.log(await redis.publish('news', 'extra'), await messages, await redis.publish('log:web', 'GET /'), await patterns);
  await subscriber.quit();

  // One waits for what the other one gives; and a connection that is cut is made anew.
  const waiting = new Redis(options);
  const popped = waiting.blpop('queue', 0);
  await redis.rpush('queue', 'work');
  console.log(await popped);
  const id = await waiting.client('ID');
  const again = reached(waiting, 'ready');
  await redis.client('KILL', 'ID', id);
  await again;
  console.log(await waiting.get('name'), (await waiting.client('ID')) !== id);
  waiting.disconnect();

  const stranger = new Redis({ ...options, port: 1, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  stranger.on('error', (error) => console.log(error.code, error.syscall));
  await stranger.get('x').catch((error) => console.log(error.message));
  await redis.flushdb();
  console.log(await redis.quit());
})();
