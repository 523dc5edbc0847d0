// Who imported a name of a built-in module sees what it is now, when it is told so.
import fs, { readFileSync } from 'fs';
import * as all from 'node:fs';
import { syncBuiltinESMExports } from 'module';

const before = readFileSync;
fs.readFileSync = () => 'changed';
fs.newOne = 1;
console.log(readFileSync === before, all.readFileSync === before);
syncBuiltinESMExports();
console.log(readFileSync(), all.readFileSync(), fs.readFileSync === readFileSync, 'newOne' in all);
fs.readFileSync = before;
delete fs.readFile;
syncBuiltinESMExports();
console.log(readFileSync === before, all.readFile);
