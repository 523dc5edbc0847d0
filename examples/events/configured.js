// Push, consumers configured: the producer's settings say who shall hear of an event.

const { Consumer } = require('./consumer');
const { Producer } = require('./producer');
const { READINGS } = require('./vessel');

(async () => {
  const consumers = ['gauge', 'alarm'].map((name) => new Consumer(name));
  // The settings: written here by a program, elsewhere by somebody who must also think of it when a consumer moves.
  const settings = { consumers: await Promise.all(consumers.map((consumer) => consumer.start())) };

  const sensor = new Producer(settings.consumers);
  for (const bar of READINGS) sensor.push({ bar });
  sensor.end();

  await Promise.all(consumers.map((consumer) => consumer.done));
  for (const consumer of consumers) console.log(String(consumer));
})();
