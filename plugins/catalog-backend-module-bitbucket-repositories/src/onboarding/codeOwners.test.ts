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
])('reads the owners of all files in %j', (text, owners) => {
  expect(readCodeOwners(text)).toEqual(owners);
});
