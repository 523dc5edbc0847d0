// Copies a file and shows a dot every 20 ms while it works.
// Question: the file is copied. Why do the dots go on?
'use strict';
const { copyFile, rm } = require('fs/promises');
const { tmpdir } = require('os');
const { join } = require('path');

async function copy(from, to) {
  setInterval(() => process.stdout.write('.'), 20);
  await copyFile(from, to);
  console.log('copied');
}

const target = join(tmpdir(), `copied-${process.pid}`);
copy(__filename, target).then(() => rm(target));
