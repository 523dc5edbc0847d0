// The same end of a channel, over Redis by its official client: the middle is a Redis server.

const { createClient } = require('redis');

exports.connect = async function connect({ host, port }) {
  const redis = await createClient({ socket: { host, port } }).on('error', () => {}).connect();
  // A connection that listens can do nothing else.
  let listening;
  return {
    publish(subject, event) {
      redis.publish(subject, JSON.stringify(event)).catch(() => {});
    },
    async subscribe(subject, listener) {
      listening ??= redis.duplicate().on('error', () => {}).connect();
      await (await listening).subscribe(subject, (text) => listener(JSON.parse(text)));
    },
    async close() {
      await Promise.all([redis.close(), listening?.then((client) => client.close())]);
    },
  };
};
