// The primary: starts the workers, and opens what they share.

const EventEmitter = require('events');
const Worker = require('cluster/worker');
const Line = require('cluster/line');

const SCHED_NONE = 1;
const SCHED_RR = 2;

const cluster = new EventEmitter();
module.exports = cluster;

cluster.isWorker = false;
cluster.isMaster = true;
cluster.isPrimary = true;
cluster.Worker = Worker;
cluster.workers = {};
cluster.settings = {};
cluster.SCHED_NONE = SCHED_NONE; // the system decides who gets a connection
cluster.SCHED_RR = SCHED_RR; // we do
cluster.schedulingPolicy = policyOf(process.env.NODE_CLUSTER_SCHED_POLICY);

// What workers share, by the key that the first of them asked with.
const handles = new Map();
let lastId = 0;
// The policy of the whole program, from the first `setupPrimary` on.
let policy;
// How many have an open channel, and what is to be called when none has.
let connected = 0;
let whenNoneIs = [];

function policyOf(word) {
  return word === 'none' ? SCHED_NONE : SCHED_RR;
}

// ---- starting

cluster.setupPrimary = cluster.setupMaster = function setupPrimary(options) {
  const settings = {
    args: process.argv.slice(2),
    exec: process.argv[1],
    execArgv: process.execArgv,
    silent: false,
    ...cluster.settings,
    ...options,
  };
  cluster.settings = settings;
  if (policy === undefined) {
    policy = cluster.schedulingPolicy;
    require('assert')(policy === SCHED_NONE || policy === SCHED_RR, `Bad cluster.schedulingPolicy: ${policy}`);
  }
  process.nextTick(() => cluster.emit('setup', settings));
};

cluster.fork = function fork(env) {
  cluster.setupPrimary();
  const id = ++lastId;
  const child = start(id, env);
  const worker = new Worker({ id, process: child });
  const line = new Line(worker, (message, handle) => hear(worker, message, handle));
  worker.on('message', function (message, handle) {
    cluster.emit('message', this, message, handle);
  });
  child.once('exit', (exitCode, signalCode) => {
    // Without a channel nothing is still to come.
    if (!worker.isConnected()) {
      letGo(worker);
      delete cluster.workers[id];
    }
    worker.exitedAfterDisconnect = Boolean(worker.exitedAfterDisconnect);
    worker.state = 'dead';
    worker.emit('exit', exitCode, signalCode);
    cluster.emit('exit', worker, exitCode, signalCode);
  });
  if (child.connected) connected++;
  child.once('disconnect', () => {
    letGo(worker);
    line.lost();
    if (worker.isDead()) delete cluster.workers[id];
    worker.exitedAfterDisconnect = Boolean(worker.exitedAfterDisconnect);
    worker.state = 'disconnected';
    worker.emit('disconnect');
    cluster.emit('disconnect', worker);
    if (--connected === 0) allDisconnected();
  });
  process.nextTick(() => cluster.emit('fork', worker));
  cluster.workers[id] = worker;
  return worker;
};

function start(id, env) {
  const { cwd, exec, args, serialization, silent, windowsHide, execArgv, stdio, uid, gid } = cluster.settings;
  return require('child_process').fork(exec, args, {
    cwd, serialization, silent, windowsHide, execArgv, stdio, uid, gid,
    env: { ...process.env, ...env, NODE_UNIQUE_ID: `${id}` },
  });
}

// ---- what workers ask and tell

function hear(worker, message, handle) {
  switch (message.act) {
    case 'online':
      worker.emit('online');
      cluster.emit('online', worker);
      break;
    case 'queryServer': return openServer(worker, message);
    case 'listening': return listening(worker, message);
    case 'close':
      if (handles.get(message.key)?.remove(worker)) handles.delete(message.key);
      break;
    case 'exitedAfterDisconnect':
      worker.exitedAfterDisconnect = true;
      Line.of(worker).tell({ ack: message.seq });
  }
}

function openServer(worker, message) {
  // It is about to go.
  if (worker.exitedAfterDisconnect) return;
  const key = [message.address, message.port, message.addressType, message.fd, message.index].join(':');
  let handle = handles.get(key);
  // A worker that asks for what it has is at odds with us: it has closed its server, and we have yet to hear of it.
  if (handle === undefined || handle.has(worker)) {
    const Kind = policy === SCHED_NONE || /^udp/.test(message.addressType) ? require('cluster/shared') :
      require('cluster/round_robin');
    handle = new Kind(key, { ...message, address: nearest(message) });
    handles.set(key, handle);
  }
  handle.add(worker, (errno, reply, opened) => {
    // The next one who asks tries again.
    if (errno !== 0) handles.delete(key);
    Line.of(worker).tell({ errno, key, ack: message.seq, ...reply }, opened);
  });
}

// A path as seen from here, if that is shorter than the worker's: paths of sockets must not be long.
function nearest({ address, port }) {
  if (port >= 0 || typeof address !== 'string' || address[0] === '\0') return address;
  const relative = require('path').relative(process.cwd(), address);
  return relative.length < address.length ? relative : address;
}

function listening(worker, { addressType, address, port, fd }) {
  const info = { addressType, address, port, fd };
  worker.state = 'listening';
  worker.emit('listening', info);
  cluster.emit('listening', worker, info);
}

// ---- the end

cluster.disconnect = function disconnect(callback) {
  for (const worker of Object.values(cluster.workers)) if (worker.isConnected()) worker.disconnect();
  if (typeof callback === 'function') whenNoneIs.push(callback);
  if (connected === 0) process.nextTick(allDisconnected);
};

function allDisconnected() {
  const callbacks = whenNoneIs;
  whenNoneIs = [];
  for (const callback of callbacks) callback();
}

// The worker uses nothing of ours any more.
function letGo(worker) {
  for (const [key, handle] of handles) if (handle.remove(worker)) handles.delete(key);
}

Worker.prototype.disconnect = function disconnect() {
  this.exitedAfterDisconnect = true;
  Line.of(this).tell({ act: 'disconnect' });
  letGo(this);
  delete cluster.workers[this.id];
  return this;
};

Worker.prototype.destroy = function destroy(signal) {
  this.process.kill(signal || 'SIGTERM');
};
