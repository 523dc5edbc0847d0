// A parent and its child talk: by JSON, and by what structured clones can hold.
const { fork } = require('child_process');

if (process.argv[2] === 'child') {
  process.on('message', (message) => {
    if (message === 'end') return process.disconnect();
    process.send({ got: message, date: message?.date instanceof Date, map: message?.map instanceof Map });
  });
  process.on('disconnect', () => { process.exitCode = process.connected || process.channel ? 1 : 42; });
  process.send({ connected: process.connected, argv: process.argv.slice(2), fd: process.env.NODE_CHANNEL_FD });
} else {
  const messages = [
    'text', 1.5, true, null, { deep: [{ nested: 'ü€😀' }] }, 'line\nbreak', { date: new Date(5) }, 'x'.repeat(200000),
  ];
  const rich = [
    { date: new Date(5), map: new Map([[1, { a: 1 }]]), set: new Set('ab'), re: /x+/gi, big: -(2n ** 70n) },
    [new Uint8Array([1, 2, 3]), Buffer.from('bytes'), new Float64Array([0.5]), new Error('told'), undefined, , -0],
    Object.assign([1, 2], { extra: true }),
  ];
  const circle = { name: 'circle' };
  circle.self = circle;

  const talk = (serialization, list, next) => {
    const child = fork(__filename, ['child', serialization], { serialization });
    console.log(child.connected, typeof child.send, child.stdout, child.stdio.length);
    child.on('message', (message) => {
      const text = message.got;
      if (typeof text === 'string' && text.length > 100) message.got = text.length;
      if (message.got?.[3] instanceof Error) message.got[3] = [message.got[3].name, message.got[3].message];
      console.log(message);
      if (list.length > 0) console.log(child.send(list.shift()));
      else if (child.connected) child.send('end');
    });
    let disconnected = false;
    child.on('disconnect', () => {
      disconnected = true;
      try {
        child.disconnect();
      } catch (error) {
        console.log(error);
      }
    });
    child.on('error', (error) => console.log(error.code, error.message));
    child.on('close', (code, signal) => {
      console.log('close', code, signal, child.connected, disconnected);
      console.log(child.send('late', (error) => {
        console.log(error.code);
        next?.();
      }));
    });
  };
  talk('json', messages, () => talk('advanced', [...rich, circle]));
}
