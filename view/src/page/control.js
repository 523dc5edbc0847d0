// What steers the program: buttons, single keys, the banner; and what is said aloud about the run.

import { $, put, set, span, walk } from './dom.js';

/** Slow motion in ms before each callback, by the slider's places. */
const SLOW = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const STEPS = ['phase', 'callback', 'turn'];
const BREAKS = ['timer', 'io', 'exception'];
const KEYS = { p: 'step-phase', c: 'step-callback', t: 'step-turn', 1: 'break-timer', 2: 'break-io', 3: 'break-exception' };

/** A pause was asked for, and the loop has not come to it: it may sleep. */
let pausing = false;
let live = null;
let failure = null;
let redraw = () => {};
let ask = () => {};

let commands = 0;

/** Asks the program's gate for something; what it refuses is told in the banner. */
async function send(command) {
  const mine = ++commands;
  let complaint;
  try {
    const body = JSON.stringify(command);
    const answer = await fetch('control', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    complaint = answer.ok ? null : (await answer.text()) || `The program refuses: ${answer.status}.`;
  } catch {
    complaint = 'The program does not answer.';
  }
  if (command.do === 'break' || command.do === 'slow') ask();
  // An answer that comes late says nothing of a later command.
  if (mine !== commands) return;
  failure = complaint;
  pausing = failure === null && command.do === 'pause';
  redraw();
}

/** Connects buttons and keys; `toLive` goes back to the present, `changed` draws the page again, `anew` asks for the State. */
export function build(toLive, changed, anew) {
  redraw = changed;
  ask = anew;
  const held = () => pausing || live?.run === 'paused';
  $('pause').addEventListener('click', () => send({ do: held() ? 'resume' : 'pause' }));
  for (const by of STEPS) $(`step-${by}`).addEventListener('click', () => send({ do: 'step', by }));
  for (const on of BREAKS) {
    $(`break-${on}`).addEventListener('click', () => send({ do: 'break', on, set: !live?.breaks.includes(on) }));
  }
  const slow = $('slow');
  slow.addEventListener('input', () => saySlow(SLOW[slow.value]));
  slow.addEventListener('change', () => send({ do: 'slow', ms: SLOW[slow.value] }));
  $('to-live').addEventListener('click', toLive);
  $('help-open').addEventListener('click', () => $('help').showModal());
  document.addEventListener('keydown', (event) => {
    if (!walk(event)) key(event, toLive);
  });
}

function key(event, toLive) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented || $('help').open) return;
  if (!$('keys').checked) return;
  const own = event.target.closest?.('button, input, dialog');
  if (event.key === ' ') {
    // A button and a slider have their own use for it.
    if (own) return;
    $('pause').click();
  } else if (event.key in KEYS) $(KEYS[event.key]).click();
  else if (event.key === 'l') toLive();
  else if (event.key === 's') $('slow').focus();
  else if (event.key === '.') $('scrub').focus();
  else if (event.key === '?') $('help').showModal();
  else return;
  event.preventDefault();
}

function saySlow(ms) {
  put($('slow-said'), ms === 0 ? 'off' : `${ms} ms`);
  set($('slow'), 'aria-valuetext', ms === 0 ? 'off' : `${ms} milliseconds before each callback`);
}

let asleepSince = null;

/** Shows how the program runs, which is the newest State's matter even when the past is looked at. */
export function show(state, over) {
  live = state;
  const run = over ? 'ended' : state.run;
  const held = run === 'paused';
  // A loop that naps between two requests runs; the eye wants no flicker.
  asleepSince = run === 'asleep' ? (asleepSince ?? performance.now()) : null;
  const calm = run === 'asleep' && performance.now() - asleepSince < 400 ? 'running' : run;
  if (held || run === 'ended') pausing = false;
  const words = held && state.why ? `paused · ${state.why}` : pausing ? 'pauses when it wakes' : calm;
  put($('run'), words);
  set($('run'), 'class', `pill ${calm}`);
  put($('pause').firstChild, held || pausing ? 'Resume ' : 'Pause ');
  for (const node of $('controls').children) node.disabled = run === 'ended';
  for (const on of BREAKS) set($(`break-${on}`), 'aria-pressed', state.breaks.includes(on));
  if (document.activeElement !== $('slow')) {
    const place = SLOW.findIndex((ms) => ms >= state.slow_ms);
    $('slow').value = place < 0 ? SLOW.length - 1 : place;
    saySlow(state.slow_ms);
  }
  put($('program'), state.program.split('/').pop());
  set($('program'), 'title', state.program);
  put($('about'), `process ${state.pid} · ${state.backend}`);
  const title = `${$('program').textContent} · evloop view`;
  if (document.title !== title) document.title = title;
  announce(state, run);
  return calm !== run;
}

/** The words above the page: a failure, the end, or that the past is shown. */
export function banner(live, cursor, over) {
  let words = failure;
  if (!words && over) words = 'The program is over. This is the last that was seen of it; the time line goes on to work.';
  if (cursor !== null) words = `This is how it was ${span(live.at - cursor)} ago.`;
  $('banner').hidden = !words;
  put($('banner-text'), words);
  $('to-live').hidden = cursor === null;
  put($('to-live').firstChild, over ? 'back to the end ' : 'back to live ');
}

let said = '';
let saying = 0;

/** Says aloud when the run changes, once it has settled, and nothing else. */
function announce(state, run) {
  let words = run === 'asleep' ? 'running' : run;
  if (run === 'paused') {
    const next = state.next ? `, before ${state.next.label ?? state.next.id}` : '';
    words = `paused${state.why ? `, ${state.why}` : ''}, turn ${state.turn}${state.phase ? `, phase ${state.phase}` : ''}${next}`;
  }
  if (words === said) return;
  said = words;
  clearTimeout(saying);
  saying = setTimeout(() => put($('said'), words), 300);
}
