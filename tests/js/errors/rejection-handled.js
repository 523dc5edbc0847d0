// With a listener the program goes on; a handler that comes late is told as 'rejectionHandled'.
process.on('unhandledRejection', (reason, promise) => {
  console.log('unhandled', reason.message, promise === rejected);
  setTimeout(() => rejected.catch((error) => console.log('caught late', error.message)), 1);
});
process.on('rejectionHandled', (promise) => console.log('handled', promise === rejected));
const rejected = Promise.reject(new Error('patience'));
const inTime = Promise.reject(new Error('in time'));
process.nextTick(() => inTime.catch((error) => console.log('caught', error.message)));
