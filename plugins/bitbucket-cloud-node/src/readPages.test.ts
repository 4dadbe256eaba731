import { z } from 'zod/v4';
import { readPages } from './readPages';
import { type JsonResponse } from './requestJson';
import { pageSchema } from './schemas';

const API = 'https://api.example/2.0/members';

async function read(pages: object[]) {
  const values: number[] = [];
  const rest = [...pages];
  const listing = readPages({
    url: API,
    schema: pageSchema(z.number()),
    what: 'the members',
    maxPages: 10,
    get: async () => ({ status: 200, body: rest.shift() } as JsonResponse),
  });
  for await (const page of listing) {
    values.push(...page);
  }
  return values;
}

const first = { values: [1, 2], size: 5, next: `${API}?page=2` };

it.each([
  ['without a size', [{ ...first, size: undefined }, { values: [3] }]],
  ['with its size', [first, { values: [3, 4, 5], size: 5 }]],
  ['from which a value was removed', [first, { values: [4, 5], size: 4 }]],
  ['to which a value was added', [first, { values: [2, 3, 4, 5], size: 6 }]],
  ['whose size is too small', [first, { values: [3], size: 0 }]],
])('reads a list %s', async (_, pages) => {
  await expect(read(pages)).resolves.toEqual(
    pages.flatMap(({ values }) => values),
  );
});

it.each([
  [[{ values: [], size: 7 }], 7, 0],
  [[first, { values: [3], size: 5 }], 5, 3],
])('rejects %j, because values are missing', async (pages, size, count) => {
  await expect(read(pages)).rejects.toMatchObject({
    code: 'invalid_response',
    message: `Bitbucket's list of the members states ${size} values but ${count} were read; the list was not used`,
  });
});
