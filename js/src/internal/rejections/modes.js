// --unhandled-rejections, but for the mode that is the default.

const HINT =
  'Unhandled promise rejection. This error originated either by throwing inside of an async function without a catch ' +
  'block, or by rejecting a promise which was not handled with .catch(). To terminate the node process on unhandled ' +
  'promise rejection, use the CLI flag `--unhandled-rejections=strict` (see ' +
  'https://nodejs.org/api/cli.html#cli_unhandled_rejections_mode). (rejection id: ';

function report(mode, promise, reason, id, tools) {
  const tell = () => process.emit('unhandledRejection', reason, promise);
  switch (mode) {
    case 'strict':
      require('internal/uncaught').onUncaught(tools.asError(reason), true);
      if (!tell()) warn(reason, id, tools);
      break;
    case 'none':
      tell();
      break;
    case 'warn':
      tell();
      warn(reason, id, tools);
      break;
    case 'warn-with-error-code':
      if (tell()) break;
      warn(reason, id, tools);
      process.exitCode = 1;
      break;
  }
}

function warn(reason, id, { describe }) {
  const isError = Error.isError(reason);
  process.emitWarning(isError && typeof reason.stack === 'string' ? reason.stack : describe(reason),
    'UnhandledPromiseRejectionWarning');
  const warning = new Error(`${HINT}${id})`);
  warning.name = 'UnhandledPromiseRejectionWarning';
  if (isError && typeof reason.stack === 'string') warning.stack = reason.stack;
  process.emitWarning(warning);
}

// One that was reported has found a listener after all, and nobody else has said so.
function warnHandled(id) {
  const warning = new Error(`Promise rejection was handled asynchronously (rejection id: ${id})`);
  warning.name = 'PromiseRejectionHandledWarning';
  warning.id = id;
  process.emitWarning(warning);
}

module.exports = { report, warnHandled };
