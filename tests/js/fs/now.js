// The verbs at once: what they answer, and what they throw.
const fs = require('fs');
const os = process.env.TMPDIR || '/tmp';

const home = fs.mkdtempSync(`${os}/twin-`);
process.on('exit', () => fs.rmSync(home, { recursive: true }));
const at = (name) => `${home}/${name}`;
const shown = (value) => (typeof value === 'string' ? value.replaceAll(home, 'HOME') : value);

function attempt(name, ...args) {
  const text = args.map((arg) => (typeof arg === 'function' ? 'function' : JSON.stringify(arg))).join(', ');
  try {
    console.log(`${name}(${shown(text)}) =`, shown(fs[name](...args)));
  } catch (error) {
    const { code, errno, syscall, path, dest } = error;
    console.log(`${name}(${shown(text)})`, shown(error.message), { code, errno, syscall, path: shown(path), dest: shown(dest) });
  }
}

attempt('mkdirSync', at('a/b'));
attempt('mkdirSync', at('a/b'), { recursive: true });
attempt('mkdirSync', at('a/b'), { recursive: true });
attempt('mkdirSync', at('a'));
attempt('writeFileSync', at('a/f'), 'one\n');
attempt('appendFileSync', at('a/f'), 'two\n');
attempt('readFileSync', at('a/f'), 'utf8');
attempt('readFileSync', at('a/f'), { encoding: 'hex' });
attempt('mkdirSync', at('a/f/g'), { recursive: true });
attempt('mkdirSync', at('a/f'), { recursive: true });
attempt('readdirSync', at('a'));
attempt('readdirSync', home, { recursive: true });
attempt('readdirSync', at('nothing'));
attempt('renameSync', at('a/f'), at('a/g'));
attempt('renameSync', at('a/f'), at('a/g'));
attempt('copyFileSync', at('a/g'), at('a/h'), fs.constants.COPYFILE_EXCL);
attempt('copyFileSync', at('a/g'), at('a/h'), fs.constants.COPYFILE_EXCL);
attempt('linkSync', at('a/g'), at('a/i'));
attempt('symlinkSync', 'g', at('a/s'));
attempt('readlinkSync', at('a/s'));
attempt('readlinkSync', at('a/s'), 'base64');
attempt('readlinkSync', at('a/g'));
attempt('realpathSync', at('a/../a/./s'));
attempt('realpathSync', at('a/none/s'));
attempt('accessSync', at('a/g'), fs.constants.R_OK | fs.constants.W_OK);
attempt('accessSync', at('none'));
attempt('existsSync', at('none'));
attempt('existsSync', at('a/g'));
attempt('truncateSync', at('a/g'), 3);
attempt('readFileSync', at('a/h'), 'latin1');
attempt('truncateSync', at('none'), 3);
attempt('chmodSync', at('a/h'), '600');
attempt('chmodSync', at('none'), 0o600);
attempt('utimesSync', at('a/h'), 1.5, new Date(7000));
attempt('utimesSync', at('none'), 1.5, 2);
attempt('lutimesSync', at('a/s'), 3, 4);
attempt('chownSync', at('none'), 1, 1);
attempt('unlinkSync', at('a/s'));
attempt('unlinkSync', at('a/s'));
attempt('rmdirSync', at('a'));
attempt('rmSync', at('a'));
attempt('rmSync', at('none'));
attempt('rmSync', at('none'), { force: true });
attempt('readFileSync', at('a'));
attempt('writeFileSync', at('a'), 'x');
attempt('openSync', at('none'));
attempt('openSync', at('none'), 'q');
attempt('openSync', 7);
attempt('closeSync', 9999);
attempt('closeSync', 'x');
attempt('closeSync', -1);
attempt('readSync', 9999, Buffer.alloc(1));
attempt('mkdtempSync', at('none/x'));
attempt('readFileSync', at('a\0b'));
attempt('readFileSync', at('a/g'), 'klingon');
attempt('readFileSync', at('a/g'), 7);
attempt('writeFileSync', at('x'), 7);
attempt('mkdirSync', at('m'), 'rwx');
attempt('rmSync', at('m'), { recursive: 1 });

const stats = fs.statSync(at('a/h'));
console.log(stats.size, stats.isFile(), stats.isDirectory(), (stats.mode & 0o777).toString(8), stats.atimeMs, stats.mtimeMs);
const big = fs.statSync(at('a/h'), { bigint: true });
console.log(big.size, big.atimeNs, big.mtimeMs, typeof big.ino, big.isFile());
console.log(fs.statSync(at('none'), { throwIfNoEntry: false }));

const fd = fs.openSync(at('fd'), 'w+');
console.log(fs.writeSync(fd, 'hello '), fs.writeSync(fd, Buffer.from('..world'), 2), fs.writeSync(fd, 'J', 0));
const room = Buffer.alloc(8, '.');
console.log(fs.readSync(fd, room, 1, 5, 0), room.toString(), fs.readSync(fd, room), fs.fstatSync(fd).size);
console.log(fs.writevSync(fd, [Buffer.from('ab'), new Uint8Array([99])], 2));
const two = [Buffer.alloc(3), Buffer.alloc(20)];
console.log(fs.readvSync(fd, two, 0), two.join('|').replaceAll('\0', '.'));
fs.ftruncateSync(fd, 4);
fs.fsyncSync(fd);
fs.fdatasyncSync(fd);
fs.fchmodSync(fd, 0o640);
fs.futimesSync(fd, 10, 20);
console.log(fs.readFileSync(at('fd'), 'utf8'), (fs.fstatSync(fd).mode & 0o777).toString(8), fs.fstatSync(fd).mtimeMs);
fs.closeSync(fd);
try { fs.fstatSync(fd); } catch (error) { console.log(error.message); }

for (const entry of fs.readdirSync(at('a'), { withFileTypes: true })) console.log(entry.name, entry.isFile(), entry.isDirectory());
console.log(fs.readdirSync(at('a'), 'buffer').every(Buffer.isBuffer), fs.readdirSync(Buffer.from(at('a')), 'hex'));
