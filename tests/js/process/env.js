//@ env: EVLOOP_TWIN=a value
// The environment: read, written, deleted, listed; everything becomes a string.
console.log(process.env.EVLOOP_TWIN, process.env.NOT_THERE, 'EVLOOP_TWIN' in process.env, 'NOT_THERE' in process.env);
process.env.NEW_ONE = 1;
console.log(process.env.NEW_ONE, typeof process.env.NEW_ONE, Object.keys(process.env).includes('NEW_ONE'));
console.log(delete process.env.NEW_ONE, process.env.NEW_ONE, delete process.env.NOT_THERE);
process.env.NOTHING = undefined;
console.log(process.env.NOTHING, Object.hasOwn(process.env, 'EVLOOP_TWIN'), { ...process.env }.EVLOOP_TWIN);
