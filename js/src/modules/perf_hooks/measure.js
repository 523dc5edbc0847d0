// performance.measure: from one point in time to another.

const { codes: { ERR_INVALID_ARG_VALUE, ERR_PERFORMANCE_INVALID_TIMESTAMP, ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS } } =
  require('internal/errors');
const { now } = require('perf_hooks/clock');
const { PerformanceMeasure, kMake, milestoneNames } = require('perf_hooks/entries');
const { timeline } = require('perf_hooks/observer');

// A point in time from a number, or from the name of a mark or of one of the process' own points.
function timeOf(mark) {
  if (mark === undefined) return undefined;
  if (typeof mark === 'number') {
    if (mark < 0) throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(mark);
    return mark;
  }
  const name = `${mark}`;
  if (name in milestoneNames) {
    const at = require('perf_hooks/performance').performance.nodeTiming[name];
    if (at <= 0 && name !== 'nodeStart') throw new ERR_INVALID_ARG_VALUE('name', name);
    return at;
  }
  const found = timeline.mark.findLast((entry) => entry.name === name);
  if (found === undefined) {
    const { DOMException } = require('internal/domexception');
    throw new DOMException(`The "${name}" performance mark has not been set`, 'SyntaxError');
  }
  return found.startTime;
}

function make(name, startOrOptions, endMark) {
  require('internal/validators').validateString(name, 'name');
  const isOptions = typeof startOrOptions === 'object' && startOrOptions !== null;
  const options = isOptions ? startOrOptions : {};
  const { start, end, duration } = options;
  if (isOptions && Object.keys(options).length > 0) {
    if (endMark !== undefined) {
      throw new ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS('endMark must not be specified');
    }
    if (start === undefined && end === undefined) {
      throw new ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS('One of options.start or options.end is required');
    }
    if (start !== undefined && end !== undefined && duration !== undefined) {
      throw new ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS('Must not have options.start, options.end, and ' +
        'options.duration specified');
    }
  }
  const from = isOptions ? start : startOrOptions;
  let stop;
  if (endMark !== undefined) stop = timeOf(endMark);
  else if (end !== undefined) stop = timeOf(end);
  else if (start !== undefined && duration !== undefined) stop = timeOf(start) + timeOf(duration);
  else stop = now();
  let begin = 0;
  if (from !== undefined) begin = timeOf(from);
  else if (duration !== undefined && end !== undefined) begin = timeOf(end) - timeOf(duration);
  return new PerformanceMeasure(kMake, name, begin, stop - begin, options);
}

module.exports = { make };
