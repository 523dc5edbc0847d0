// A sensor and its consumers as programs of their own, on one machine or on several, with a channel between them:
//
//     evloop run plant.js ROLE CHANNEL HOST:PORT
//
// ROLE is sensor, gauge or alarm; CHANNEL is net (channel.js), nats or redis. None of them knows where the others are.

const { READINGS, CONSUMERS } = require('./vessel');

const CHANNELS = { net: './channel', nats: './over_nats', redis: './over_redis' };
const [role, kind, where] = process.argv.slice(2);
const [host, port] = where.split(':');

async function produce(channel) {
  for (const bar of READINGS) channel.publish('pressure', { bar });
  channel.publish('pressure', { over: true });
  await channel.close();
}

async function consume(channel, act) {
  await channel.subscribe('pressure', ({ bar, over }) => {
    if (over) return channel.close();
    const did = act(bar);
    if (did !== undefined) console.log(role, did);
  });
  console.log(role, 'listens');
}

require(CHANNELS[kind]).connect({ host, port: Number(port) })
  .then((channel) => (role === 'sensor' ? produce(channel) : consume(channel, CONSUMERS[role])));
