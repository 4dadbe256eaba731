import { readExistingFile, readNewFile } from './readDocuments';

const entity = 'kind: Component\nmetadata:\n  name: shop\n';

it('reads the entities of a file', () => {
  const [shop] = readExistingFile(`${entity}---\n[]\n`);
  expect(shop).toEqual({ kind: 'Component', metadata: { name: 'shop' } });
  expect(readNewFile(entity)).toEqual([shop]);
});

// The parser takes minutes for a megabyte of these, and gigabytes for some.
it.each([
  ['commas', `[${','.repeat(50_000)}`],
  ['brackets', '['.repeat(50_000)],
  ['maps', '{a: '.repeat(12_000)],
  ['keys', 'a: b\n'.repeat(12_000)],
  ['documents', `${entity}---\n`.repeat(1_200)],
])('does not parse a file with too many %s', (_, content) => {
  expect(readExistingFile(content)).toEqual([]);
  expect(() => readNewFile(content)).toThrow(
    'The catalog file is not valid YAML: more than 20000 keys, values, spaces and punctuation marks',
  );
});
