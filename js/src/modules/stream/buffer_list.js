// Taking chunks out of a readable state's buffer.

const { OBJECT_MODE, DECODER } = require('stream/state');

// The next `n` bytes, characters, or one object; everything when `n` is 0 or NaN or more than there is.
function take(n, state) {
  if (state.length === 0) return null;
  const { buffer } = state;
  const first = state.bufferIndex;
  if (state.state & OBJECT_MODE) return shift(state);
  if (n && n < state.length) return takePart(n, state);
  let all;
  if (state.state & DECODER) {
    // Bytes that were put back with unshift() become text as well.
    all = '';
    for (let i = first; i < buffer.length; i++) all += buffer[i];
  } else if (buffer.length - first === 1) {
    all = buffer[first];
  } else {
    all = Buffer.concat(first === 0 ? buffer : buffer.slice(first), state.length);
  }
  state.clear();
  return all;
}

// The first chunk. Space in front is given back once in a while, since shifting an array of thousands is slow.
function shift(state) {
  const { buffer } = state;
  const chunk = buffer[state.bufferIndex];
  buffer[state.bufferIndex] = undefined;
  consume(state, state.bufferIndex + 1);
  return chunk;
}

function consume(state, index) {
  const { buffer } = state;
  if (index === buffer.length) {
    state.clear();
  } else if (index > 1024) {
    buffer.splice(0, index);
    state.bufferIndex = 0;
  } else {
    state.bufferIndex = index;
  }
}

function takePart(n, state) {
  const head = state.buffer[state.bufferIndex];
  if (n < head.length) {
    state.buffer[state.bufferIndex] = head.slice(n);
    return head.slice(0, n);
  }
  if (n === head.length) return shift(state);
  return state.state & DECODER ? takeCharacters(n, state) : takeBytes(n, state);
}

function takeBytes(n, state) {
  const { buffer } = state;
  let index = state.bufferIndex;
  const parts = [];
  let missing = n;
  while (missing > 0) {
    const chunk = buffer[index];
    if (chunk.length <= missing) {
      parts.push(chunk);
      missing -= chunk.length;
      buffer[index++] = undefined;
    } else {
      parts.push(chunk.slice(0, missing));
      buffer[index] = chunk.slice(missing);
      missing = 0;
    }
  }
  consume(state, index);
  return Buffer.concat(parts, n);
}

function takeCharacters(n, state) {
  const { buffer } = state;
  let index = state.bufferIndex;
  let text = '';
  while (text.length < n) {
    const chunk = buffer[index];
    const missing = n - text.length;
    if (chunk.length <= missing) {
      text += chunk;
      buffer[index++] = undefined;
    } else {
      text += chunk.slice(0, missing);
      buffer[index] = chunk.slice(missing);
    }
  }
  consume(state, index);
  return text;
}

module.exports = { take };
