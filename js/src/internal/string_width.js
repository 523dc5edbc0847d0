// How many columns of a terminal a text takes, and the text without the sequences that control the terminal.

const { validateString } = require('internal/validators');

// Operating system commands up to their terminator, and control sequences with their parameters.
const controlSequences = new RegExp(
  '(?:\\u001B\\][\\s\\S]*?(?:\\u0007|\\u001B\\u005C|\\u009C))' +
  '|[\\u001B\\u009B][[\\]()#;?]*(?:\\d{1,4}(?:[;:]\\d{0,4})*)?[\\dA-PR-TZcf-nq-uy=><~]', 'g');

exports.stripVTControlCharacters = function stripVTControlCharacters(str) {
  validateString(str, 'str');
  if (!str.includes('\u001b') && !str.includes('\u009b')) return str;
  return str.replace(controlSequences, '');
};

exports.getStringWidth = function getStringWidth(text, removeControls = true) {
  if (removeControls) text = exports.stripVTControlCharacters(text);
  if (!/[^ -~]/.test(text)) return text.length;
  let width = 0;
  for (const character of text.normalize('NFC')) width += characterWidth(character.codePointAt(0), character);
  return width;
};

// East Asian wide and fullwidth characters (Unicode 17, first and last of each range); the emoji among them
// are told by their own property.
const wide = ('1100-115f 2329-232a 2630-2637 268a-268f 2e80-303e 3041-3247 3250-a4c6 a960-a97c ac00-d7a3 f900-faff ' +
  'fe10-fe19 fe30-fe6b ff01-ff60 ffe0-ffe6 16fe0-18df2 1aff0-1b2fb 1d300-1d376 1f200-1f265 20000-2fffd 30000-3fffd')
  .split(' ').map((range) => range.split('-').map((code) => Number.parseInt(code, 16)));

function characterWidth(code, character) {
  if (code < 127) return code >= 32 ? 1 : 0;
  if (code === 0xad) return 1;   // The soft hyphen is a control character that is seen.
  if (code >= 0x1100 && wide.some((range) => code >= range[0] && code <= range[1])) return 2;
  if (/\p{Emoji_Presentation}/u.test(character)) return 2;
  return /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u.test(character) ? 0 : 1;
}

exports.isZeroWidthCodePoint = (code) => characterWidth(code, String.fromCodePoint(code)) === 0;
