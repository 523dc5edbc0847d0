//@ node: 24
// What `module` offers besides `require`: where packages are, what is supported, and the folders that are searched.
const Module = require('module');
const path = require('path');
const { pathToFileURL } = require('url');

const short = (file) => (file === undefined ? file : path.relative(__dirname, file));

function attempt(run) {
  try {
    return run();
  } catch (error) {
    return `${error.name} ${error.code}: ${error.message.split('\n')[0].replaceAll(__dirname, 'HERE')}`;
  }
}

// The package.json of a package by its name, whatever it exports; of a file; of a folder.
console.log(short(Module.findPackageJSON('strict', __filename)));
console.log(short(Module.findPackageJSON('strict/a', pathToFileURL(__filename))));
console.log(short(Module.findPackageJSON(pathToFileURL(path.join(__dirname, 'node_modules/strict/package.json')))));
console.log(short(Module.findPackageJSON('./node_modules/strict/package.json', __filename)));
console.log(short(Module.findPackageJSON('./node_modules/strict/', `${pathToFileURL(__filename)}`)));
console.log(attempt(() => Module.findPackageJSON()));
console.log(attempt(() => Module.findPackageJSON('strict', 5)));
console.log(attempt(() => Module.findPackageJSON('strict')));
console.log(attempt(() => Module.findPackageJSON('strict', 'nowhere')));
console.log(attempt(() => Module.findPackageJSON('not-there', __filename)));

// NODE_PATH is read again when a program says so.
process.env.NODE_PATH = `${path.join(__dirname, 'fixtures/by-path')}::/nowhere/else`;
process.env.HOME = "/nobody's/home";
Module._initPaths();
console.log(Module.globalPaths.slice(0, 4).map((folder) => folder.replace(__dirname, 'HERE')));
console.log(require('found-by-path'), short(require.resolve('found-by-path')));
console.log(Module._resolveLookupPaths('x', { paths: ['/a'] }).slice(0, 2).map((folder) => folder.replace(__dirname, 'HERE')));
console.log(Module._resolveLookupPaths('./x', { id: '/b/c.js', filename: '/b/c.js' }), Module._resolveLookupPaths('fs'));

// Relative paths in `paths` start at the current folder.
process.chdir(path.join(__dirname, 'fixtures'));
console.log(short(require.resolve('./some.json', { paths: ['.'] })), short(require.resolve('./some.json', { paths: ['../fixtures'] })));
console.log(attempt(() => require.resolve('./some.json', { paths: [] })));
console.log(attempt(() => require.resolve('./some.json', { paths: 'x' })));
console.log(attempt(() => require.resolve('./some.json', { paths: [5] })));

// What is a library of nobody's.
console.log(attempt(() => require('./fixtures/empty.node')));

console.log(Module.constants.compileCacheStatus, Module.getCompileCacheDir(), Module.flushCompileCache());
console.log(attempt(() => Module.enableCompileCache(5)));
console.log(Module.getSourceMapsSupport(), Module.findSourceMap(__filename));
console.log(attempt(() => Module.setSourceMapsSupport(1)));
console.log(attempt(() => Module.setSourceMapsSupport(true, { nodeModules: 'x' })));
console.log(attempt(() => Module.stripTypeScriptTypes(5)));
console.log(attempt(() => Module.registerHooks({ resolve: 1 })));
console.log(module.isPreloading, Module._stat(__filename), Module._stat(__dirname), Module._stat('/nowhere/at/all') < 0);
