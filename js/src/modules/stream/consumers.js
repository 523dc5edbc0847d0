// stream/consumers: everything that a stream, or any async iterable, gives, as one value.
// What is neither text nor bytes counts as the text that it turns into.

async function buffer(stream) {
  return Buffer.from(await arrayBuffer(stream));
}

async function arrayBuffer(stream) {
  const parts = [];
  let length = 0;
  for await (const chunk of stream) {
    const part = await bytesOf(chunk);
    parts.push(part);
    length += part.length;
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.buffer;
}

async function bytes(stream) {
  return new Uint8Array(await arrayBuffer(stream));
}

async function blob(stream) {
  const { Blob } = require('buffer');
  return new Blob([await arrayBuffer(stream)]);
}

async function text(stream) {
  const decoder = new TextDecoder();
  let all = '';
  for await (const chunk of stream) {
    if (typeof chunk === 'string') all += chunk;
    else all += decoder.decode(chunk, { stream: true });
  }
  return all + decoder.decode();
}

async function json(stream) {
  return JSON.parse(await text(stream));
}

async function bytesOf(chunk) {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  if (typeof chunk?.arrayBuffer === 'function') return new Uint8Array(await chunk.arrayBuffer()); // a Blob
  return Buffer.from(String(chunk));
}

module.exports = { arrayBuffer, blob, buffer, bytes, text, json };
