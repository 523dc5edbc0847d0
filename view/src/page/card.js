// The card beside what the pointer or the focus is on: what it is, where it was made, why it runs or what it waits for.

import { $, ahead, bytes, count, factOf, make, set, span } from './dom.js';

/** What the names of things stand for, by their first part. */
const KINDS = {
  timeout: 'a timer',
  conn: 'a connection',
  listener: 'a socket that accepts connections',
  udp: 'a socket for datagrams',
  unixdatagram: 'a socket for datagrams',
  child: 'a child process',
  watch: 'a descriptor that is watched',
  hook: 'a callback of each turn',
  work: 'a job of the thread pool',
  tick: 'a callback of process.nextTick',
  microtask: 'a reaction of a promise',
  remote: 'a message from another thread',
  filewatch: 'a file that is watched',
  filepoll: 'a file that is looked at again and again',
};

const WAITS = {
  pending: () => 'A method met something that its callback must hear: it is told in the phase pending.',
  ready: () => 'The kernel says that it is ready: its callback runs in this phase poll.',
  check: () => 'Runs in the phase check, right after poll.',
  closing: () => 'It is closed, and its callback hears so in the phase closing.',
  ticks: () => 'Runs when the callback that runs now has returned, before all microtasks.',
  microtasks: () => 'Runs when no tick is left, before the loop goes on.',
  timers: (item, now) => {
    if (item.due === null) return 'Waits.';
    const left = item.due - now;
    if (left > 0) return `Runs in ${ahead(left)}, in the first phase timers after that.`;
    return `Its time came ${span(-left)} ago: it runs when the loop comes to the phase timers.`;
  },
  stack: (item) => item.cause,
  descriptors: (item) => {
    const queued = item.queued > 0 ? `${bytes(item.queued)} wait to be sent. ` : '';
    const alone = item.referenced ? '' : ' It does not keep the program alive.';
    const news = { r: 'data', w: 'room to write', rw: 'data or room to write' }[item.interest];
    return `${queued}${news ? `The kernel tells when there is ${news}.` : 'It waits for nothing.'}${alone}`;
  },
  pool: (item) => {
    if (item.to === null) return 'Waits for a thread of the pool, or runs on one; its callback comes in poll.';
    return `Took ${span(item.to - item.from)} on thread ${item.thread}.`;
  },
  calls: (item) => `Took ${span(item.took)} and gave ${item.errno ?? count(item.result)}.`,
  hot: (item) => `Ran ${count(item.calls)} times, for ${span(item.wall / Math.max(1, item.calls))} each.`,
  span: (item) => `Took ${span(item.to - item.from)}.`,
};

/** The kind of a thing, from its name `kind#slot.generation`. */
function kindOf(item, place) {
  if (place === 'descriptors') return `${item.kind}${item.fd === null || item.fd === undefined ? '' : `, descriptor ${item.fd}`}`;
  if (place === 'calls') return `a system call for ${item.id ?? 'the loop'}`;
  if (place === 'hot') return 'a callback';
  if (place === 'span') return item.lane;
  const kind = (item.id ?? '').split('#')[0];
  return KINDS[kind] ?? kind;
}

/** The pairs of words that the card has about a thing. */
function lines(item, place, now) {
  const made = place === 'calls' || place === 'hot' || place === 'span';
  return [
    ['is', kindOf(item, place)],
    ['named', item.label && item.id ? item.id : null],
    ['from', item.local ? [item.peer, item.local].filter(Boolean).join(' at ') : item.peer],
    ['made at', item.site ?? (made ? null : 'not known')],
    ['made by', item.by],
    [place === 'stack' ? 'runs because' : '', WAITS[place]?.(item, now)],
  ].filter(([, words]) => words);
}

let anchor = null;
let clock = () => 0;

const TITLE = { calls: (item) => item.call, descriptors: (item) => item.id };

/** Shows the card of `item`, beside the box `where` (in coordinates of the window). */
export function open(item, place, where) {
  const card = $('card');
  const rows = lines(item, place, clock()).map(([name, words]) => make('div', '', make('dt', '', name), make('dd', '', words)));
  card.replaceChildren(make('b', '', TITLE[place]?.(item) ?? item.label ?? item.id ?? ''), make('dl', '', ...rows));
  card.hidden = false;
  const { width, height } = card.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  // Beside it, so that its neighbours stay in sight; else below it, else above it.
  const aside = where.right + width + 12 < room;
  const below = where.bottom + height + 12 < innerHeight;
  const top = aside ? Math.min(where.top, innerHeight - height - 8) : below ? where.bottom + 6 : where.top - height - 6;
  card.style.left = `${aside ? where.right + 8 : Math.max(8, Math.min(where.left, room - width - 8))}px`;
  card.style.top = `${Math.max(8, top)}px`;
}

export function close() {
  if (anchor) set(anchor, 'aria-describedby', null);
  anchor = null;
  $('card').hidden = true;
}

function openFor(node) {
  const fact = factOf(node);
  if (anchor && anchor !== node) set(anchor, 'aria-describedby', null);
  anchor = node;
  set(node, 'aria-describedby', 'card');
  open(fact.item, fact.place, node.getBoundingClientRect());
}

/** Shows the card again with what is known by now; closes it when its thing has gone. */
export function refresh() {
  if (anchor === null || $('card').hidden) return;
  if (anchor.isConnected) openFor(anchor);
  else close();
}

/** Opens cards for pointer and focus; `now` gives the time of the loop that is shown. */
export function listen(now) {
  clock = now;
  const thing = (event) => (event.target instanceof Element ? event.target.closest('.item') : null);
  document.addEventListener('pointerover', (event) => {
    if (event.target.closest?.('#card')) return;
    const node = thing(event);
    if (node) openFor(node);
    else if (event.target.id !== 'canvas') close();
  });
  document.addEventListener('focusin', (event) => {
    const node = thing(event);
    // A click focuses, too; then the card is there already.
    if (node) openFor(node);
    else close();
  });
  document.addEventListener('scroll', refresh, { capture: true, passive: true });
}
