// A broken link between modules whose URLs are longer than the engine cares to print.
const folder = './fixtures/a-folder-whose-name-is-longer-than-the-engine-gives-a-name-room-for';
console.log(Object.keys(await import(`${folder}/exports-something.mjs`)));
try {
  await import(`${folder}/imports-nothing.mjs`);
} catch (error) {
  console.log(error.name, error.message);
}
