// windows-1252, which the web means by Latin-1 and ASCII: the bytes from 0x80 to 0x9f are typographic signs.

const codec = require('buffer/native');

const latin1 = 2;
const signs = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

exports.Latin1Decoder = class Latin1Decoder {
  decode(bytes) {
    const text = codec.text(bytes, latin1, 0, bytes.length);
    return text.replace(/[\x80-\x9f]/g, (sign) => signs[sign.charCodeAt(0) - 0x80]);
  }
};
