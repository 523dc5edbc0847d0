//@ stdin: some text
// Standard input that is a pipe is a socket of `net` which is only read.
const { stdin } = process;
const net = require('net');
console.log(stdin instanceof net.Socket, stdin.constructor.name, stdin.fd, stdin.readable, stdin.writable, stdin.readyState);
console.log(stdin.connecting, stdin.pending, stdin.address(), stdin.remoteAddress, stdin.isTTY, typeof stdin._handle.readStop);
stdin.setEncoding('utf8');
let text = '';
stdin.on('data', (chunk) => { text += chunk; });
stdin.on('end', () => console.log('end', text, stdin.bytesRead, stdin.destroyed));
stdin.on('close', (hadError) => console.log('close', hadError, stdin.destroyed, stdin._handle));
