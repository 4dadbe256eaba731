import { limitTexts } from './limitTexts';

it('does not change ordinary texts', () => {
  const document = {
    title: 'Pumps & valves <b>',
    text: 'See https://example.com/pumps?a=b#c\n\n<!- 1-a -->',
    location: '/docs/pumps',
    lifecycle: ['production', 1, null],
    authorization: { resourceRef: 'component:default/pumps' },
  };
  expect(limitTexts(document)).toEqual(document);
});

it.each([
  ['a word', '1-a-'.repeat(5_000), '1-a-1-a-1'],
  ['a comment', '<!--'.repeat(5_000), '<! --<! --<! --'],
  ['a comment after a space', ' <!-- '.repeat(3_000), ' <! --  <! -- '],
])('separates the parts of %s', (_, text, beginning) => {
  const { title, spec } = limitTexts({
    title: text,
    spec: { lists: [[text]] },
  });
  expect(title.startsWith(beginning)).toBe(true);
  expect(title).not.toMatch(/\S{201}|<!--/);
  expect(spec.lists).toEqual([[title]]);
});

it('does not split a character of two code units', () => {
  const { text } = limitTexts({ text: '🚲'.repeat(300) });
  expect(text).toBe(`${'🚲'.repeat(200)} ${'🚲'.repeat(100)}`);
});

it('cuts addresses and does not add spaces to them', () => {
  const long = `/docs/${'1-a-'.repeat(1_000)}`;
  const { location, path } = limitTexts({ location: long, path: long });
  expect(location).toBe(long.slice(0, 2_000));
  expect(path).toBe(location);
});

it('cuts texts, also in lists', () => {
  const { list } = limitTexts({ list: ['a '.repeat(20_000)] });
  expect(list[0]).toHaveLength(20_000);
});
