// The class behind `module`, and what programs do to it.
const Module = require('module');
const path = require('path');

console.log(module instanceof Module, Module.Module === Module, module.constructor === Module);
console.log(Module.isBuiltin('net'), Module.isBuiltin('node:net'), Module.isBuiltin('./net'), Module.isBuiltin('node:none'));
console.log(Module.builtinModules.includes('net'), Module.builtinModules.includes('internal/errors'));
console.log(Module.wrap('1'));
console.log(Module._nodeModulePaths('/a/node_modules/b'));
console.log(Object.keys(Module._extensions));
console.log(require.extensions === Module._extensions, require.cache === Module._cache);

// Programs that put something in between.
const load = Module._load;
Module._load = function (request, parent, isMain) {
  if (request === 'made-up') return { made: 'up', by: path.basename(parent.filename), isMain };
  return load.apply(this, arguments);
};
console.log(require('made-up'));
Module._load = load;

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolve.call(this, request === 'alias' ? './fixtures/some.json' : request, ...rest);
};
console.log(require('alias'));
Module._resolveFilename = resolve;

Module._extensions['.kind'] = function (module, filename) {
  module.exports = { kind: path.extname(filename) };
};
console.log(require('./fixtures/unknown'), require.resolve('./fixtures/unknown').slice(-12));
delete Module._extensions['.kind'];

require.cache[path.join(__dirname, 'put-there.js')] = Object.assign(new Module('x'), { exports: 'put there', loaded: true });
require.cache[require.resolve('./fixtures/some.json')].exports = 'replaced';
console.log(require('./fixtures/some.json'));

const made = new Module(path.join(__dirname, 'made.js'), module);
made.filename = made.id;
made.paths = Module._nodeModulePaths(__dirname);
made._compile('exports.here = __filename.slice(-7); exports.strict = require("strict/a"); exports.parent = module.parent === require.main', made.filename);
console.log(made.exports, module.children.includes(made));

const own = Module.createRequire(`file://${__dirname}/sub/none.js`);
console.log(own('../fixtures/exports-literal.cjs').long, own.resolve('strict/a').slice(-11));
console.log(require.resolve('strict/a', { paths: [__dirname] }).slice(-11), require.resolve('net'), require.resolve('node:net'));
console.log(require.resolve.paths('net'), require.resolve.paths('./x').length, require.resolve.paths('x')[0] === path.join(__dirname, 'node_modules'));
for (const wrong of ['relative', 5]) {
  try {
    Module.createRequire(wrong);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
