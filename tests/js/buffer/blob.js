//@ node: 24
// Blob and File.
const { Blob, File, resolveObjectURL } = require('buffer');

function show(call) {
  try {
    console.log(call());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}

(async () => {
  const blob = new Blob(['abc', Buffer.from('def'), new Uint16Array([0x6867]), new Blob(['i']), 5, new ArrayBuffer(1)],
                        { type: 'Text/PLAIN' });
  console.log(blob.size, blob.type, String(blob));
  console.log(JSON.stringify(await blob.text()));
  console.log(Buffer.from(await blob.arrayBuffer()).toString('hex'), (await blob.bytes()).constructor.name);
  for (const args of [[], [2], [2, 5], [-3], [-5, -2], [5, 2], [99], [1.5, 4.9], [1, 3, 'X/Y'], [0, 1, 'ü']]) {
    const part = blob.slice(...args);
    console.log(part.size, JSON.stringify(part.type), JSON.stringify(await part.text()), part.constructor === Blob);
  }
  console.log(blob, [new Blob([])], new Blob(['a'], { type: '\u0001' }).type === '');
  console.log(new Blob(['a\r\nb\rc\n'], { endings: 'native' }).size, await new Blob(['\ufeffbom \ud800']).text());
  const source = Buffer.from('before');
  const copied = new Blob([source]);
  source.fill('x');
  console.log(await copied.text());
  for (const wrong of ['text', {}, null, 5]) {
    try { new Blob(wrong); } catch (error) { console.log(error.name, error.code); }
  }
  show(() => new Blob([], 5));
  show(() => new Blob([], { endings: 'other' }));
  show(() => Object.getOwnPropertyDescriptor(Blob.prototype, 'size').get.call({}));
  await Blob.prototype.text.call({}).catch((error) => console.log(error.code, error.message));

  const file = new File(['content'], 'name.txt', { lastModified: 12.9, type: 'a/b' });
  console.log(file.name, file.size, file.type, file.lastModified, file instanceof Blob, String(file));
  console.log(file, await file.text(), file.slice(0, 3) instanceof File);
  console.log(new File([], 5, { lastModified: 'no' }).lastModified, Math.abs(new File([], '').lastModified - Date.now()) < 1000);
  show(() => new File([]));
  show(() => resolveObjectURL('blob:nodedata:unknown'));
})();
