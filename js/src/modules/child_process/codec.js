// Messages as bytes. 'json': a line each. 'advanced': the length in four bytes, then the message as `v8` serializes it.

const NEWLINE = 10;

class Codec {
  constructor(mode) {
    this.advanced = mode === 'advanced';
    this.rest = [];
    this.restLength = 0;
  }

  encode(message) {
    if (!this.advanced) {
      const text = JSON.stringify(message);
      // A text that JSON knows no word for.
      return Buffer.from(`${text}\n`);
    }
    const body = require('internal/serializer').serialize(message);
    const whole = Buffer.allocUnsafe(4 + body.length);
    whole.writeUInt32BE(body.length, 0);
    whole.set(body, 4);
    return whole;
  }

  // The messages that are complete with this chunk.
  decode(chunk) {
    return this.advanced ? this.frames(chunk) : this.lines(chunk);
  }

  lines(chunk) {
    const messages = [];
    let start = 0;
    for (let end; (end = chunk.indexOf(NEWLINE, start)) >= 0; start = end + 1) {
      const line = this.withRest(chunk.subarray(start, end));
      messages.push(JSON.parse(line.toString('utf8')));
    }
    this.keep(chunk.subarray(start));
    return messages;
  }

  frames(chunk) {
    const messages = [];
    this.keep(chunk);
    while (this.restLength >= 4) {
      if (this.rest.length > 1 && this.rest[0].length < 4) this.rest = [Buffer.concat(this.rest)];
      const length = this.rest[0].readUInt32BE(0);
      if (this.restLength < 4 + length) break;
      const whole = this.rest.length === 1 ? this.rest[0] : Buffer.concat(this.rest);
      messages.push(require('internal/serializer').deserialize(whole.subarray(4, 4 + length)));
      this.rest = [];
      this.restLength = 0;
      this.keep(whole.subarray(4 + length));
    }
    return messages;
  }

  keep(piece) {
    if (piece.length === 0) return;
    this.rest.push(piece);
    this.restLength += piece.length;
  }

  withRest(piece) {
    if (this.rest.length === 0) return piece;
    this.rest.push(piece);
    const whole = Buffer.concat(this.rest);
    this.rest = [];
    this.restLength = 0;
    return whole;
  }
}

module.exports = { Codec };
