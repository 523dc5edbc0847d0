// uuid: identifiers of all versions. An ECMAScript module.
//@ node: 20
import('uuid').then((uuid) => {
  const { v1, v3, v4, v5, v6, v7, v1ToV6, validate, version, parse, stringify, NIL, MAX } = uuid;
  for (const make of [v1, v4, v6, v7]) {
    const ids = Array.from({ length: 100 }, () => make());
    console.log(version(ids[0]), new Set(ids).size, ids.every(validate));
  }
  const sorted = Array.from({ length: 50 }, () => v7());
  console.log('in order', sorted.join() === [...sorted].sort().join());

  console.log(v3('hello', v3.DNS), v5('hello', v5.URL), v5('ü', 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'));
  const fixed = { random: Uint8Array.from({ length: 16 }, (_, n) => n), msecs: 1_600_000_000_000, nsecs: 5, seq: 1 };
  console.log(v4(fixed), v7(fixed), v1({ ...fixed, clockseq: 7, node: [1, 2, 3, 4, 5, 6] }));
  console.log(v1ToV6('92f62d9e-22c4-11ef-97e9-325096b39f47'));
  console.log(parse(MAX), stringify(new Uint8Array(16)) === NIL, v4({}, Buffer.alloc(16)).length);
  console.log(validate('no'), validate(NIL), version(MAX));
  for (const wrong of [() => parse('x'), () => v5('x', 'y'), () => v4({ random: [1] })]) {
    try {
      wrong();
    } catch (error) {
      console.log(error.name, error.message);
    }
  }
});
