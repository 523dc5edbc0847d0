// The ring of the seven phases, the token that runs round it, and the beads of what waits for each phase.

import { $, ahead, count, draw, mark, put, set } from './dom.js';

/** The phases in their order, with the part of the ring that each takes, and the queue that it serves. */
export const PHASES = [
  { name: 'timers', part: 1.2, queue: 'timers' },
  { name: 'pending', part: 0.9, queue: 'pending' },
  { name: 'idle', part: 0.7, queue: null },
  { name: 'prepare', part: 0.8, queue: null },
  { name: 'poll', part: 1.5, queue: 'ready' },
  { name: 'check', part: 0.9, queue: 'check' },
  { name: 'closing', part: 0.9, queue: 'closing' },
];

const CENTRE = 200;
const RADIUS = 138;
const GAP = 9;
const BEADS = 9;

/** Degrees clockwise from the top, where a phase begins and ends. Poll, where the loop rests, is at the bottom. */
const ARCS = (() => {
  const whole = PHASES.reduce((sum, phase) => sum + phase.part, 0);
  const before = PHASES.slice(0, 4).reduce((sum, phase) => sum + phase.part, 0) + PHASES[4].part / 2;
  let at = 180 - (before * 360) / whole;
  return PHASES.map((phase) => {
    const from = at;
    at += (phase.part * 360) / whole;
    return { from: from + GAP / 2, to: at - GAP / 2, middle: (from + at) / 2 };
  });
})();

const point = (degrees, radius) => {
  const angle = ((degrees - 90) * Math.PI) / 180;
  return [CENTRE + radius * Math.cos(angle), CENTRE + radius * Math.sin(angle)];
};

const shown = PHASES.map(() => ({}));

/** Draws what never changes. */
export function build() {
  const ring = $('ring');
  for (const [index, phase] of PHASES.entries()) {
    const { from, to, middle } = ARCS[index];
    const group = draw('g', { class: `phase ${phase.name}` });
    group.style.color = `var(--${phase.name})`;
    const [x1, y1] = point(from, RADIUS);
    const [x2, y2] = point(to, RADIUS);
    const path = `M${x1} ${y1}A${RADIUS} ${RADIUS} 0 0 1 ${x2} ${y2}`;
    group.append(draw('path', { d: path }));
    const beads = Array.from({ length: BEADS }, (_, bead) => {
      const [cx, cy] = point(middle + (bead - (BEADS - 1) / 2) * 4.2, RADIUS - 21);
      return draw('circle', { cx, cy, r: 3, class: 'bead' });
    });
    const [x, y] = point(middle, RADIUS + 22);
    const aside = Math.sin((middle * Math.PI) / 180);
    const anchor = aside > 0.3 ? 'start' : aside < -0.3 ? 'end' : 'middle';
    // Two lines that keep clear of the ring, above it and below it.
    const height = Math.cos((middle * Math.PI) / 180);
    const shift = height > 0.8 ? -12 : height < -0.8 ? 8 : 0;
    const name = draw('text', { x, y: y + shift, 'text-anchor': anchor, class: 'title' });
    name.textContent = phase.name;
    const number = draw('text', { x, y: y + shift + 16, 'text-anchor': anchor, class: 'number' });
    group.append(...beads, name, number);
    ring.append(group);
    shown[index] = { group, beads, number };
  }
}

const still = matchMedia('(prefers-reduced-motion: reduce)');

// Where the token is and shall be, in degrees that only grow: it never runs backwards.
let place = ARCS[0].middle;
let goal = place;
let turn = null;

/** Turns a second, from which on single phases are no more than flicker. */
const BUSY = 40;

let busy = null;

/** Shows a State; `past` is the one of about a second ago, or null. */
export function show(state, past) {
  const asleep = state.run === 'asleep';
  for (const [index, phase] of PHASES.entries()) {
    const { group, beads, number } = shown[index];
    const waiting = phase.queue === null ? 0 : state.queues[phase.queue].count;
    mark(group, 'on', state.phase === phase.name);
    for (const [bead, circle] of beads.entries()) {
      // The beads grow from the middle, so that one sits where the eye is.
      const rank = Math.abs(bead - (BEADS - 1) / 2) * 2 - (bead < BEADS / 2 ? 0 : 1);
      mark(circle, 'on', rank < waiting);
    }
    put(number, waiting > 0 ? count(waiting) : '');
  }
  set($('hand'), 'class', state.phase === null ? 'away' : state.run);
  const index = PHASES.findIndex((phase) => phase.name === state.phase);
  if (index >= 0) aim(ARCS[index].middle, state.turn);
  put($('turn'), count(state.turn));
  const rate = past && state.at > past.at ? ((state.turn - past.turn) * 1e9) / (state.at - past.at) : 0;
  busy = rate > BUSY && state.run !== 'paused' && state.run !== 'ended' ? `${count(rate)} turns a second` : null;
  const words = state.phase ?? (state.run === 'ended' ? 'over' : 'between turns');
  put($('phase'), busy ? 'busy' : asleep ? 'asleep in poll' : words);
  $('phase').style.color = !busy && state.phase ? `var(--${state.phase})` : '';
  set($('ring'), 'aria-label', `The ring of phases: turn ${state.turn}, ${$('phase').textContent}`);
}

/** Sends the token on to an angle: round the ring once when turns have passed, but never more than once at a time. */
function aim(middle, now) {
  const forward = (((middle - goal) % 360) + 360) % 360;
  if (turn !== null && now < turn) {
    // The past is shown: there is no way to run there.
    place = goal = middle;
  } else if (goal - place < 180) {
    goal += forward < 1 && turn !== null && now > turn ? 360 : forward;
  } else {
    goal += forward;
  }
  turn = now;
}

/** Moves on by `passed` ms; says how long the loop will sleep. True when it must be called again soon. */
export function tick(state, now, passed) {
  if (still.matches || goal - place > 720) place = goal;
  const rest = goal - place;
  // An end that is soft, and a speed that the eye can follow.
  place += Math.min(rest, Math.max(rest * (1 - Math.exp(-passed / 110)), passed * 0.03), passed * 0.55);
  $('hand').style.transform = `rotate(${place.toFixed(1)}deg)`;
  put($('phase-said'), said(state, now));
  return goal - place > 0.1;
}

function said(state, now) {
  if (state.run === 'paused') return 'paused';
  if (busy) return busy;
  if (state.run !== 'asleep') return '';
  if (state.asleep_until === null) return 'until there is news';
  return `wakes in ${ahead(state.asleep_until - now)}`;
}
