// nats, with a real nats-server at NATS_PORT.
const { connect, headers, JSONCodec, StringCodec, ErrorCode } = require('nats');

const servers = `127.0.0.1:${process.env.NATS_PORT}`;
const text = StringCodec();
const json = JSONCodec();

(async () => {
  const nc = await connect({ servers, name: 'demo' });
  console.log(nc.info.max_payload > 0, nc.isClosed());

  const subscription = nc.subscribe('house.*.light', { max: 3 });
  const heard = (async () => {
    const all = [];
    for await (const message of subscription) all.push(`${message.subject} ${text.decode(message.data)}`);
    return all;
  })();
  nc.publish('house.kitchen.light', text.encode('on'));
  nc.publish('house.kitchen.heat', text.encode('nobody hears this'));
  nc.publish('house.hall.light', text.encode('off'));
  nc.publish('house.cellar.light', text.encode('Zoë 🎉'));
  console.log(await heard);

  // A service that is asked.
  nc.subscribe('add', {
    callback(error, message) {
      const { a, b } = json.decode(message.data);
      const reply = headers();
      reply.set('answered-by', 'adder');
      message.respond(json.encode(a + b), { headers: reply });
    },
  });
  const answer = await nc.request('add', json.encode({ a: 3, b: 5 }), { timeout: 60_000 });
  console.log(json.decode(answer.data), answer.headers.get('answered-by'));
  await nc.request('nobody', text.encode('?'), { timeout: 60_000 }).catch((error) => {
    console.log(error.code === ErrorCode.NoResponders, error.message);
  });

  // A group, of which one hears each message.
  const workers = await Promise.all([1, 2, 3].map(() => connect({ servers })));
  let done = 0;
  let all;
  const finished = new Promise((resolve) => { all = resolve; });
  for (const worker of workers) {
    worker.subscribe('work', { queue: 'workers', callback: () => { if (++done === 100) all(); } });
    await worker.flush();
  }
  for (let n = 0; n < 100; n++) nc.publish('work', text.encode(String(n)));
  await finished;
  console.log('work done', done);
  await Promise.all(workers.map((worker) => worker.drain()));

  const large = new Uint8Array(900_000).fill(7);
  const echo = nc.subscribe('large', { max: 1 });
  nc.publish('large', large);
  for await (const message of echo) console.log(message.data.length, message.data.every((byte) => byte === 7));
  console.log(typeof (await nc.rtt()), nc.stats().inMsgs > 100);
  await nc.drain();
  console.log(nc.isClosed());
  await connect({ servers: '127.0.0.1:1', reconnect: false }).catch((error) => console.log(error.code));
})();
