// libuv's numbers for the resolver's symbols, which errors carry as `errno`.
module.exports = {
  UV_EAI_CODES: {
    EAI_ADDRFAMILY: -3000, EAI_AGAIN: -3001, EAI_BADFLAGS: -3002, EAI_FAIL: -3004, EAI_FAMILY: -3005,
    EAI_MEMORY: -3006, EAI_NODATA: -3007, EAI_NONAME: -3008, EAI_SERVICE: -3010, EAI_SOCKTYPE: -3011,
  },
};
