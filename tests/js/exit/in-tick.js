process.nextTick(() => process.exit(6));
process.nextTick(() => console.log('never'));
