// The tables: descriptors, system calls, hottest callbacks, thread pool, lateness, counters, exceptions.

import { $, bytes, count, draw, list, make, mark, put, set, span, thing } from './dom.js';

/** More rows than that are no help to the eye, and cost time. */
const MOST_ROWS = 100;

const INTERESTS = { r: 'data', w: 'room', rw: 'data, room', '': '–' };

export function show(state, past) {
  showDescriptors(state);
  showCalls(state);
  showHot(state, past);
  showPool(state);
  showLateness(state);
  showCounters(state, past);
  showExceptions(state);
}

/** The columns of each table: what is in them, and their classes. */
const COLUMNS = {
  descriptors: [['what', 'label'], ['peers', 'peers'], ['state', 'wide'], ['waits for', 'wide'], ['queued', 'number wide'],
    ['read', 'number'], ['written', 'number'], ['made at', 'wide site']],
  calls: [['call', 'label'], ['for', 'id'], ['result', 'number'], ['took', 'number soft']],
  hot: [['callback', 'label'], ['calls', 'number wide'], ['per second', 'number'], ['time', 'number'],
    ['processor', 'number wide'], ['longest', 'number']],
};

const bodies = {};

export function build() {
  for (const [id, columns] of Object.entries(COLUMNS)) {
    const heads = columns.map(([title, classes]) => make('th', classes.replace(/label|peers|site/, ''), title));
    bodies[id] = make('tbody');
    $(id).append(make('div', 'scroll', make('table', '', make('thead', '', make('tr', '', ...heads)), bodies[id])));
  }
}

const row = (id) => thing('tr', 'td', ...COLUMNS[id].map(([, classes]) => classes));

function showDescriptors(state) {
  const { count: all, items } = state.descriptors;
  const box = $('descriptors');
  put(box.querySelector('.count'), count(all));
  const rows = items.slice(0, MOST_ROWS);
  list(bodies.descriptors, rows, 'descriptors', descriptor, fillDescriptor);
  put(box.querySelector('.more'), all > rows.length ? `${count(rows.length)} are shown` : '');
}

function descriptor() {
  const node = row('descriptors');
  node.children[0].append(make('span'), make('span', 'soft narrow'));
  node.children[1].append(make('span'), make('span', 'soft wide'));
  return node;
}

function fillDescriptor(node, item) {
  const [what, peers, state, interest, queued, read, written, site] = node.children;
  put(what.firstChild, item.id);
  put(what.lastChild, item.state);
  put(peers.firstChild, item.peer ?? item.local ?? '–');
  put(peers.lastChild, item.peer && item.local ? `at ${item.local}` : '');
  put(state, item.state);
  put(interest, INTERESTS[item.interest] ?? item.interest);
  put(queued, bytes(item.queued));
  mark(queued, 'strong', item.queued > 0);
  put(read, bytes(item.read));
  put(written, bytes(item.written));
  put(site, item.site ?? '–');
  mark(node, 'faint', !item.referenced);
}

function showCalls(state) {
  const rows = state.calls.slice(-60).reverse();
  list(bodies.calls, rows, 'calls', () => row('calls'), (node, item) => {
    const [call, id, result, took] = node.children;
    put(call, item.call);
    put(id, item.id);
    put(result, item.errno ?? count(item.result));
    mark(result, 'loud', item.errno && item.errno !== 'EAGAIN');
    put(took, span(item.took));
  });
}

function showHot(state, past) {
  const before = new Map(past ? past.hot.map((item) => [item.label, item.calls]) : []);
  const seconds = past ? (state.at - past.at) / 1e9 : 0;
  const most = Math.max(1, ...state.hot.map((item) => item.wall));
  const items = state.hot.map((item) => ({ ...item, key: item.label }));
  const fresh = () => {
    const node = row('hot');
    node.firstChild.append(make('span'), make('i', 'bar'));
    return node;
  };
  list(bodies.hot, items, 'hot', fresh, (node, item) => {
    const [label, calls, rate, wall, cpu, longest] = node.children;
    put(label.firstChild, item.label);
    label.lastChild.style.transform = `scaleX(${(item.wall / most).toFixed(3)})`;
    put(calls, count(item.calls));
    const fresh = item.calls - (before.get(item.label) ?? item.calls);
    put(rate, seconds > 0 ? count(fresh / seconds) : '');
    put(wall, span(item.wall));
    put(cpu, span(item.cpu));
    put(longest, span(item.longest));
  });
}

function showPool(state) {
  const { size, threads, running, queued, jobs } = state.pool;
  put($('pool-said'), `${threads} of ${size} threads · ${running} running · ${queued} waiting`);
  // What a thread does is told when it is done; the lanes say what each did last.
  const lanes = Array.from({ length: threads }, (_, key) => ({ key, job: jobs.findLast((job) => job.thread === key) }));
  list($('threads'), lanes, 'thread', () => make('li'), (node, { key, job }) => {
    put(node, `thread ${key}${job ? ` · ${job.label ?? job.id}` : ''}`);
  });
  const fresh = () => thing('li', 'span', 'label', 'id', 'when');
  list($('jobs'), jobs.slice(-30).reverse(), 'pool', fresh, (node, job) => {
    const [label, id, when] = node.children;
    put(label, job.label ?? job.id);
    put(id, job.id);
    put(when, job.to === null ? 'under way' : span(job.to - job.from));
  });
}

function showLateness(state) {
  const { count: all, p50, p99, max, buckets } = state.lateness;
  put($('late-said'), all === 0 ? 'no timer has run' : `half ${span(p50)} · 99 % ${span(p99)} · most ${span(max)}`);
  const most = Math.max(1, ...buckets.map((bucket) => bucket.count));
  const fresh = () => make('li', '', make('span', 'soft'), make('i', 'bar'), make('span', 'number'));
  const items = buckets.map((bucket) => ({ ...bucket, key: bucket.upto }));
  list($('late'), items, 'lateness', fresh, (node, item) => {
    const [upto, bar, number] = node.children;
    put(upto, item.upto === null ? 'more' : `≤ ${span(item.upto)}`);
    bar.style.transform = `scaleX(${(item.count / most).toFixed(3)})`;
    put(number, count(item.count));
    mark(node, 'faint', item.count === 0);
  });
}

const COUNTERS = [
  ['turns', 'turns', count],
  ['callbacks', 'callbacks', count],
  ['events', 'kernel events', count],
  ['read', 'read', bytes],
  ['written', 'written', bytes],
  ['lost', 'facts lost', count],
];

/** How a counter has grown, a sample a second: the last minute. */
const grown = Object.fromEntries(COUNTERS.map(([name]) => [name, []]));

/** Keeps a sample; called about once a second with the live State and the one of a second ago. */
export function sample(state, past) {
  const seconds = (state.at - past.at) / 1e9;
  if (seconds <= 0) return;
  for (const [name] of COUNTERS) {
    grown[name].push(Math.max(0, state.counters[name] - past.counters[name]) / seconds);
    if (grown[name].length > 60) grown[name].shift();
  }
}

function showCounters(state, past) {
  const items = COUNTERS.map(([name, words, shown]) => ({ key: name, name, words, shown }));
  const fresh = () => {
    const line = draw('svg', { class: 'spark', viewBox: '0 0 60 16', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
    line.append(draw('polyline', {}));
    return make('div', '', make('dt'), make('dd', 'value'), make('dd', 'soft'), line);
  };
  const seconds = past ? (state.at - past.at) / 1e9 : 0;
  list($('counters').querySelector('dl'), items, 'counters', fresh, (node, { name, words, shown }) => {
    const [title, value, rate, line] = node.children;
    put(title, words);
    put(value, shown(state.counters[name]));
    const fresh = past ? state.counters[name] - past.counters[name] : 0;
    put(rate, seconds > 0 ? `${shown(fresh / seconds)}/s` : '');
    mark(node, 'loud', name === 'lost' && state.counters.lost > 0);
    const most = Math.max(1, ...grown[name]);
    const points = grown[name].map((rate, at) => `${at + 60 - grown[name].length},${(15 - (14 * rate) / most).toFixed(1)}`);
    set(line.firstChild, 'points', points.join(' '));
  });
}

function showExceptions(state) {
  $('exceptions').hidden = state.exceptions.length === 0;
  const rows = [...state.exceptions].reverse();
  list($('exceptions').querySelector('ol'), rows, 'exceptions', () => make('li'), (node, item) => put(node, item.text));
}
