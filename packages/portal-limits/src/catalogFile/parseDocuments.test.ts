import { parseEntityYaml } from '@backstage/plugin-catalog-node';
import { standardLimits } from '../limits/limits';
import { parseDocuments } from './parseDocuments';

const parse = (text: string) => parseDocuments(text, standardLimits);
const location = { type: 'url', target: 'https://example.com/a.yaml' };

describe('parseDocuments', () => {
  it.each([
    'a: b',
    'a: 1\nb: true\nc: null\nd: 2020-01-01\ne: 0x10\nf: "1"',
    '---\na: b\n---\n---\nc: d\n...\n',
    '{"a": [1, 2, {"b": "c"}]}',
    'a: &anchor {b: c}\nd: *anchor\n<<: *anchor',
    'a: |\n  text: with\n  colons\nb: >\n  folded\n  text',
    '# comment\na: b # comment\n',
  ])('reads %j like Backstage', text => {
    const expected = [...parseEntityYaml(Buffer.from(text), location)].map(
      result => 'entity' in result && result.entity,
    );
    const contents = parse(text)
      .map(document => ('content' in document ? document.content : undefined))
      .filter(content => content !== null);
    expect(contents).toEqual(expected);
  });

  it.each([
    ['a: !!binary QUJD', { a: 'QUJD' }],
    ['a: !<tag:yaml.org,2002:bin%61ry> QUJD', { a: 'QUJD' }],
    ['a: !!bin%61ry QUJD', { a: 'QUJD' }],
    ['a: !!timestamp 2020-01-01', { a: '2020-01-01' }],
    ['a: !!set {b, c}', { a: { b: null, c: null } }],
    ['a: !!omap [{b: c}]', { a: [{ b: 'c' }] }],
  ])('converts %j to JSON values', (text, expected) => {
    expect(parse(text)).toEqual([{ content: expected }]);
  });

  it('reads the valid documents of a file that contains an error', () => {
    expect(parse('a: b\n---\na: "b" c\n---\nd: e')).toEqual([
      { content: { a: 'b' } },
      {
        error: 'Unexpected scalar at node end at line 3, column 8',
      },
      { content: { d: 'e' } },
    ]);
  });

  it.each([
    ['at the beginning', '\uFEFFa: b\n---\nc: d'],
    ['before each document', '\uFEFFa: b\n---\n\uFEFFc: d'],
    ['before each marker', '\uFEFF---\na: b\n\uFEFF---\nc: d'],
    ['after a marker', '--- \uFEFF{a: b}\n--- \uFEFF{c: d}'],
    ['before a comment', 'a: b\r\n---\r\n\uFEFF# c\r\n\uFEFFc: d\r\n'],
    ['twice', '\uFEFF\uFEFFa: b\n---\n\uFEFF\uFEFFc: d'],
    ['before JSON', '\uFEFF{"a": "b"}\n---\n\uFEFF{"c": "d"}'],
  ])('ignores byte order marks %s', (_, text) => {
    expect(parse(text)).toEqual([
      { content: { a: 'b' } },
      { content: { c: 'd' } },
    ]);
  });

  it('keeps a byte order mark within a text', () => {
    expect(parse('a: "\uFEFFb"\nc: |\n  \uFEFFd\n')).toEqual([
      { content: { a: '\uFEFFb', c: '\uFEFFd\n' } },
    ]);
  });

  it.each([
    ['a: b\na: c', 'Map keys must be unique at line 2, column 1'],
    ['x: {"a": 1, "a": 2}', 'Map keys must be unique at line 1, column 13'],
    ['{[a]: b}', 'A key is not a text at line 1, column 2'],
    ['a: *b', 'Unresolved alias'],
    ['a: &a b\n*a : c', 'A key is not a text at line 2, column 1'],
  ])('finds the error of %j', (text, error) => {
    expect(parse(text)).toEqual([{ error: expect.stringContaining(error) }]);
  });

  // The parser would need 10 seconds to report all of them.
  it.each([
    ['commas', `[${','.repeat(10_000)}]`],
    ['tabs', `a: |\n  a\n${'\t\n'.repeat(50_000)}`],
    ['quotes', 'a: "x" y\n'.repeat(5_000)],
    ['escapes', `a: "${'\\q'.repeat(100_000)}"`],
    ['braces', `a:\n  - ${'}'.repeat(100_000)}`],
  ])('stops at the 100th syntax error of a file with wrong %s', (_, text) => {
    expect(() => parse(text)).toThrow(
      /^The file has more than 100 syntax errors\. One of them is: (?!The file).* at line \d+, column \d+\. Check that the file is YAML or JSON\.$/,
    );
  });

  it('counts byte order marks in the size of a file', () => {
    const size = standardLimits['catalogFile.size'];
    expect(() => parse('\uFEFF\n'.repeat(size / 4 + 1))).toThrow('bytes');
  });

  it('does not parse a file above the limits', () => {
    expect(() => parse('['.repeat(100))).toThrow('64 nested lists and maps');
  });
});
