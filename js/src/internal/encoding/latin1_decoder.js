// windows-1252, which the web means by Latin-1 and ASCII: the bytes from 0x80 to 0x9f are typographic signs.

const signs = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

exports.Latin1Decoder = class Latin1Decoder {
  decode(bytes) {
    let text = '';
    for (const byte of bytes) text += byte >= 0x80 && byte <= 0x9f ? signs[byte - 0x80] : String.fromCharCode(byte);
    return text;
  }
};
