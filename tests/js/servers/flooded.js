// Echoes whatever comes, and has a timer of 10 ms beside it. After as many beats as the first argument says it tells how late
// the latest was, and how much processor time was used from one beat to the next, at three of four beats: on a busy
// machine the first is not the program's fault alone, nor is a beat or two of the second where the processor is a share of
// another. A second argument of `pipe` has the sockets piped.
const beats = Number(process.argv[2]);
const period = 10;
const server = require('net').createServer((socket) => {
  socket.on('error', () => {});
  if (process.argv[3] === 'pipe') socket.pipe(socket);
  else socket.on('data', (data) => { echoed += data.length; socket.write(data) || wait(socket); });
});
let echoed = 0;

function wait(socket) {
  socket.pause();
  socket.once('drain', () => socket.resume());
}

const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };

server.once('connection', () => {
  let count = 0;
  let worstWait = 0;
  const works = [];
  let [time, work] = [performance.now(), used()];
  setInterval(() => {
    const [now, spent] = [performance.now(), used()];
    worstWait = Math.max(worstWait, now - time - period);
    works.push(spent - work);
    [time, work] = [now, spent];
    if (++count < beats) return;
    const mostly = works.sort((a, b) => a - b)[Math.floor(beats * 3 / 4)];
    console.log('late', worstWait.toFixed(1), 'work', mostly.toFixed(1), 'echoed', echoed);
    process.exit();
  }, period);
});
server.listen(0, '127.0.0.1', () => console.log('listening', server.address().port));
