// The shortest way from one list to another, after Eugene Myers (1986): ever more edits are allowed, and for
// each diagonal of the grid of both lists it is noted how far one gets.
//
// The result lists [operation, value] in order: 1 only in `actual`, −1 only in `expected`, 0 in both.

const onlyActual = 1;
const onlyExpected = -1;
const inBoth = 0;
Object.assign(exports, { onlyActual, onlyExpected, inBoth });

// With `looseCommas`, a comma at the end of a line does not count.
exports.diff = function diff(actual, expected, looseCommas = false) {
  const same = looseCommas ? sameButComma : (a, b) => a === b;
  const max = actual.length + expected.length;
  // reach[diagonal + max] is the furthest x on the diagonal x − y; one copy is kept for each number of edits.
  const reach = new Int32Array(2 * max + 2);
  const history = [];
  for (let edits = 0; edits <= max; edits++) {
    history.push(reach.slice());
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const above = comesFromAbove(reach, diagonal, edits, max);
      let x = above ? reach[diagonal + 1 + max] : reach[diagonal - 1 + max] + 1;
      let y = x - diagonal;
      for (; x < actual.length && y < expected.length && same(actual[x], expected[y]); y++) x++;
      reach[diagonal + max] = x;
      if (x >= actual.length && y >= expected.length) {
        return walkBack(history, actual, expected, looseCommas);
      }
    }
  }
};

function sameButComma(a, b) {
  return a === b || `${a},` === b || a === `${b},`;
}

function comesFromAbove(reach, diagonal, edits, max) {
  if (diagonal === -edits) return true;
  return diagonal !== edits && reach[diagonal - 1 + max] < reach[diagonal + 1 + max];
}

function walkBack(history, actual, expected, looseCommas) {
  const max = actual.length + expected.length;
  const result = [];
  let x = actual.length;
  let y = expected.length;
  for (let edits = history.length - 1; edits >= 0; edits--) {
    const reach = history[edits];
    const diagonal = x - y;
    const before = comesFromAbove(reach, diagonal, edits, max) ? diagonal + 1 : diagonal - 1;
    const beforeX = reach[before + max];
    const beforeY = beforeX - before;
    while (x > beforeX && y > beforeY) {
      x--;
      y--;
      // Of two lines that differ in their comma, the one with it is shown.
      result.push([inBoth, looseCommas && !actual[x].endsWith(',') ? expected[y] : actual[x]]);
    }
    if (edits === 0) break;
    result.push(x > beforeX ? [onlyActual, actual[--x]] : [onlyExpected, expected[--y]]);
  }
  return result.reverse();
}
