// Arguments of a timeout's and an interval's callback.
setTimeout((...args) => {
  console.log('timeout', args);
  let count = 0;
  const every = setInterval((a, b) => {
    console.log('interval', a, b, ++count);
    if (count === 2) clearInterval(every);
  }, 2, 'i', undefined);
}, 1, 1, 'two', [3], null);
