import { visibleText } from './visibleText';

it.each([
  ['NUL', 'a\0b', 'a\\u0000b'],
  ['a control character', 'a\u001b[31mb', 'a\\u001B[31mb'],
  ['a bidirectional override', 'a\u202eb', 'a\\u202Eb'],
  ['a line separator', 'a\u2028b', 'a\\u2028b'],
  ['half of a character', 'a\ud800b', 'a\ufffdb'],
])('shows %s', (_, text, expected) => {
  expect(visibleText(text)).toBe(expected);
});

it('keeps other text', () => {
  const text = 'Zoë, 東京, 👩‍💻\n\tline 2';
  expect(visibleText(text)).toBe(text);
});
