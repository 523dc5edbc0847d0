#!/usr/bin/env node
// The first line is none of the program's.
console.log('runs', __filename.endsWith('hashbang.js'));
