// Connections that a server's process has sent to children: who sent them wants to know how many there still are.

const { EventEmitter } = require('events');

const NOTIFY = 'NODE_SOCKET_NOTIFY_CLOSE';
const CLOSED = 'NODE_SOCKET_ALL_CLOSED';
const ASK = 'NODE_SOCKET_GET_COUNT';
const COUNT = 'NODE_SOCKET_COUNT';

// The parent's side: the connections of one server at one child.
class Sent extends EventEmitter {
  constructor(child, key) {
    super();
    this.child = child;
    this.key = key;
    child.on('exit', () => this.emit('exit', this));
  }

  ask(cmd, answer, callback) {
    const { child } = this;
    const { codes: { ERR_CHILD_CLOSED_BEFORE_REPLY } } = require('internal/errors');
    if (!child.connected) return callback(new ERR_CHILD_CLOSED_BEFORE_REPLY());
    const over = (error, count) => {
      child.removeListener('internalMessage', hear);
      child.removeListener('exit', gone);
      child.removeListener('disconnect', gone);
      callback(error, count);
    };
    const hear = (message) => {
      if (message.cmd === answer && message.key === this.key) over(null, message.count);
    };
    const gone = () => over(new ERR_CHILD_CLOSED_BEFORE_REPLY());
    child.on('internalMessage', hear);
    child.once('exit', gone);
    child.once('disconnect', gone);
    child._send({ cmd, key: this.key }, undefined, true);
  }

  getConnections(callback) {
    this.ask(ASK, COUNT, callback);
  }

  close(callback) {
    this.ask(NOTIFY, CLOSED, callback);
  }
}

// The child's side.
class Got extends EventEmitter {
  constructor(channelOwner, key) {
    super();
    this.owner = channelOwner;
    this.key = key;
    this.connections = 0;
    channelOwner.on('internalMessage', (message) => {
      if (message.key !== key) return;
      if (message.cmd === ASK) return this.answer({ cmd: COUNT, key, count: this.connections });
      if (message.cmd !== NOTIFY) return;
      const done = () => this.answer({ cmd: CLOSED, key });
      if (this.connections === 0) done();
      else this.once('empty', done);
    });
  }

  answer(message) {
    if (this.owner.connected) this.owner._send(message, undefined, true);
  }

  add(socket) {
    this.connections++;
    socket.once('close', () => {
      this.connections--;
      if (this.connections === 0) this.emit('empty', this);
    });
  }
}

// A server's connection is about to be sent.
exports.sends = function sends(link, message, socket) {
  const key = socket.server._connectionKey;
  message.key = key;
  if (link.sockets.send[key] !== undefined) return;
  link.sockets.send[key] = new Sent(link.target, key);
  socket.server._setupWorker(link.sockets.send[key]);
};

// A connection of a server elsewhere has come.
exports.got = function got(link, key, socket) {
  link.sockets.got[key] ??= new Got(link.target, key);
  link.sockets.got[key].add(socket);
};
