// What runs now and why, and the queues of what waits.

import { $, ahead, count, list, make, mark, put, thing } from './dom.js';

/** The queues of a State, each with the class that gives it the colour of its phase. */
const QUEUES = [
  ['timers', 'timers', 'by deadline'],
  ['pending', 'pending', ''],
  ['ready', 'poll', 'for poll'],
  ['check', 'check', 'immediates'],
  ['closing', 'closing', ''],
  ['ticks', 'ticks', 'nextTick'],
  ['microtasks', 'microtasks', 'promises'],
];

const shown = {};

export function build() {
  for (const [name, colour, remark] of QUEUES) {
    const number = make('span', 'count', '0');
    const head = make('h3', '', make('span', 'dot'), name, make('span', 'soft', remark), number);
    const items = make('ol', 'items');
    items.setAttribute('aria-label', name);
    const more = make('p', 'more soft');
    const box = make('div', `queue ${name}`, head, items, more);
    box.style.color = `var(--${colour})`;
    box.id = `queue-${name}`;
    $('queues').append(box);
    shown[name] = { box, number, items, more };
  }
}

export function show(state) {
  showStack(state);
  for (const [name] of QUEUES) {
    const queue = state.queues[name];
    const { box, number, items, more } = shown[name];
    put(number, count(queue.count));
    mark(box, 'empty', queue.count === 0);
    list(items, queue.items, name, freshItem, fillItem);
    const rest = queue.count - queue.items.length;
    put(more, rest > 0 ? `and ${count(rest)} more` : '');
  }
}

const freshItem = () => thing('li', 'span', 'label', 'id', 'when', 'bar');

/** A place in a program without its folders, which the card has. */
const brief = (text) => text.replace(/(^| )(?!node:)\S*\/(?=[^/ ]+:\d+:\d+$)/, '$1');

function fillItem(node, item) {
  const [label, id, when] = node.children;
  put(label, brief(item.label ?? item.site ?? item.id));
  put(id, item.label || item.site ? item.id : '');
  if (item.due === null || item.due === undefined) put(when, '');
}

/** How long each timer has to wait, as time goes by. True when there is one in sight, so that this must be called again. */
export function tick(state, now) {
  const { items } = shown.timers;
  let any = false;
  for (const [at, item] of state.queues.timers.items.entries()) {
    const node = items.children[at];
    if (item.due === null || item.due === undefined || !node) continue;
    any = true;
    const left = item.due - now;
    put(node.children[2], left > 0 ? `in ${ahead(left)}` : 'due');
    const whole = Math.max(1, item.due - item.since);
    node.children[3].style.transform = `scaleX(${Math.min(1, Math.max(0, 1 - left / whole)).toFixed(3)})`;
  }
  return any;
}

function showStack(state) {
  const next = state.run === 'paused' && state.next ? [{ ...state.next, coming: true }] : [];
  list($('stack'), [...state.stack, ...next], 'stack', freshCall, fillCall);
  $('now-idle').hidden = state.stack.length + next.length > 0;
  put($('now-idle'), idle(state));
}

const freshCall = () => thing('li', 'span', 'label', 'id', 'why');

function fillCall(node, item) {
  const [label, id, why] = node.children;
  mark(node, 'coming', item.coming);
  put(label, item.label ?? item.id);
  put(id, [item.label ? item.id : '', item.coming ? 'runs next' : ''].filter(Boolean).join(' · '));
  put(why, item.cause);
}

/** Why nothing runs. */
function idle(state) {
  if (state.run === 'ended') return 'Nothing any more: the program is over.';
  if (state.run === 'asleep') {
    const timers = state.queues.timers.count;
    const waits = timers > 0 ? 'a timer is due or the kernel has news' : 'the kernel has news';
    return `Nothing: the loop sleeps until ${waits}.`;
  }
  if (state.run === 'paused') return `Nothing: paused ${state.phase ? `in the phase ${state.phase}` : 'between two turns'}.`;
  return state.phase ? `The phase ${state.phase} looks what there is to do.` : 'The loop is between two turns.';
}
