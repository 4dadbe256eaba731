import { createSecret, deriveKeys } from './secret';

const SECRET = `v1.${'A'.repeat(42)}E`;

it('creates another secret of 256 bits each time', () => {
  const secrets = Array.from({ length: 100 }, createSecret);
  expect(new Set(secrets).size).toBe(100);
  for (const secret of secrets) {
    expect(secret).toMatch(/^v1\.[\w-]{43}$/);
    expect(deriveKeys(secret)).toBeDefined();
  }
});

it('derives the same keys each time, in every release', () => {
  const { idHash, key } = deriveKeys(SECRET)!;
  expect(idHash).toMatch(/^[0-9a-f]{64}$/);
  expect(key).toHaveLength(32);
  expect({ idHash, key: key.toString('hex') }).toEqual({
    idHash: 'a806ac4749c3cb31913d97634640191b8450785ea609eb144575da532b14325c',
    key: '82e9ae6ba2efbec969cf903c471ef7d10bb8b7c25c0c030f27b6f2131ee95425',
  });
});

it('derives keys that are unrelated to the ID, and to the keys of another secret', () => {
  const other = deriveKeys(createSecret())!;
  const { idHash, key } = deriveKeys(SECRET)!;
  expect(key.toString('hex')).not.toBe(idHash);
  expect(other.idHash).not.toBe(idHash);
  expect(other.key.equals(key)).toBe(false);
});

it('derives other keys if any bit differs', () => {
  const bytes = Buffer.from(SECRET.slice(3), 'base64url');
  const seen = new Set([deriveKeys(SECRET)!.idHash]);
  for (let bit = 0; bit < 256; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] ^= 1 << bit % 8;
    seen.add(deriveKeys(`v1.${changed.toString('base64url')}`)!.idHash);
  }
  expect(seen.size).toBe(257);
});

it.each([
  ['nothing', ''],
  ['no prefix', SECRET.slice(3)],
  ['another version', SECRET.replace('v1', 'v2')],
  ['a missing character', SECRET.slice(0, -1)],
  ['an additional character', `${SECRET}A`],
  ['a line end', `${SECRET}\n`],
  ['a blank', ` ${SECRET}`],
  ['padding', `${SECRET}=`],
  ['base64 of the other alphabet', SECRET.replace('A', '+')],
  ['another spelling of the same bits', SECRET.replace(/E$/, 'F')],
  ['8 kB', `v1.${'A'.repeat(8192)}`],
])('rejects a cookie with %s', (_, cookie) => {
  expect(deriveKeys(cookie)).toBeUndefined();
});
