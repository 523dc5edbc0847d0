// The room `url`: the classes of the WHATWG's standard, files as URLs, and the older functions.

const lazy = require('internal/lazy');
const { URL, urlToHttpOptions } = require('url/whatwg');
const { URLSearchParams } = require('url/search_params');
const { fileURLToPath, fileURLToPathBuffer, pathToFileURL } = require('url/files');
const { domainToASCII, domainToUnicode } = require('url/native');

module.exports = {};
// Programs that use the standard's classes only never load the older ones.
for (const name of ['Url', 'parse', 'resolve', 'resolveObject', 'format']) {
  lazy(module.exports, name, () => require('url/legacy')[name], true);
}
lazy(module.exports, 'URLPattern', () => require('url/pattern/pattern').URLPattern, true);
Object.assign(module.exports, {
  URL,
  URLSearchParams,
  domainToASCII,
  domainToUnicode,
  pathToFileURL,
  fileURLToPath,
  fileURLToPathBuffer,
  urlToHttpOptions,
});
