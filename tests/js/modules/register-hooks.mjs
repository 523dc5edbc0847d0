//@ node: 24
// A program's own functions between names, files and texts, for `require` and `import` alike.
import { createRequire, registerHooks } from 'module';

const require = createRequire(import.meta.url);
const log = [];

const first = registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('made:')) return { url: specifier, format: 'module', shortCircuit: true };
    if (specifier === 'alias') return next('./fixtures/some.json', context);
    const answer = next(specifier, context);
    log.push(`${specifier} ${answer.format} ${context.conditions.includes('import') ? 'import' : 'require'}`);
    return answer;
  },
  load(url, context, next) {
    if (url.startsWith('made:')) {
      return { format: 'module', source: `export const name = ${JSON.stringify(url)}; export default 7;`, shortCircuit: true };
    }
    return next(url, context);
  },
});

const made = await import('made:one');
console.log(made.name, made.default, import.meta.resolve !== undefined);
console.log(require('alias'));
console.log((await import('node:path')).sep, require('os').EOL === '\n');

// The last one registered is asked first.
const second = registerHooks({
  load(url, context, next) {
    const answer = next(url, context);
    if (!url.endsWith('exports-literal.cjs')) return answer;
    return { ...answer, source: `${answer.source}\nmodule.exports.added = 'by hook';` };
  },
});
console.log(require('./fixtures/exports-literal.cjs').added);
second.deregister();

console.log(log);
first.deregister();
try {
  await import('made:two');
} catch (error) {
  console.log(error.code);
}

for (const [what, hooks] of [
  ['no next', { resolve: () => ({ url: 'made:x' }) }],
  ['no url', { resolve: () => ({ shortCircuit: true }) }],
]) {
  const wrong = registerHooks(hooks);
  try {
    require('./fixtures/none.js');
  } catch (error) {
    console.log(what, error.code);
  }
  wrong.deregister();
}
