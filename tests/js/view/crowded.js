// Has much to show: a hundred timers, one of which goes off a hundred times a second.
for (let number = 1; number < 100; number += 1) {
  setTimeout(function aTimerWhoseNameTakesSomeRoomInEachStateThatIsSentToThePage() {}, 1e9 + number);
}
setInterval(function tick() {}, 10);
console.log('ready');
