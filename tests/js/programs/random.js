// Everything that is random, a line each. Arguments: a folder for temporary folders.
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

const folder = process.argv[2];
const made = (name) => {
  fs.rmdirSync(name);
  return path.basename(name);
};

(async () => {
  console.log('Math', Math.random(), Math.random());
  console.log('realm', require('vm').runInNewContext('Math.random()'));
  console.log('randomBytes', crypto.randomBytes(8).toString('hex'));
  console.log('later', await new Promise((resolve) => crypto.randomBytes(8, (error, bytes) => resolve(bytes.toString('hex')))));
  console.log('fill', crypto.randomFillSync(new Uint16Array(2)).join());
  console.log('fill later', await new Promise((resolve) => crypto.randomFill(Buffer.alloc(8), (error, bytes) => resolve(bytes.toString('hex')))));
  console.log('int', crypto.randomInt(1e12), crypto.randomInt(1e9, 1e12));
  console.log('uuid', crypto.randomUUID(), crypto.randomUUID({ disableEntropyCache: true }), globalThis.crypto.randomUUID());
  console.log('web', globalThis.crypto.getRandomValues(new Uint32Array(2)).join(), crypto.getRandomValues(new Uint8Array(8)).join());
  const key = await globalThis.crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
  console.log('key', Buffer.from(await globalThis.crypto.subtle.exportKey('raw', key)).toString('hex'));
  console.log('folder', made(fs.mkdtempSync(path.join(folder, 'a-'))), made(await fs.promises.mkdtemp(path.join(folder, 'b-'))));
  console.log('blob', URL.createObjectURL(new Blob(['x'])));
})();
