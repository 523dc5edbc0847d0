// The reason need not be an error.
Promise.reject({ reason: 1 });
