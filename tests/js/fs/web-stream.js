// FileHandle.readableWebStream(): read to the end, cancelled, closed under the reader's feet.
//@ node: 24
const fs = require('fs/promises');
(async () => {
  const whole = await fs.open(__filename);
  let size = 0;
  for await (const chunk of whole.readableWebStream()) size += chunk.byteLength;
  console.log(size === (await fs.stat(__filename)).size, whole.fd > 0);
  await whole.close();

  const cancelled = await fs.open(__filename);
  const reader = cancelled.readableWebStream({ autoClose: true }).getReader({ mode: 'byob' });
  console.log(Buffer.from((await reader.read(new Uint8Array(5))).value).toString());
  await reader.cancel();
  console.log(cancelled.fd);

  const closed = await fs.open(__filename);
  const stream = closed.readableWebStream();
  console.log(stream);
  try {
    closed.readableWebStream();
  } catch (error) {
    console.log(error.code, error.message);
  }
  await closed.close();
  console.log(stream, (await stream.getReader().read()).done);
})();
