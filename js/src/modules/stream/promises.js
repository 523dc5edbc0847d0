// stream/promises: pipeline and finished for await.

const { finished } = require('stream/finished');

function pipeline(...streams) {
  return new Promise((resolve, reject) => {
    let signal;
    let end;
    const { isIterable, isNodeStream, isWebStream } = require('stream/utils');
    const last = streams[streams.length - 1];
    if (last && typeof last === 'object' && !isNodeStream(last) && !isIterable(last) && !isWebStream(last)) {
      const options = streams.pop();
      signal = options.signal;
      end = options.end;
    }
    require('stream/pipeline').pipelineOf(streams, (error, value) => {
      if (error) reject(error);
      else resolve(value);
    }, { signal, end });
  });
}

module.exports = { finished, pipeline };
