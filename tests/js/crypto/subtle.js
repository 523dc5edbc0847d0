// crypto.subtle: digests, HMAC keys and keys from passwords.
const { subtle } = globalThis.crypto;

const hex = (buffer) => Buffer.from(buffer).toString('hex');
const attempt = async (f) => {
  try {
    const value = await f();
    console.log(value instanceof ArrayBuffer ? hex(value) : value);
  } catch (error) {
    console.log(error.name, error.code, error.message, error instanceof DOMException);
  }
};

(async () => {
  const bytes = new Uint8Array([1, 2, 3, 4]);
  for (const name of ['SHA-1', 'sha-256', 'SHA-384', 'SHA-512']) await attempt(() => subtle.digest(name, bytes));
  await attempt(() => subtle.digest({ name: 'SHA-1' }, bytes.buffer));
  await attempt(() => subtle.digest('MD5', bytes));
  await attempt(() => subtle.digest('SHA-256'));

  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await subtle.importKey('raw', bytes, hmac, false, ['sign', 'verify']);
  console.log(key, key instanceof key.constructor, String(key));
  const signature = await subtle.sign('HMAC', key, Buffer.from('message'));
  console.log(hex(signature), await subtle.verify('HMAC', key, signature, Buffer.from('message')));
  console.log(await subtle.verify('HMAC', key, signature, Buffer.from('another')));
  console.log(await subtle.verify('HMAC', key, signature.slice(1), Buffer.from('message')));
  await attempt(() => subtle.exportKey('raw', key));
  await attempt(() => subtle.importKey('raw', new Uint8Array(0), hmac, false, ['sign']));
  await attempt(() => subtle.importKey('raw', bytes, hmac, false, []));
  await attempt(() => subtle.importKey('raw', bytes, { name: 'HMAC' }, false, ['sign']));
  await attempt(() => subtle.importKey('raw', bytes, { name: 'NOPE' }, false, ['sign']));
  const verifies = await subtle.importKey('raw', bytes, { name: 'HMAC', hash: { name: 'SHA-512' } }, true, ['verify']);
  await attempt(() => subtle.sign('HMAC', verifies, bytes));
  await attempt(() => subtle.exportKey('raw', verifies));
  const made = await subtle.generateKey(hmac, true, ['sign']);
  console.log(made.algorithm.length, (await subtle.exportKey('raw', made)).byteLength);

  const password = await subtle.importKey('raw', Buffer.from('password'), 'PBKDF2', false, ['deriveBits', 'deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: Buffer.from('salt'), iterations: 10 };
  await attempt(() => subtle.deriveBits(how, password, 256));
  await attempt(async () => subtle.exportKey('raw', await subtle.deriveKey(how, password, { ...hmac, length: 128 }, true, ['sign'])));
  await attempt(() => subtle.deriveBits({ ...how, iterations: 0 }, password, 64));
  await attempt(() => subtle.deriveBits(how, password, 63));
  await attempt(() => subtle.deriveBits({ ...how, salt: undefined }, password, 8));
  await attempt(() => subtle.importKey('raw', bytes, 'PBKDF2', true, ['deriveBits']));
  await attempt(() => subtle.importKey('raw', bytes, 'PBKDF2', false, ['sign']));
  console.log(require('util').types.isCryptoKey(password), require('util').types.isCryptoKey({}));
})();
