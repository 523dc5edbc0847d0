exports.kArrow = Symbol('kArrow');
