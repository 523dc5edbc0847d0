// import() from CommonJS: of ES modules, CommonJS, JSON, built-ins, and of what fails.
console.log('main');
(async () => {
  const live = await import('./fixtures/live.mjs');
  console.log(live.default, live.count, (await import('./fixtures/live.mjs')) === live);
  console.log((await import('./fixtures/plain.js')).default);
  console.log((await import('./fixtures/data.json', { with: { type: 'json' } })).default.name);
  console.log((await import('node:net')).default === require('net'), typeof (await import('net')).createServer);
  for (const name of ['./fixtures/nowhere.mjs', './fixtures/throws.mjs', 'no-such-package', './fixtures/no-name.mjs']) {
    await import(name).then(() => console.log('never'), (error) => console.log(name, error.name, error.code));
  }
})();
console.log('main ends');
