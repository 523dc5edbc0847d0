// fast-csv: tables in and out, as streams.
const csv = require('fast-csv');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { pipeline } = require('stream/promises');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'evloop-csv-'));
const file = path.join(folder, 'table.csv');

const read = (stream) => new Promise((resolve, reject) => {
  const rows = [];
  stream.on('error', reject).on('data', (row) => rows.push(row)).on('end', (count) => resolve([count, rows]));
});

(async () => {
  const rows = [
    { name: 'Ada', born: 1815, note: 'said "yes"' },
    { name: 'Grace', born: 1906, note: 'two\nlines, and a comma' },
    { name: 'Zoë', born: '', note: '' },
  ];
  console.log(await csv.writeToString(rows, { headers: true }));
  await new Promise((resolve, reject) => {
    csv.writeToPath(file, rows, { headers: ['name', 'note'], writeBOM: true }).on('finish', resolve).on('error', reject);
  });
  console.log(JSON.stringify(fs.readFileSync(file, 'utf8')));
  console.log(await read(csv.parseFile(file, { headers: true })));

  console.log(await read(csv.parseString('a;b\n1;2\n\n3;4\n', { delimiter: ';', ignoreEmpty: true })));
  const checked = csv.parseString('n\n1\nx\n3', { headers: true })
    .validate((row) => !Number.isNaN(Number(row.n)))
    .transform((row) => ({ n: Number(row.n), square: row.n ** 2 }))
    .on('data-invalid', (row, number) => console.log('invalid', number, row));
  console.log(await read(checked));
  await read(csv.parseString('a,b\n1\n', { headers: true, strictColumnHandling: false }))
    .catch((error) => console.log(error.message));

  // Many rows through the file: a formatter into it, a parser out of it.
  const many = csv.format({ headers: true, transform: (row) => ({ n: row.n, text: 'x'.repeat(row.n % 50) }) });
  const written = pipeline(many, fs.createWriteStream(file));
  for (let n = 0; n < 3000; n++) {
    if (!many.write({ n })) await new Promise((resolve) => many.once('drain', resolve));
  }
  many.end();
  await written;
  let [sum, length] = [0, 0];
  for await (const row of fs.createReadStream(file).pipe(csv.parse({ headers: true }))) {
    sum += Number(row.n);
    length += row.text.length;
  }
  console.log('many', sum, length);
})().finally(() => fs.rmSync(folder, { recursive: true }));
