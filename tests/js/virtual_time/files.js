// Files are read and written by the pool, which takes real time, and none of the program's.
const fs = require('fs');
const path = require('path');

const say = (...words) => console.log(new Date().toISOString().slice(5, 16), ...words);
setTimeout(say, 36e5, 'an hour');

(async () => {
  const folder = await fs.promises.mkdtemp(path.join(require('os').tmpdir(), `evloop-virtual-${process.pid}-`));
  const file = path.join(folder, 'file');
  for (let i = 0; i < 20; i++) await fs.promises.appendFile(file, `${i} `);
  say(await fs.promises.readFile(file, 'utf8'));
  const all = await Promise.all(Array.from({ length: 10 }, () => fs.promises.stat(file)));
  say(all.map(({ size }) => size).join(' '));
  let size = 0;
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 7 })) size += chunk.length;
  say('streamed', size);
  require('crypto').pbkdf2('word', 'salt', 1000, 16, 'sha256', (error, key) => say('derived', key.length));
  require('dns').lookup('127.0.0.1', (error, address) => say('looked up', address));
  setTimeout(async () => {
    await fs.promises.rm(folder, { recursive: true });
    say('removed', fs.existsSync(folder));
  }, 2 * 36e5);
})();
