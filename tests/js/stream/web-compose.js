// compose() with streams of the Web among its parts.
//@ node: 24
const { compose, PassThrough } = require('stream');
const upper = () => new TransformStream({ transform(chunk, c) { c.enqueue(`${new TextDecoder().decode(chunk)}`.toUpperCase()); } });
const twice = () => new TransformStream({ transform(chunk, c) { c.enqueue(`${chunk}${chunk}`); } });
(async () => {
  for (const parts of [[upper(), twice()], [new PassThrough(), upper(), twice()], [upper(), new PassThrough()]]) {
    const made = compose(...parts);
    made.end('text');
    let all = '';
    for await (const chunk of made) all += chunk;
    console.log(all);
  }
  try {
    compose(new WritableStream(), new PassThrough());
  } catch (error) {
    console.log(error.code);
  }
})();
