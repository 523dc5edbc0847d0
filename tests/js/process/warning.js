// emitWarning: an event, and a line on stderr, later.
process.on('warning', (warning) => console.log('event', warning.name, warning.message, warning.code));
process.emitWarning('be careful', 'OwnWarning', 'OWN001');
process.emitWarning(new Error('as an error'));
console.log('main');
