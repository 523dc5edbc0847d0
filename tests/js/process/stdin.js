//@ stdin: first line\nsecond line\n
// Standard input as a stream.
process.stdin.setEncoding('utf8');
let text = '';
process.stdin.on('data', (part) => { text += part; });
process.stdin.on('end', () => console.log('end', JSON.stringify(text)));
