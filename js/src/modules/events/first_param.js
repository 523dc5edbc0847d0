// An option of `on`, for the house alone: the iterator gives the first argument of the event, not all in an array.
module.exports = { kFirstEventParam: Symbol('kFirstEventParam') };
