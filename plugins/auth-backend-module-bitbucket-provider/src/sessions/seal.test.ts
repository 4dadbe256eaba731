import { randomBytes } from 'node:crypto';
import { seal, type SealedContext, SESSION_FORMAT, unseal } from './seal';
import { createContent } from '../__testUtils__/sessionRows';

const KEY = randomBytes(32);
const CONTEXT: SealedContext = {
  format: SESSION_FORMAT,
  idHash: 'a'.repeat(64),
  environment: 'development',
  payloadVersion: 7,
};
const content = createContent();
const payload = seal(content, KEY, CONTEXT);

it('opens what it sealed', () => {
  expect(unseal(payload, KEY, CONTEXT)).toEqual(content);
});

it('seals the same content differently each time', () => {
  expect(seal(content, KEY, CONTEXT)).not.toBe(payload);
});

it('reveals nothing of the content', () => {
  const bytes = Buffer.from(payload, 'base64url').toString('latin1');
  expect(bytes).not.toContain(content.account.uuid);
  expect(bytes).not.toContain(content.tokens.accessToken);
});

it('rejects a payload with a changed bit', () => {
  const bytes = Buffer.from(payload, 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] ^= 1 << bit % 8;
    expect(unseal(changed.toString('base64url'), KEY, CONTEXT)).toBeUndefined();
  }
});

it('rejects a truncated payload', () => {
  for (let length = 0; length < payload.length; length++) {
    expect(unseal(payload.slice(0, length), KEY, CONTEXT)).toBeUndefined();
  }
});

it.each([
  ['additional text at the end', `${payload}AAAA`],
  ['padding', `${payload}=`],
  ['a line end', `${payload}\n`],
  ['a blank inside', `${payload.slice(0, 9)} ${payload.slice(9)}`],
  ['characters that are not base64', `${payload}!!`],
])('rejects a payload with %s', (_, changed) => {
  expect(unseal(changed, KEY, CONTEXT)).toBeUndefined();
});

it('rejects another spelling of the same bits', () => {
  const ALPHABET =
    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  // A content whose last character has unused bits.
  const odd = [1, 2, 3]
    .map(length =>
      seal({ ...content, clientId: 'x'.repeat(length) }, KEY, CONTEXT),
    )
    .find(each => each.length % 4 !== 0)!;
  const last = ALPHABET.indexOf(odd.slice(-1));
  const other = odd.slice(0, -1) + ALPHABET[last + 1];
  expect(Buffer.from(other, 'base64url')).toEqual(
    Buffer.from(odd, 'base64url'),
  );
  expect(unseal(odd, KEY, CONTEXT)).toBeDefined();
  expect(unseal(other, KEY, CONTEXT)).toBeUndefined();
});

it.each<[string, Partial<SealedContext>]>([
  ['format', { format: SESSION_FORMAT + 1 }],
  ['ID', { idHash: 'b'.repeat(64) }],
  ['environment', { environment: 'production' }],
  ['payload version', { payloadVersion: 8 }],
])('rejects another %s', (_, change) => {
  expect(unseal(payload, KEY, { ...CONTEXT, ...change })).toBeUndefined();
});

it('rejects another key', () => {
  expect(unseal(payload, randomBytes(32), CONTEXT)).toBeUndefined();
});

it('rejects incomplete content', () => {
  const { account: _, ...rest } = content;
  const incomplete = seal(rest as typeof content, KEY, CONTEXT);
  expect(unseal(incomplete, KEY, CONTEXT)).toBeUndefined();
});
