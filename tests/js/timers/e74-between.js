// Scenario 74: between two timers ticks run; what they clear does not fire, and what they refresh is asked for once more.
const log = (...words) => console.log(words.join(' '));
const busy = (ms) => { for (const end = performance.now() + ms; performance.now() < end;); };

setTimeout(() => { log('a'); process.nextTick(() => clearTimeout(b)); }, 1);
const b = setTimeout(() => log('never'), 1);
setTimeout(() => { log('c'); Promise.resolve().then(() => clearTimeout(d)); }, 1);
const d = setTimeout(() => log('never'), 1);
setTimeout(() => { log('e'); process.nextTick(() => { f.refresh(); log('refreshed f'); }); }, 1);
const f = setTimeout(() => log('f'), 1);
setTimeout(() => { log('g'); process.nextTick(() => clearTimeout(h)); }, 1);
const h = setTimeout(() => log('never'), 2);
setTimeout(() => { log('i'); process.nextTick(() => { j.refresh(); log('refreshed j'); }); }, 2);
const j = setTimeout(() => { log('j'); immediates(); }, 3);
setTimeout(() => { log('k'); clearTimeout(l); clearTimeout(l); }, 4);
const l = setTimeout(() => log('never'), 4);
busy(20);

// The same between immediates.
function immediates() {
  const first = setImmediate(() => { log('first'); process.nextTick(() => clearImmediate(second)); });
  const second = setImmediate(() => log('never'));
  setImmediate(() => { log('third'); clearImmediate(first); clearImmediate(fourth); setImmediate(() => log('last')); });
  const fourth = setImmediate(() => log('never'));
  setImmediate(() => log('fifth'));
}
