// Has a child process add two numbers, and prints what it answers.
// Question: the sum is here, nobody asks anything more. Why do both processes live on?
'use strict';
const { fork } = require('child_process');

if (process.send === undefined) {
  const child = fork(__filename);
  child.on('message', (sum) => console.log('the sum:', sum));
  child.send([19, 23]);
} else {
  process.on('message', ([one, other]) => process.send(one + other));
}
