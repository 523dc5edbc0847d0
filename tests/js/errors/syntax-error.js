// Nothing of a program with a syntax error runs.
console.log('never');
let x = ;
