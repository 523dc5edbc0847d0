// What is done for objects that still live when the program ends.
//@ node: 24
process.removeAllListeners('warning');
const kept = { name: 'kept' };
const dropped = { name: 'dropped' };
process.finalization.register(kept, ({ name }, event) => console.log(name, event));
process.finalization.registerBeforeExit(kept, ({ name }, event) => console.log(name, event));
process.finalization.register(dropped, () => console.log('never'));
process.finalization.unregister(dropped);
process.on('exit', () => console.log('exit'));
globalThis.kept = kept;
