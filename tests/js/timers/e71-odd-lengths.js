// Lengths that are no number of milliseconds all mean 1 ms, in the order of making. (Node warns of some on stderr.)
process.removeAllListeners('warning');
process.emitWarning = () => {};
const lengths = [NaN, -5, 2 ** 31, 1e20, Infinity, '1', undefined, null, {}, [], true, 0, 0.5, -Infinity, '', 'x'];
lengths.forEach((length, index) => setTimeout(() => console.log(index, String(length)), length));
