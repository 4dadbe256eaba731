import { readCodeOwners } from './codeOwners';

it.each([
  ['', []],
  ['* @acme/booking', ['@acme/booking']],
  ['# * @no\n* @one mira@acme.example # two\n', ['@one', 'mira@acme.example']],
  ['* @one\n*.js @two\n', ['@one']],
  ['* @one\r\n** @two @two', ['@two']],
  ['* @one\n*', []],
  ['/docs/ @writers', []],
  ['[Section]\n* @teams/fleet', ['@teams/fleet']],
  ['* not-an-owner @', []],
  ['* @one # comment\u2028 @two', ['@one']],
])('reads the owners of all files in %j', (text, owners) => {
  expect(readCodeOwners(text)).toEqual(owners);
});

it('returns at most 100 owners', () => {
  const names = Array.from({ length: 200 }, (_, index) => `@team${index}`);
  expect(readCodeOwners(`* ${names.join(' ')}`)).toEqual(names.slice(0, 100));
});

it('reads only the beginning of a long file', () => {
  expect(readCodeOwners(`* @one\n# ${'x'.repeat(200_000)}\n* @two`)).toEqual([
    '@one',
  ]);
});
