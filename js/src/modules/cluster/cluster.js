// cluster: one program in several processes that share their servers. Node's documentation calls the first the primary
// and the others its workers; which of them this one is, the environment says until `_setupWorker` has heard it.
module.exports = 'NODE_UNIQUE_ID' in process.env ? require('cluster/child') : require('cluster/primary');
