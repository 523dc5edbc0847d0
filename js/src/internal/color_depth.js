// How many colours a terminal shows, judged by the environment: 1 (none), 4, 8 or 24 bits. And whether to
// print in colours at all.

const depths = {
  __proto__: null,
  eterm: 4, cons25: 4, console: 4, cygwin: 4, dtterm: 4, gnome: 4, hurd: 4, jfbterm: 4, konsole: 4, kterm: 4,
  mlterm: 4, mosh: 24, putty: 4, st: 4, 'rxvt-unicode-24bit': 24, terminator: 24, 'xterm-kitty': 24,
};
const patterns = [
  /ansi/, /color/, /linux/, /direct/, /^con[0-9]*x[0-9]/, /^rxvt/, /^screen/, /^xterm/, /^vt100/, /^vt220/,
];

exports.getColorDepth = function getColorDepth(env = process.env) {
  const forced = depthForced(env.FORCE_COLOR);
  if (forced !== undefined) {
    warnIfIgnored(env, 'FORCE_COLOR');
    return forced;
  }
  if (env.NODE_DISABLE_COLORS || env.NO_COLOR || env.TERM === 'dumb') return 1;
  if (env.TMUX) return 24;
  if ('TF_BUILD' in env && 'AGENT_NAME' in env) return 4;
  if ('CI' in env) return depthOfCi(env);
  if ('TEAMCITY_VERSION' in env) return /^(9\.(0*[1-9]\d*)\.|\d{2,}\.)/.test(env.TEAMCITY_VERSION) ? 4 : 1;
  if (env.TERM_PROGRAM === 'iTerm.app') return /^(?:$|[0-2]\.)/.test(env.TERM_PROGRAM_VERSION ?? '') ? 8 : 24;
  if (env.TERM_PROGRAM === 'HyperTerm' || env.TERM_PROGRAM === 'MacTerm') return 24;
  if (env.TERM_PROGRAM === 'Apple_Terminal') return 8;
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return 24;
  return depthOfTerm(env);
};

function depthForced(force) {
  if (force === undefined) return undefined;
  return { '': 4, '1': 4, 'true': 4, '2': 8, '3': 24 }[force] ?? 1;
}

// The user said both yes and no.
function warnIfIgnored(env) {
  const ignored = env.NODE_DISABLE_COLORS ? 'NODE_DISABLE_COLORS' : env.NO_COLOR ? 'NO_COLOR' : undefined;
  if (ignored === undefined || warnIfIgnored.done) return;
  warnIfIgnored.done = true;
  process.emitWarning(`The '${ignored}' env is ignored due to the 'FORCE_COLOR' env being set.`, 'Warning');
}

function depthOfCi(env) {
  if (['CIRCLECI', 'GITEA_ACTIONS', 'GITHUB_ACTIONS'].some((name) => name in env)) return 24;
  if (['APPVEYOR', 'BUILDKITE', 'DRONE', 'GITLAB_CI', 'TRAVIS'].some((name) => name in env)) return 8;
  return env.CI_NAME === 'codeship' ? 8 : 1;
}

function depthOfTerm(env) {
  if (env.TERM) {
    if (/truecolor/.test(env.TERM)) return 24;
    if (env.TERM.startsWith('xterm-256')) return 8;
    const term = env.TERM.toLowerCase();
    if (depths[term] !== undefined) return depths[term];
    if (patterns.some((pattern) => pattern.test(term))) return 4;
  }
  return env.COLORTERM ? 4 : 1;
}

exports.shouldColorize = function shouldColorize(stream) {
  if (process.env.FORCE_COLOR !== undefined) return exports.getColorDepth() > 2;
  if (!stream?.isTTY) return false;
  return typeof stream.getColorDepth === 'function' ? stream.getColorDepth() > 2 : true;
};
