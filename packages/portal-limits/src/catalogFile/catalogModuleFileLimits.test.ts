import catalogPlugin from '@backstage/plugin-catalog-backend';
import { setTimeout } from 'node:timers/promises';
import {
  type LimitedBackend,
  REPOSITORY,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

let backend: LimitedBackend;

beforeAll(async () => {
  backend = await startLimitedBackend([catalogPlugin], {
    catalog: { rules: [{ allow: ['Component', 'API', 'Location'] }] },
  });
});

afterAll(() => backend.stop());

const component = (
  name: string,
  more = '',
) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
spec:
  type: service
  lifecycle: production
  owner: team
${more}`;
const repeat = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

async function dryRun(content: string) {
  backend.files['catalog-info.yaml'] = content;
  return backend.send('/api/catalog/locations?dryRun=true', {
    type: 'url',
    target: `${REPOSITORY}/catalog-info.yaml`,
  });
}

/** Returns the error message of a response, without the name of the file. */
function messageOf({ text }: { text: string }): string {
  return JSON.parse(text).error.message;
}

describe('the dry run of a location', () => {
  it.each([
    [
      'too many keys',
      repeat(20_000, index => `  k${index}: v`),
      'The file has more than 15,000 keys and values. Split the file. An administrator can change backend.limits.catalogFile.values.',
    ],
    [
      'an entity with too many values',
      repeat(2_600, index => `  k${index}: v`),
      'The entity has more than 2,500 values after aliases and placeholders are resolved. Move data to another place, and link to it. An administrator can change backend.limits.entity.values.',
    ],
    [
      'an alias of a map of 100 values, used 50 times',
      `  base: &base\n${repeat(100, i => `    k${i}: v`)}\n${repeat(
        50,
        i => `  m${i}: *base`,
      )}`,
      'The entity has more than 2,500 values',
    ],
    [
      'aliases of aliases',
      `  l0: &l0 [a, a, a, a, a, a, a, a]\n${repeat(
        8,
        i => `  l${i + 1}: &l${i + 1} [${Array(8).fill(`*l${i}`).join()}]`,
      )}`,
      'Excessive alias count',
    ],
    [
      '10,000 brackets',
      `  a: ${'['.repeat(10_000)}`,
      '64 nested lists and maps',
    ],
    ['nested keys', `  a:\n    ${'? '.repeat(40)}a`, 'a key that begins with'],
    [
      'a text of 200 kB',
      `  text: ${'x'.repeat(200_000)}`,
      'The entity has more than 200,000 bytes of text as JSON after aliases and placeholders are resolved. Link to large texts instead.',
    ],
    [
      'a NUL character',
      String.raw`  text: "zero \0 byte"`,
      'The entity has a character that the database cannot store at spec.text: NUL (U+0000), or half of a surrogate pair (U+D800 to U+DFFF). Remove it.',
    ],
    [
      'half of a surrogate pair',
      String.raw`  list: ["half \uD800 pair"]`,
      'that the database cannot store at spec.list.0',
    ],
    ['equal keys', '  a: b\n  a: c', 'Map keys must be unique at line 10'],
    [
      'too many placeholders',
      repeat(21, index => `  p${index}: { $text: ./catalog-info.yaml }`),
      'The entity has more than 20 placeholders',
    ],
  ])('rejects a file with %s', async (_, content, message) => {
    const response = await dryRun(component('a', content));
    expect(response.status).toBe(400);
    expect(messageOf(response)).toContain(message);
  });

  it.each([
    [
      '2,000 keys',
      component(
        'a',
        repeat(2_000, index => `  k${index}: v`),
      ),
    ],
    [
      'an OpenAPI document of 430 kB',
      component(
        'a',
        `  definition: |\n${repeat(
          16_000,
          () => '    a: b: "c": {d: [1]} - &x',
        )}`,
      ).replace('Component', 'API'),
    ],
    [
      'many documents',
      Array.from({ length: 100 }, (_, index) => component(`c${index}`)).join(
        '---\n',
      ),
    ],
  ])('accepts a file with %s', async (_, content) => {
    expect(await dryRun(content)).toMatchObject({ status: 201 });
  });

  describe('of a file with a placeholder', () => {
    it.each([
      ['yaml', 'key: [a, b]', '"data":{"key":["a","b"]}'],
      ['json', '{"key": ["a", "b"]}', '"data":{"key":["a","b"]}'],
      ['text', 'key: [a, b]', '"data":"key: [a, b]"'],
      ['text', '\uFEFFkey: [a, b]', '"data":"key: [a, b]"'],
      ['json', '\uFEFF{"key": "a"}', '"data":{"key":"a"}'],
    ])('reads $%s', async (key, content, data) => {
      backend.files['data.txt'] = content;
      const response = await dryRun(
        component('a', `  data: { $${key}: ./data.txt }`),
      );
      expect(response.status).toBe(201);
      expect(response.text).toContain(data);
    });

    it.each([
      [
        'yaml',
        repeat(20_000, index => `k${index}: v`),
        '15,000 keys and values',
      ],
      ['text', 'x'.repeat(2_097_153), 'more than 2,097,152 bytes'],
      ['yaml', 'a: b\n---\nc: d', 'has 2 documents. Write exactly one.'],
      ['yaml', 'a: b: c', 'Nested mappings are not allowed'],
      ['json', `[${'1,'.repeat(21_000)}1]`, '15,000 keys and values'],
      ['json', `{"a": ${'['.repeat(70)}`, '64 nested lists and maps'],
      ['json', '{', 'cannot use ./data.txt'],
      ['text', 'zero \0 byte', 'the database cannot store at spec.data'],
      [
        'json',
        String.raw`{"half": "\ud800"}`,
        'the database cannot store at spec.data.half',
      ],
      [
        'yaml',
        repeat(2_600, index => `- v${index}`),
        'The entity has more than 2,500 values',
      ],
    ])('rejects $%s of an unusable file', async (key, content, message) => {
      backend.files['data.txt'] = content;
      const response = await dryRun(
        component('a', `  data: { $${key}: ./data.txt }`),
      );
      expect(response.status).toBe(400);
      expect(messageOf(response)).toContain(message);
    });

    it('rejects texts whose total is too large', async () => {
      backend.files['data.txt'] = 'x'.repeat(150_000);
      const response = await dryRun(
        component(
          'a',
          '  a: { $text: ./data.txt }\n  b: { $text: ./data.txt }',
        ),
      );
      expect(response.status).toBe(400);
      expect(messageOf(response)).toContain(
        'The entity has more than 200,000 bytes',
      );
    });

    it('rejects the definition of an API above 512 KiB', async () => {
      const api = component('a', '  definition: { $text: ./data.txt }').replace(
        'Component',
        'API',
      );
      backend.files['data.txt'] = 'x'.repeat(524_289);
      const response = await dryRun(api);
      expect(response.status).toBe(400);
      expect(messageOf(response)).toContain(
        'The definition of the API has more than 524,288 bytes as JSON. Split the API, or link to its definition instead. An administrator can change backend.limits.entity.definition.',
      );
      backend.files['data.txt'] = 'x'.repeat(524_288);
      expect(await dryRun(api)).toMatchObject({ status: 201 });
    });

    it('rejects control characters, which take six bytes each in the database', async () => {
      backend.files['data.txt'] = '\u0001'.repeat(100_000);
      const placeholder = '{ $text: ./data.txt }';
      for (const [kind, key] of [
        ['API', 'definition'],
        ['Component', 'text'],
      ]) {
        const file = component('a', `  ${key}: ${placeholder}`);
        const response = await dryRun(file.replace('Component', kind));
        expect(response.status).toBe(400);
        expect(messageOf(response)).toMatch(/has more than [0-9,]+ bytes/);
      }
    });

    it.each([
      [
        'https://bitbucket.org/acme/secret/src/main/data.yaml',
        'same repository',
      ],
      ['https://bitbucket.org/acme/secret/src/main', 'same repository'],
      ['./missing.yaml', 'could not read location'],
      ['[a]', 'expected a string value parameter'],
    ])('rejects $yaml: %s', async (target, message) => {
      const response = await dryRun(
        component('a', `  data: { $yaml: ${target} }`),
      );
      expect(response.status).toBe(400);
      expect(messageOf(response)).toContain(message);
    });
  });
});

it('reports at its location that a registered file exceeds a limit, and keeps the entity', async () => {
  backend.files['registered.yaml'] = component('registered');
  const registered = await backend.send('/api/catalog/locations', {
    type: 'url',
    target: `${REPOSITORY}/registered.yaml`,
  });
  expect(registered.status).toBe(201);
  const { entityRef } = JSON.parse(registered.text).location;
  await waitForText('component/default/registered', '"relations"');

  backend.files['registered.yaml'] = component(
    'registered',
    repeat(20_000, index => `  k${index}: v`),
  );
  await backend.send('/api/catalog/refresh', { entityRef });
  await waitForText(
    entityRef.replace(':', '/'),
    'The file has more than 15,000 keys and values',
  );
  await waitForText('component/default/registered', '"relations"');
}, 60_000);

async function waitForText(entity: string, text: string) {
  const path = `/api/catalog/entities/by-name/${entity}`;
  while (!(await backend.send(path)).text.includes(text)) {
    await setTimeout(100);
  }
}
