import { isSigned, parseSignature } from './signature';

// https://datatracker.ietf.org/doc/html/rfc4231#section-4.3
const EXAMPLE = {
  secret: 'Jefe',
  body: 'what do ya want for nothing?',
  signature:
    'sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
};

it('accepts the example of the standard', () => {
  const signature = parseSignature(EXAMPLE.signature)!;
  const bytes = Buffer.from(EXAMPLE.body);
  expect(isSigned(bytes, signature, ['other', EXAMPLE.secret])).toBe(true);
  expect(isSigned(bytes, signature, [EXAMPLE.secret, 'other'])).toBe(true);
  expect(isSigned(bytes, signature, ['other'])).toBe(false);
  expect(isSigned(bytes, signature, [])).toBe(false);
  expect(isSigned(bytes.subarray(1), signature, [EXAMPLE.secret])).toBe(false);
});

it.each([undefined, '', 'sha256=', ['sha256=', EXAMPLE.signature], {}])(
  'parses no signature from %j',
  header => {
    expect(parseSignature(header)).toBeUndefined();
  },
);
