// Shorter ones first, whatever the order of making; lengths far apart, so that the machine's load does not matter.
setTimeout(() => console.log('400'), 400);
setTimeout(() => console.log('10'), 10);
setTimeout(() => console.log('200'), 200);
setTimeout(() => console.log('nothing said'));
