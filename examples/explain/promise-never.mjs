// Loads its settings and then works with them.
// Question: why does it end before it has begun, with code 13?
import { readFile } from 'node:fs';

function loadSettings(path) {
  return new Promise((resolve) => {
    readFile(path, 'utf8', function loaded(error, text) {
      if (error) return;
      resolve(JSON.parse(text));
    });
  });
}

console.log('loading');
const settings = await loadSettings('no-such-settings.json');
console.log('working with', settings);
