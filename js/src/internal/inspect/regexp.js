// Colours for regular expressions: brackets by their depth, and letters, quantifiers and escapes each a few
// steps further in the palette, so that neighbours differ.

const standardPalette = ['green', 'red', 'yellow', 'cyan', 'magenta'];

exports.highlight = function highlight(source, colors, palette) {
  const names = palette?.length > 0 ? palette : standardPalette;
  const pairs = names.map((name) => colors[name]).filter((color) => color !== undefined);
  return new Highlighter(source, pairs).run();
};

class Highlighter {
  constructor(source, palette) {
    this.source = source;
    this.palette = palette;
    this.at = 0;
    this.depth = 0;
    this.out = '';
  }

  // Prints `text` in the colour of the depth, `deeper` steps on.
  put(text, deeper = 0) {
    const color = this.palette[(this.depth + deeper) % this.palette.length] ?? this.palette[0];
    this.out += `\u001b[${color[0]}m${text}\u001b[${color[1]}m`;
  }

  get next() { return this.source[this.at]; }
  get isAtEnd() { return this.at >= this.source.length; }

  takeWhile(test) {
    const start = this.at;
    while (!this.isAtEnd && test(this.next)) this.at++;
    return this.source.slice(start, this.at);
  }

  take(length) {
    const text = this.source.slice(this.at, this.at + length);
    this.at += length;
    return text;
  }

  run() {
    // Whatever the first character is, Node shows a slash: a class' name before it loses its first letter.
    this.put('/');
    this.at = 1;
    this.depth = 1;
    while (!this.isAtEnd && this.next !== '/') this.element();
    this.put('/', -1);
    this.at++;
    if (!this.isAtEnd) this.put(this.source.slice(this.at));
    return this.out;
  }

  element() {
    switch (this.next) {
      case '[': return this.characterClass();
      case '(': return this.openGroup();
      case ')': this.depth--; return this.put(this.take(1));
      case '{': return this.repetition();
      case '\\': return this.escape();
      case '|': case '+': case '*': case '?': case ',': case '^': case '$': return this.put(this.take(1), 3);
      case '.': return this.put(this.take(1), 2);
      default: return this.put(this.take(1), 1);
    }
  }

  characterClass() {
    this.put(this.take(1));
    this.depth++;
    while (!this.isAtEnd) {
      if (this.next === '\\') {
        this.escapeInClass();
      } else if (this.next === ']') {
        this.depth--;
        this.put(this.take(1));
        return;
      } else {
        const after = this.source[this.at + 1];
        const isRange = this.next === '-' && this.source[this.at - 1] !== '[' && after !== undefined && after !== ']';
        this.put(this.take(1), isRange ? 1 : 0);
      }
    }
  }

  escapeInClass() {
    let text = this.take(2);
    if (/^\\[upP]$/.test(text) && this.next === '{') return this.braced(`${text}{`, '}', 0);
    if (text[1] === 'x') text += this.take(2);
    this.put(text);
  }

  escape() {
    let text = this.take(2);
    const letter = text[1];
    if (/[upP]/.test(letter) && this.next === '{') return this.braced(`${text}{`, '}', 0);
    if (letter === 'k' && this.next === '<') return this.braced(`${text}<`, '>', 1);
    if (letter === 'x' && !this.isAtEnd) text += this.take(2);
    else if (/\d/.test(letter)) text += this.takeWhile((digit) => digit >= '0' && digit <= '9');
    this.put(text, 1);
  }

  // \u{…}, \p{…}, \k<…>: the brackets in the colour of the group around (`outer` steps back).
  braced(open, close, outer) {
    this.at++;
    const name = this.takeWhile((character) => character !== close);
    if (this.isAtEnd) {
      // Never closed: the bracket was a letter like others.
      this.put(open, 1);
      this.at -= name.length;
      return;
    }
    this.depth -= outer;
    this.put(open);
    this.put(name, 1);
    this.put(close);
    this.depth += outer;
    this.at++;
  }

  openGroup() {
    this.put(this.take(1));
    this.depth++;
    if (this.next !== '?') return;
    this.at++;
    const kind = /^(?:[:=!]|<[=!])/.exec(this.source.slice(this.at, this.at + 2));
    if (kind !== null) this.put(`?${this.take(kind[0].length)}`, -1);
    else if (this.next === '<') this.groupName();
    else this.put('?');
  }

  groupName() {
    this.at++;
    const name = this.takeWhile((character) => character !== '>');
    this.put('?<', -1);
    this.put(name);
    if (this.isAtEnd) return;
    this.put('>', -1);
    this.at++;
  }

  // {2}, {2,}, {2,3} and a lazy question mark behind.
  repetition() {
    const isDigit = (character) => character >= '0' && character <= '9';
    this.at++;
    const least = this.takeWhile(isDigit);
    if (least === '' && this.next !== ',' && !this.isAtEnd) {
      this.depth++;
      this.put('{');
      this.depth--;
      return;
    }
    if (least !== '' || this.next === ',') {
      this.put('{');
      this.depth++;
    }
    if (least !== '') this.put(least, 1);
    if (this.next === ',') this.put(this.take(1));
    const most = this.takeWhile(isDigit);
    if (most !== '') this.put(most, 1);
    if (this.next === '}') {
      this.depth--;
      this.put(this.take(1));
    }
    if (this.next === '?') this.put(this.take(1), 3);
  }
}
