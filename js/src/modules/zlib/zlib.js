// zlib: loads, because programs load it before they know whether they will compress anything; and says so when they do.

const absent = require('internal/absent');

const kinds = ['Deflate', 'Inflate', 'Gzip', 'Gunzip', 'DeflateRaw', 'InflateRaw', 'Unzip', 'BrotliCompress', 'BrotliDecompress'];
const lower = (name) => name[0].toLowerCase() + name.slice(1);

absent(exports, 'zlib', kinds);
absent(exports, 'zlib', kinds.map((kind) => `create${kind}`));
absent(exports, 'zlib', kinds.flatMap((kind) => [lower(kind), `${lower(kind)}Sync`]));
absent(exports, 'zlib', ['crc32']);

// Settings of what is not there.
exports.constants = Object.freeze({ __proto__: null });
