//@ stdin: nobody reads this\n
// Standard input that nobody asks for holds nothing.
console.log('done');
