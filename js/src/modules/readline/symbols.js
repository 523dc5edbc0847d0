// Names of what an interface keeps for itself.
const names = [
  'kQuestion', 'kQuestionCancel', 'kQuestionReject', 'kQuestionCallback', 'kOldPrompt', 'kLineBuffer', 'kSawReturnAt', 'kDecoder',
  'kLines', 'kOnLine', 'kNormalWrite', 'kTtyWrite', 'kWriteToOutput', 'kAddHistory', 'kLine', 'kInsertString', 'kRefreshLine',
  'kSubstringSearch', 'kPreviousKey', 'kKillRing', 'kKillRingCursor', 'kYanking', 'kUndoStack', 'kRedoStack', 'kTabComplete',
  'kMoveCursor', 'kPrompt', 'kHistoryDown', 'kHistoryUp', 'kCallCompleter',
];
for (const name of names) exports[name] = Symbol(name);
