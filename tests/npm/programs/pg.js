// pg, with a real PostgreSQL: PGHOST, PGPORT, PGUSER and PGPASSWORD say where, and the password is asked for by SCRAM.
const { Client, Pool, types } = require('pg');

(async () => {
  const client = new Client();
  client.on('notice', (notice) => console.log('notice', notice.message));
  await client.connect();
  await client.query('CREATE TEMP TABLE people (id serial PRIMARY KEY, name text NOT NULL, born date, data jsonb, bytes bytea)');
  const inserted = await client.query(
    'INSERT INTO people (name, born, data, bytes) VALUES ($1, $2, $3, $4), ($5, NULL, NULL, NULL) RETURNING id, name',
    ['Ada 🎉', '1815-12-10', { tags: ['maths'], deep: { n: 1 } }, Buffer.from([0, 1, 255]), "O'Hara"],
  );
  console.log(inserted.command, inserted.rowCount, inserted.rows);
  types.setTypeParser(types.builtins.DATE, (text) => `day ${text}`);
  const { rows, fields } = await client.query('SELECT name, born, data, bytes FROM people ORDER BY id');
  console.log(rows, fields.map((field) => field.name));
  console.log((await client.query(`SELECT 1::int4, 2::int8, 1.5::float8, 3.14::numeric, true, NULL AS none,
    ARRAY[1, 2]::int4[] AS list, 'x'::varchar, '2020-01-02T03:04:05Z'::timestamptz AS at, '1 hour'::interval AS span`)).rows[0]);
  console.log((await client.query({ text: 'SELECT $1::int + 1 AS n', values: [41], rowMode: 'array', name: 'prepared' })).rows);
  console.log((await client.query({ name: 'prepared', text: 'SELECT $1::int + 1 AS n', values: [1] })).rows);
  const many = await client.query("SELECT n, repeat('x', 100) AS text FROM generate_series(1, 5000) n");
  console.log(many.rows.length, many.rows.at(-1).n, many.rows.every((row) => row.text.length === 100));
  console.log((await client.query('SELECT 1 AS a; SELECT 2 AS b')).map((result) => result.rows));

  for (const wrong of ['SELEKT 1', 'SELECT * FROM nowhere', "INSERT INTO people (name) VALUES (NULL)"]) {
    await client.query(wrong).catch((error) => console.log(error.code, error.severity, error.message, error.position));
  }
  await client.query("DO $$ BEGIN RAISE NOTICE 'hello from the server'; END $$");
  await client.query('BEGIN');
  await client.query('DELETE FROM people');
  await client.query('ROLLBACK');
  console.log((await client.query('SELECT count(*) FROM people')).rows[0].count);

  // Notices between connections, of which a pool keeps some.
  const pool = new Pool({ max: 3 });
  const listener = await pool.connect();
  const heard = new Promise((resolve) => listener.once('notification', ({ channel, payload }) => resolve([channel, payload])));
  await listener.query('LISTEN news');
  await pool.query("SELECT pg_notify('news', $1)", ['extra']);
  console.log(await heard);
  listener.release();
  const sums = await Promise.all(Array.from({ length: 20 }, (_, n) => pool.query('SELECT $1::int * 2 AS n', [n])));
  console.log(sums.reduce((sum, { rows: [row] }) => sum + row.n, 0), pool.totalCount <= 3, pool.waitingCount);

  // A query that is broken off, and a password that is wrong.
  const slow = await pool.connect();
  const { rows: [{ pid }] } = await slow.query('SELECT pg_backend_pid() AS pid');
  const cut = slow.query('SELECT pg_sleep(600)').catch((error) => error.code);
  const sleeps = "SELECT count(*)::int AS n FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'PgSleep'";
  // A query that has not begun cannot be broken off: we ask until it has.
  while ((await pool.query(sleeps, [pid])).rows[0].n === 0);
  await pool.query('SELECT pg_cancel_backend($1)', [pid]);
  console.log('cancelled', await cut);
  slow.release();
  await pool.end();
  await client.end();
  const stranger = new Client({ password: 'wrong' });
  await stranger.connect().catch((error) => console.log(error.code, error.message));
})();
