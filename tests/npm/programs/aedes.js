// aedes, a broker of MQTT, and mqtt, its client: both in this process, over a socket between them.
const net = require('net');
const mqtt = require('mqtt');
const { Aedes } = require('aedes');

const reached = (emitter, name) => new Promise((resolve) => emitter.once(name, (...values) => resolve(values)));

(async () => {
  const broker = await Aedes.createBroker({ id: 'broker' });
  broker.authenticate = (client, username, password, done) => {
    if (username === 'ada' && String(password) === 'secret') return done(null, true);
    done(Object.assign(new Error('who are you?'), { returnCode: 4 }), false);
  };
  broker.authorizePublish = (client, packet, done) => {
    done(packet.topic.startsWith('forbidden') ? new Error('not there') : null);
  };
  const server = net.createServer(broker.handle);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `mqtt://127.0.0.1:${server.address().port}`;

  const stranger = mqtt.connect(url, { reconnectPeriod: 0 });
  const [refusal] = await reached(stranger, 'error');
  console.log('stranger:', refusal.code, refusal.message);
  stranger.end(true);

  const account = { username: 'ada', password: 'secret' };
  const listener = await mqtt.connectAsync(url, { ...account, clientId: 'listener' });
  console.log(await listener.subscribeAsync({ 'house/+/light': { qos: 1 }, 'retained/#': { qos: 0 } }));
  const heard = [];
  const five = new Promise((resolve) => {
    listener.on('message', (topic, payload, packet) => {
      heard.push(`${topic} ${payload} ${packet.qos} ${packet.retain}`);
      if (heard.length === 5) resolve();
    });
  });

  const speaker = await mqtt.connectAsync(url, {
    ...account, clientId: 'speaker', will: { topic: 'house/speaker/light', payload: 'gone', qos: 1 },
  });
  for (const room of ['kitchen', 'hall']) await speaker.publishAsync(`house/${room}/light`, 'on', { qos: 2 });
  await speaker.publishAsync('house/hall/heat', 'nobody hears this');
  await speaker.publishAsync('retained/a', 'kept', { retain: true, qos: 1 });
  await broker.publish({ topic: 'house/broker/light', payload: 'from the broker itself', qos: 1 }, () => {});
  speaker.stream.destroy();
  await five;
  console.log(heard.sort().join('\n'));
  speaker.end(true);

  const late = mqtt.connect(url, { ...account, clientId: 'late' });
  late.subscribe('retained/#');
  const [topic, payload, packet] = await reached(late, 'message');
  console.log('late:', topic, String(payload), packet.retain);
  const closed = reached(late, 'close');
  late.publish('forbidden/x', 'y', { qos: 1 });
  await closed;
  console.log('the broker closes on what is forbidden');
  late.end(true);
  await listener.endAsync();
  await new Promise((resolve) => broker.close(resolve));
  server.close(() => console.log('closed'));
})();
