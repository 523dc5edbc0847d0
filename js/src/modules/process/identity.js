// For whom the process acts.

const { codes } = require('internal/errors');
const { validateArray, validateUint32 } = require('internal/validators');
const facts = require('process/native');

// Node's own words for these calls: "EPERM, Operation not permitted".
function failure({ errno, syscall }) {
  const [code, text] = require('internal/uv').entry(errno) ?? ['UNKNOWN', 'unknown error'];
  const error = new Error(`${code}, ${text[0].toUpperCase()}${text.slice(1)}`);
  return Object.assign(error, { errno, code, syscall });
}

// A number, or a name that the system knows.
function checkId(id, name) {
  if (typeof id === 'number') validateUint32(id, name);
  else if (typeof id !== 'string') throw new codes.ERR_INVALID_ARG_TYPE(name, ['number', 'string'], id);
}

function lookUp(id, ask, kind) {
  if (typeof id === 'number') return id;
  const number = ask(id);
  if (number < 0) throw new codes.ERR_UNKNOWN_CREDENTIAL(kind, id);
  return number;
}

function setter(which, syscall, ask, kind) {
  return (id) => {
    checkId(id, 'id');
    // The range of numbers is that of the system; -0 is 0.
    const status = facts.setId(which, lookUp(id, ask, kind));
    if (status < 0) throw failure({ errno: status, syscall });
  };
}

exports.setuid = setter(0, 'setuid', facts.userId, 'User');
exports.seteuid = setter(1, 'seteuid', facts.userId, 'User');
exports.setgid = setter(2, 'setgid', facts.groupId, 'Group');
exports.setegid = setter(3, 'setegid', facts.groupId, 'Group');

exports.getgroups = () => {
  const groups = facts.groups();
  if (typeof groups === 'number') throw failure({ errno: groups, syscall: 'getgroups' });
  // The effective group is one of them, wherever the system keeps it.
  const own = facts.identities()[3];
  return groups.includes(own) ? groups : [...groups, own];
};

exports.setgroups = (groups) => {
  validateArray(groups, 'groups');
  groups.forEach((id, i) => checkId(id, `groups[${i}]`));
  const numbers = groups.map((id) => lookUp(id, facts.groupId, 'Group'));
  const status = facts.setGroups(numbers);
  if (status < 0) throw failure({ errno: status, syscall: 'setgroups' });
};

exports.initgroups = (user, extraGroup) => {
  checkId(user, 'user');
  checkId(extraGroup, 'extraGroup');
  const group = lookUp(extraGroup, facts.groupId, 'Group');
  const name = typeof user === 'number' ? facts.userName(user) : user;
  if (name === undefined || facts.userId(name) < 0) throw new codes.ERR_UNKNOWN_CREDENTIAL('User', user);
  const status = facts.initGroups(name, group);
  if (status < 0) throw failure({ errno: status, syscall: 'initgroups' });
};
