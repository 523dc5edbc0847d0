// https: loads and says at its use that it is absent, like http.

require('internal/absent')(exports, 'https', ['Agent', 'Server', 'createServer', 'get', 'request']);
