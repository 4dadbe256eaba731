import { normalizeBitbucketUuid } from './uuid';

const uuid = '{0f7a6d5b-0000-4b7e-8a3c-6e9b1f0d2a10}';

it.each([
  uuid,
  uuid.toUpperCase(),
  uuid.slice(1, -1),
  ` ${uuid}\n`,
  uuid.replace('{', '{ ').replace('}', ' }'),
])('normalizes %j', text => {
  expect(normalizeBitbucketUuid(text)).toBe(uuid);
});

it('keeps characters that are not part of a uuid, so that they match no account', () => {
  expect(normalizeBitbucketUuid('{0f7a 6d5b}')).toBe('{0f7a 6d5b}');
});

it('handles many spaces in linear time', () => {
  const text = `{a${' '.repeat(200_000)}b`;
  const start = performance.now();
  expect(normalizeBitbucketUuid(text)).toBe(`${text}}`);
  expect(performance.now() - start).toBeLessThan(500);
});
