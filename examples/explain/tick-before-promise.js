// A connection that says 'ready' as soon as its maker has had time to listen, and a maker that loads its settings before.
// Question: the settings are loaded already. Why does 'ready' come too early nevertheless, and is missed?
'use strict';
const EventEmitter = require('events');

class Connection extends EventEmitter {
  constructor() {
    super();
    process.nextTick(() => {
      console.log(`'ready' is told to ${this.listenerCount('ready')} listeners`);
      this.emit('ready');
    });
  }
}

async function loadSettings() { return { user: 'me' }; }

async function main() {
  const connection = new Connection();
  const settings = await loadSettings();
  connection.on('ready', () => console.log(`hello, ${settings.user}`));
  console.log(`now there is ${connection.listenerCount('ready')} listener`);
}
main();
