// readable.wrap(old): reads from an emitter of old that knows only 'data', 'end', pause and resume.

const { errorOrDestroy } = require('stream/destroy');

function wrap(readable, old) {
  let paused = false;
  old.on('data', (chunk) => {
    if (!readable.push(chunk) && old.pause) {
      paused = true;
      old.pause();
    }
  });
  old.on('end', () => readable.push(null));
  old.on('error', (error) => errorOrDestroy(readable, error));
  old.on('close', () => readable.destroy());
  old.on('destroy', () => readable.destroy());

  readable._read = () => {
    if (paused && old.resume) {
      paused = false;
      old.resume();
    }
  };

  // Other methods of the old stream are the new one's as well.
  for (const name of Object.keys(old)) {
    if (readable[name] === undefined && typeof old[name] === 'function') readable[name] = old[name].bind(old);
  }
  return readable;
}

module.exports = { wrap };
