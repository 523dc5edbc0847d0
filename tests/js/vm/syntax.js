// A script that is none is told with its place, as a file is.
const vm = require('vm');
for (const [name, fails] of Object.entries({
  script: () => new vm.Script('x y'),
  named: () => new vm.Script('let a;\nlet a;', { filename: 'some.js' }),
  fresh: () => vm.runInNewContext('let ä = ;', {}),
  here: () => vm.runInThisContext('f(1 2)'),
})) {
  try {
    fails();
  } catch (error) {
    console.log(name, error.name, error.message);
    console.log(error.stack.split('\n').slice(0, 3).join('\n'));
  }
}
