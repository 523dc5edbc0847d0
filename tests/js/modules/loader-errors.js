//@ node: 24
// What cannot be found or may not be loaded: codes, messages, properties, for require and for import.
const path = require('path');

const shorten = (text) => text.replaceAll(path.join(__dirname, 'fixtures'), 'FIXTURES').replaceAll(__dirname, 'HERE');

function tell(how, name, error) {
  const details = Object.keys(error).map((key) => `${key}=${shorten(String(error[key]))}`);
  console.log(how, JSON.stringify(name), error.constructor.name, '|', shorten(error.message), '|', details.join(' '));
}

const names = [
  './nowhere', './fixtures', 'no-package', '@scope/none', '@scope', 'strict', 'strict/b', 'strict/outside',
  'strict/climbs', 'strict/gone', 'strict/forbidden', 'strict/browser', 'strict/deep/q', 'strict/deep/../a',
  'lost-main', 'broken-config', 'node:nowhere', '#none', '/nowhere/at/all',
];

for (const name of names) {
  try {
    console.log('require', name, require(name));
  } catch (error) {
    tell('require', name, error);
  }
}

for (const [name, why] of [['', 'empty'], [5, 'number'], [undefined, 'undefined']]) {
  try {
    require(name);
  } catch (error) {
    console.log('require', why, error.code, error.message);
  }
}

(async () => {
  const more = [
    './fixtures/unknown.kind', './fixtures/plain%2fname', '.hidden', 'a\\b', 'other:scheme', './fixtures/some.json',
  ];
  for (const name of [...names, ...more]) {
    try {
      console.log('import', name, Object.keys(await import(name)));
    } catch (error) {
      if (error.url !== undefined) error.url = error.url.replace(/^.*\//, '.../');
      error.message = error.message.replace(/file:\/\/\/.*\//, 'file:///.../').replace(', and node are', ' are');
      error.message = error.message.replace('file, and data', 'file and data').replace('file, data', 'file and data');
      tell('import', name, error);
    }
  }
  for (const options of [{ with: { type: 'css' } }, { with: { flavour: 'json' } }, { with: { type: 'json' } }]) {
    try {
      console.log('import', (await import('./fixtures/some.json', options)).default);
      await import('./fixtures/exports-names.cjs', options);
    } catch (error) {
      console.log('import', options, error.code, error.message.replace(/file:\/\/\/.*\//, 'file:///.../'));
    }
  }
})();
