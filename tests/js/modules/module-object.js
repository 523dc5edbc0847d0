// The five names of a module's own, and what module says about itself.
const path = require('path');
console.log(typeof exports, typeof require, typeof module, path.basename(__filename), path.basename(__dirname));
console.log(module.exports === exports, this === exports, module.id, module.loaded, module.filename === __filename);
console.log(require.main === module, module.children.length, Array.isArray(module.paths), module.parent ?? null);
const child = require('./fixtures/child');
console.log(child.id === child.filename, child.loadedThen, child.module.loaded, child.isMain);
console.log(module.children.includes(child.module), child.parent === module);
console.log(Object.keys(require).sort().join(), require.cache[__filename] === module);
console.log(arguments.length, arguments[0] === exports, arguments[2] === module);
console.log(typeof globalThis.module, typeof globalThis.require, typeof globalThis.exports);
console.log(require('module').builtinModules.includes('net'), require('module').isBuiltin('node:net'));
