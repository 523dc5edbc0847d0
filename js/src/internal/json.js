// JSON.parse with V8's messages, which quote the text: the engine's own do not, and the engine's hook for errors does not
// see it. Text that is fine costs one more call.

const { parse: nativeParse } = JSON;

function parse(text, reviver) {
  try {
    return nativeParse(text, reviver);
  } catch (error) {
    if (error instanceof SyntaxError) require('internal/json/message').explain(error, text);
    throw error;
  }
}

Object.defineProperty(JSON, 'parse', { value: parse, writable: true, configurable: true });
