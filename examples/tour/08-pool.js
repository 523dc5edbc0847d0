// What do the threads of the pool do?
const { pbkdf2 } = require('crypto');

let left = 6;
for (let i = 0; i < 6; i++) {
  pbkdf2('a password', `salt ${i}`, 200_000, 32, 'sha256', function hashed(error) {
    if (error) throw error;
    console.log('a password is hashed');
    if (--left === 0) console.log('that is all');
  });
}
console.log('six jobs are handed over, and the program goes on');
