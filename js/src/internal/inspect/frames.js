// Shortens the frames of a stack: what the cause's stack shows too, and recursion.

// Both stacks end in the same callers. The frames that follow each other in both are left out but for the
// first and the last.
exports.hideSharedFrames = function hideSharedFrames(ctx, frames, causeStack) {
  const start = causeStack.indexOf('\n    at');
  if (start === -1) return frames;
  const { 0: length, 1: offset } = exports.sharedRange(frames, causeStack.slice(start + 1).split('\n'));
  if (length === 0) return frames;
  const message = ctx.stylize(`    ... ${length - 2} lines matching cause stack trace ...`, 'undefined');
  return [...frames.slice(0, offset + 1), message, ...frames.slice(offset + length - 1)];
};

// The first run of more than three lines of `a` that is also in `b`: [length, index in a].
exports.sharedRange = function sharedRange(a, b) {
  for (let i = 0; i < a.length - 3; i++) {
    const other = b.indexOf(a[i]);
    if (other === -1) continue;
    let length = 1;
    const most = Math.min(a.length - i, b.length - other);
    while (length < most && a[i + length] === b[other + length]) length++;
    if (length > 3) return [length, i];
  }
  return [0, 0];
};

exports.collapseRepetitions = function collapseRepetitions(ctx, frames) {
  if (frames.length <= 10 || frames.length - new Set(frames).size <= 3) return frames;
  const output = [];
  for (let i = 0; i < frames.length;) {
    const { 0: period, 1: times } = bestRepetition(frames, i);
    if (period * times < 3) {
      output.push(frames[i++]);
      continue;
    }
    output.push(...frames.slice(i, i + period));
    const above = times > 1 ? `${period} lines ${times} times...` : 'lines ...';
    const message = `    ... collapsed ${period * times} duplicate lines matching above ${above}`;
    output.push(ctx.stylize(message, 'undefined'));
    i += period * (times + 1);
  }
  return output;
};

// How long is the block at `start` that is repeated right behind itself, and how often? The block that hides
// most lines counts; of equals the shortest.
function bestRepetition(frames, start) {
  const nextAfter = (index) => frames.indexOf(frames[start], index + 1);
  let best = [0, 0];
  for (let next = nextAfter(start); next !== -1; next = nextAfter(next)) {
    const period = next - start;
    let equal = 0;
    while (next + equal < frames.length && frames[next + equal] === frames[start + equal]) equal++;
    const times = Math.floor(equal / period);
    if (period * times > best[0] * best[1]) best = [period, times];
  }
  return best;
}
