// A worker, as it sees itself: its servers listen by way of the primary.

const EventEmitter = require('events');
const Worker = require('cluster/worker');
const Line = require('cluster/line');

const cluster = new EventEmitter();
module.exports = cluster;

cluster.isWorker = true;
cluster.isMaster = false;
cluster.isPrimary = false;
cluster.worker = null;
cluster.Worker = Worker;

// What listens by way of the primary, by the key that the primary knows it by.
const handles = new Map();
// Servers may be opened at the same address again and again, above all at port 0, and each must be known as another one:
// they are numbered.
const numbers = new Map();

let line;

// Called before the program's first line.
cluster._setupWorker = function _setupWorker() {
  const worker = new Worker({ id: process.env.NODE_UNIQUE_ID | 0, process, state: 'online' });
  delete process.env.NODE_UNIQUE_ID;
  cluster.worker = worker;
  process.once('disconnect', () => {
    process.channel = null;
    worker.emit('disconnect');
    // The primary has gone, or has had enough of us.
    if (!worker.exitedAfterDisconnect) process.exit(0);
  });
  line = new Line(worker, (message, handle) => {
    if (message.act === 'newconn') connection(message, handle);
    else if (message.act === 'disconnect') leave(worker, true);
  });
  // Where servers and sockets look for us.
  require('net/native').cluster = cluster;
  require('dgram/native').cluster = cluster;
  line.tell({ act: 'online' });
};

// ---- listening

// Asks the primary to listen for `owner`, a server or a UDP socket. `callback(errno, handle)`, where the handle is one of
// ours, to which connections come, or what the primary has opened, on its way.
cluster._getServer = function _getServer(owner, options, callback) {
  let { address } = options;
  // The primary may be in another folder.
  if (options.port < 0 && typeof address === 'string' && address[0] !== '\0') address = require('path').resolve(address);
  const place = [address, options.port, options.addressType, options.fd].join(':');
  const number = take(place);
  const question = { act: 'queryServer', index: number, ...options, address };
  line.tell(question, null, (reply, opened) => {
    if (reply.errno) {
      giveBack(place, number);
      return callback(reply.errno, null);
    }
    owner.once('listening', () => {
      cluster.worker.state = 'listening';
      line.tell({ ...question, act: 'listening', port: owner.address()?.port || options.port });
    });
    const closed = () => {
      handles.delete(reply.key);
      giveBack(place, number);
      line.tell({ act: 'close', key: reply.key });
    };
    if (opened === undefined || opened === null) {
      const StandIn = require('cluster/stand_in');
      const handle = new StandIn(reply.sockname, closed);
      handles.set(reply.key, handle);
      callback(0, handle);
    } else {
      // It may be closed as it is; or become part of our loop, where it is another object.
      opened.becomes = (handle) => tellWhenClosed(reply.key, handle, closed);
      opened.becomes(opened);
      callback(0, opened);
    }
  });
};

// The primary must hear when what it has opened is closed here.
function tellWhenClosed(key, handle, closed) {
  handles.set(key, handle);
  const { close } = handle;
  handle.close = function (...args) {
    closed();
    handle.close = close;
    return Reflect.apply(close, this, args);
  };
}

function take(place) {
  if (!numbers.has(place)) numbers.set(place, { next: 0, taken: new Set() });
  const known = numbers.get(place);
  known.taken.add(known.next);
  return known.next++;
}

function giveBack(place, number) {
  const known = numbers.get(place);
  if (known === undefined) return;
  known.taken.delete(number);
  if (known.taken.size === 0) numbers.delete(place);
}

// A connection that is ours, if we want it.
function connection({ seq, key }, handle) {
  const server = handles.get(key);
  const accepted = server !== undefined && !isFull(server.owner);
  line.tell({ ack: seq, accepted });
  if (accepted) server.onconnection(0, handle);
  else handle?.close();
}

// One that throws away what is too much gets it.
function isFull(server) {
  if (server === undefined || server.dropMaxConnection) return false;
  return (server.maxConnections ?? null) !== null && server._connections >= server.maxConnections;
}

// ---- the end

// Closes the servers, waits until their last connections have gone, and hangs up.
function leave(worker, asked) {
  worker.exitedAfterDisconnect = true;
  let left = 1;
  const done = () => {
    if (--left > 0) return;
    if (asked) hangUp();
    else line.tell({ act: 'exitedAfterDisconnect' }, null, hangUp);
  };
  for (const handle of [...handles.values()]) {
    left++;
    if (handle.owner) handle.owner.close(done);
    else handle.close(done);
  }
  handles.clear();
  done();
}

// Unless the primary has been quicker.
function hangUp() {
  if (process.connected) process.disconnect();
}

Worker.prototype.disconnect = function disconnect() {
  if (this.state !== 'disconnecting' && this.state !== 'destroying') {
    this.state = 'disconnecting';
    leave(this, false);
  }
  return this;
};

Worker.prototype.destroy = function destroy() {
  if (this.state === 'destroying') return;
  this.exitedAfterDisconnect = true;
  if (!this.isConnected()) process.exit(0);
  this.state = 'destroying';
  line.tell({ act: 'exitedAfterDisconnect' }, null, hangUp);
  process.once('disconnect', () => process.exit(0));
};
