// What a terminal sends when keys are pressed: characters, and control sequences with names.

// name: the rest of the sequence, behind the escape character. What terminals send with modifiers in words of their own
// stands below.
const NAMES = {
  f1: 'OP [P [11~ [[A', f2: 'OQ [Q [12~ [[B', f3: 'OR [R [13~ [[C', f4: 'OS [S [14~ [[D', f5: '[15~ [[E',
  f6: '[17~', f7: '[18~', f8: '[19~', f9: '[20~', f10: '[21~', f11: '[23~', f12: '[24~',
  up: '[A OA', down: '[B OB', right: '[C OC', left: '[D OD', clear: '[E OE', end: '[F OF [4~ [8~', home: '[H OH [1~ [7~',
  insert: '[2~', delete: '[3~', pageup: '[5~ [[5~', pagedown: '[6~ [[6~',
  'paste-start': '[200~', 'paste-end': '[201~',
};
const SHIFTED = {
  up: '[a', down: '[b', right: '[c', left: '[d', clear: '[e', insert: '[2$', delete: '[3$', pageup: '[5$', pagedown: '[6$',
  home: '[7$', end: '[8$', tab: '[Z',
};
const CONTROLLED = {
  up: 'Oa', down: 'Ob', right: 'Oc', left: 'Od', clear: 'Oe', insert: '[2^', delete: '[3^', pageup: '[5^', pagedown: '[6^',
  home: '[7^', end: '[8^',
};

const keysByCode = new Map();
for (const [names, modifier] of [[NAMES], [SHIFTED, 'shift'], [CONTROLLED, 'ctrl']]) {
  for (const [name, list] of Object.entries(names)) {
    for (const code of list.split(' ')) keysByCode.set(code, { name, modifier });
  }
}

const ESCAPE = '\x1b';
const isDigit = (character) => character >= '0' && character <= '9';

// How many units of UTF-16 the character at `index` has, or the one before it.
function charLengthAt(text, index) {
  if (text.length <= index) return 1; // so that one may move past the end
  return text.codePointAt(index) > 0xffff ? 2 : 1;
}
function charLengthLeft(text, index) {
  if (index <= 0) return 0;
  return index > 1 && text.codePointAt(index - 2) > 0xffff ? 2 : 1;
}

// Takes characters by `next`, and emits 'keypress' for what they make. An empty one says that a sequence that has begun
// will not go on.
function* decodeKeys(stream) {
  for (;;) {
    let character = yield;
    let sequence = character;
    let escaped = false;
    const key = { sequence: null, name: undefined, ctrl: false, meta: false, shift: false };
    if (character === ESCAPE) {
      escaped = true;
      sequence += character = yield;
      if (character === ESCAPE) sequence += character = yield;
    }
    if (escaped && (character === 'O' || character === '[')) {
      const control = character === 'O' ? yield* afterO() : yield* afterBracket();
      sequence += control.text;
      nameControl(key, control.code, control.modifiers);
    } else {
      nameCharacter(key, character, escaped);
    }
    key.sequence = sequence;
    if (sequence.length !== 0 && (key.name !== undefined || escaped)) {
      stream.emit('keypress', escaped ? undefined : sequence, key);
    } else if (charLengthAt(sequence, 0) === sequence.length) {
      stream.emit('keypress', sequence, key);
    }
  }
}

// ESC O letter, or ESC O modifier letter
function* afterO() {
  let text = yield;
  let modifiers = 0;
  let letter = text;
  if (isDigit(letter)) {
    modifiers = Number(letter) - 1;
    text += letter = yield;
  }
  return { text, code: `O${letter}`, modifiers };
}

// ESC [ letter, ESC [ modifier letter, ESC [ number ; modifier end, and ESC [[ with one of them
function* afterBracket() {
  let character = yield;
  let text = character;
  let head = '[';
  if (character === '[') {
    head = '[[';
    text += character = yield;
  }
  const start = text.length - 1;
  for (let digits = 0; digits < 3 && isDigit(character); digits++) text += character = yield;
  if (character === ';') {
    text += character = yield;
    if (isDigit(character)) text += character = yield;
  }
  const command = text.slice(start);
  const numbered = /^(?:(\d\d?)(?:;(\d))?([~^$])|(\d{3}~))$/.exec(command);
  if (numbered !== null) {
    const [, number, modifier = 1, end, long] = numbered;
    return { text, code: head + (long ?? number + end), modifiers: modifier - 1 };
  }
  const lettered = /^(?:(?:\d;)?(\d))?([A-Za-z])$/.exec(command);
  if (lettered !== null) return { text, code: head + lettered[2], modifiers: (lettered[1] ?? 1) - 1 };
  return { text, code: head + command, modifiers: 0 };
}

function nameControl(key, code, modifiers) {
  const known = keysByCode.get(code);
  key.ctrl = (modifiers & 4) !== 0;
  key.meta = (modifiers & 10) !== 0;
  key.shift = (modifiers & 1) !== 0;
  key.code = code;
  key.name = known === undefined ? 'undefined' : known.name;
  if (known?.modifier !== undefined) key[known.modifier] = true;
}

const SPECIAL = {
  '\r': 'return', '\n': 'enter', '\t': 'tab', '\b': 'backspace', '\x7f': 'backspace', [ESCAPE]: 'escape', ' ': 'space',
};

function nameCharacter(key, character, escaped) {
  if (SPECIAL[character] !== undefined) {
    key.name = SPECIAL[character];
    key.meta = escaped;
  } else if (!escaped && character <= '\x1a') {
    key.name = String.fromCharCode(character.charCodeAt(0) + 96);
    key.ctrl = true;
  } else if (/^[0-9A-Za-z]$/.test(character)) {
    key.name = character.toLowerCase();
    key.shift = character >= 'A' && character <= 'Z';
    key.meta = escaped;
  } else if (escaped) {
    key.name = character.length > 0 ? undefined : 'escape';
    key.meta = true;
  }
}

module.exports = { decodeKeys, charLengthAt, charLengthLeft, ESCAPE };
