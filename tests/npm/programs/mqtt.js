// mqtt, with a real mosquitto at MQTT_PORT.
const mqtt = require('mqtt');

const url = `mqtt://127.0.0.1:${process.env.MQTT_PORT}`;

(async () => {
  for (const protocolVersion of [4, 5]) {
    const listener = await mqtt.connectAsync(url, { protocolVersion, clientId: `listener-${protocolVersion}` });
    const base = `version/${protocolVersion}`;
    const granted = await listener.subscribeAsync({ [`${base}/+/light`]: { qos: 2 }, [`${base}/done`]: { qos: 1 } });
    console.log(granted.map(({ topic, qos }) => `${topic} ${qos}`));
    const heard = [];
    const done = new Promise((resolve) => {
      listener.on('message', (topic, payload, { qos, properties }) => {
        const user = JSON.stringify(properties?.userProperties);
        heard.push(`${topic} ${String(payload).slice(0, 20)} ${payload.length} ${qos} ${user}`);
        if (heard.length === 5) resolve();
      });
    });

    const speaker = await mqtt.connectAsync(url, { protocolVersion, clientId: `speaker-${protocolVersion}` });
    for (const qos of [0, 1, 2]) await speaker.publishAsync(`${base}/room${qos}/light`, `on 🎉 ${qos}`, { qos });
    await speaker.publishAsync(`${base}/hall/heat`, 'nobody hears this');
    await speaker.publishAsync(`${base}/large/light`, Buffer.alloc(200_000, 'x'), { qos: 1 });
    const properties = protocolVersion === 5 ? { userProperties: { by: 'speaker' } } : undefined;
    await speaker.publishAsync(`${base}/done`, '', { qos: 1, properties });
    await done;
    console.log(heard.sort().join('\n'));

    await speaker.publishAsync(`${base}/kept`, 'retained', { retain: true, qos: 1 });
    const late = await mqtt.connectAsync(url, { protocolVersion });
    const kept = new Promise((resolve) => late.once('message', (topic, payload, { retain }) => resolve([String(payload), retain])));
    await late.subscribeAsync(`${base}/kept`);
    console.log(await kept);
    await late.unsubscribeAsync(`${base}/kept`);
    await speaker.publishAsync(`${base}/kept`, '', { retain: true, qos: 1 });
    for (const client of [late, speaker, listener]) await client.endAsync();
    console.log(listener.connected);
  }
  const stranger = mqtt.connect('mqtt://127.0.0.1:1', { reconnectPeriod: 0 });
  stranger.on('error', (error) => console.log(error.code)).on('close', () => stranger.end());
})();
