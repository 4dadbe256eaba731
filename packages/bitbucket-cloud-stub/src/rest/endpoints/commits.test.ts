import { call, tokenOf } from '../../__testUtils__/restClient';
import { quietSeed } from '../../__testUtils__/quietSeed';
import { createBitbucketCloudStub } from '../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../BitbucketCloudStub';

const REPOSITORY = '/repositories/harbour-bikes/booking-api';
const COMMITS = `${REPOSITORY}/commits`;
const BRANCH = 'pricing/weekend-tariff';

describe('commits', () => {
  let stub: BitbucketCloudStub;
  let token: string;
  let first: string;
  let second: string;

  beforeAll(async () => {
    stub = await createBitbucketCloudStub({ seed: quietSeed() });
    token = await tokenOf(stub, 'treyes');
    const push = (message: string, path: string) =>
      stub.push('harbour-bikes', 'booking-api', {
        message,
        files: { [path]: message },
      });
    first = (await push('Write about bells', 'docs/bells.md')).commit;
    second = (await push('Write about <wheels>', 'docs/wheels.md')).commit;
  });

  afterAll(async () => {
    await stub.close();
  });

  const messages = (body: { values: { message: string }[] }) =>
    body.values.map(each => each.message);

  it.each(['main', 'HASH', 'SHORT'])(
    'of %s are listed from the newest',
    async name => {
      const revision = name
        .replace('HASH', second)
        .replace('SHORT', second.slice(0, 12));
      const { body } = await call(stub, token, `${COMMITS}/${revision}`);

      expect(messages(body)).toEqual([
        'Write about <wheels>',
        'Write about bells',
        'As in the seed',
      ]);
      expect(body).not.toHaveProperty('size');
      expect(body.values[0]).toMatchObject({
        type: 'commit',
        hash: second,
        author: { user: { nickname: 'mira' } },
        parents: [{ hash: first }],
        summary: { raw: 'Write about <wheels>' },
      });
      expect(body.values[0].summary.html).not.toContain('<wheels>');
    },
  );

  it.each<[string, string[]]>([
    [`/${encodeURIComponent(BRANCH)}`, ['As in the seed', 'As in the seed']],
    [`/${BRANCH}?pagelen=1`, ['As in the seed']],
    [`/main?exclude=${BRANCH}&pagelen=1`, ['Write about <wheels>']],
    ['/main?path=docs/bells.md', ['Write about bells']],
    ['/main?path=README.md', ['As in the seed']],
    ['?include=main&path=docs/wheels.md', ['Write about <wheels>']],
  ])('are selected by %s', async (query, expected) => {
    const { body } = await call(stub, token, `${COMMITS}${query}`);

    expect(messages(body)).toEqual(expected);
  });

  it('of all branches are listed across pages', async () => {
    const { body } = await call(stub, token, `${COMMITS}?pagelen=3`);
    const rest = await call(stub, token, body.next);

    expect(messages(body)).toHaveLength(3);
    expect(messages(rest.body)).toHaveLength(1);
    expect(rest.body).not.toHaveProperty('next');
  });

  it('are returned by hash', async () => {
    const { body } = await call(stub, token, `${REPOSITORY}/commit/${first}`);

    expect(body).toMatchObject({ hash: first, message: 'Write about bells' });
  });

  it.each([
    `${COMMITS}/none`,
    `${COMMITS}?include=none`,
    `${REPOSITORY}/commit/0000000`,
  ])('are not found at %s', async path => {
    const { status, body } = await call(stub, token, path);

    expect(status).toBe(404);
    expect(body.error.message).toBe('Commit not found');
  });
});
