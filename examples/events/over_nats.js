// The same end of a channel, over NATS by its official client: the middle is a nats-server, or a cluster of them.

const { connect: connectTo, JSONCodec } = require('nats');

exports.connect = async function connect({ host, port }) {
  const nats = await connectTo({ servers: `${host}:${port}` });
  const json = JSONCodec();
  return {
    publish(subject, event) {
      nats.publish(subject, json.encode(event));
    },
    async subscribe(subject, listener) {
      nats.subscribe(subject, { callback: (error, message) => { if (!error) listener(json.decode(message.data)); } });
      // Answered when the server has read what came before: then it knows of it.
      await nats.flush();
    },
    close: () => nats.drain(),
  };
};
