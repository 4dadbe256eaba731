import { ConfigReader } from '@backstage/config';
import { type JsonObject } from '@backstage/types';
import {
  findBitbucketWebhooksConfigProblems,
  readBitbucketWebhooksConfig,
} from './webhooksConfig';

const SECRET = 'a-secret-that-only-this-test-uses';
const UUID = '{5d0c7a5e-8a1b-4c2d-9e3f-0a1b2c3d4e5f}';

const create = (bitbucketCloud: unknown, root: JsonObject = {}) =>
  new ConfigReader({
    ...root,
    events: { ...Object(root.events), modules: { bitbucketCloud } },
  } as JsonObject);

const find = (bitbucketCloud: unknown, root?: JsonObject) =>
  findBitbucketWebhooksConfigProblems(create(bitbucketCloud, root));

it('reads secrets and workspaces', () => {
  const config = create({
    webhookSecrets: [SECRET, `${SECRET}-2`],
    workspaces: [` ${UUID.toUpperCase()}`, 'Harbour-Bikes'],
  });
  expect(readBitbucketWebhooksConfig(config)).toEqual({
    secrets: [SECRET, `${SECRET}-2`],
    workspaces: [{ uuid: UUID }, { slug: 'harbour-bikes' }],
  });
});

it.each([undefined, {}, { webhookSecrets: [] }, { workspaces: ['acme'] }])(
  'returns nothing without a secret: %j',
  config => {
    expect(readBitbucketWebhooksConfig(create(config))).toBeUndefined();
  },
);

describe('the default of workspaces', () => {
  it.each(['bitbucketRepositories', 'bitbucketWorkspace', 'bitbucketCloud'])(
    'is the workspaces of catalog.providers.%s',
    name => {
      const providers = {
        [name]: { main: { workspace: 'acme' }, more: { workspace: UUID } },
      };
      const config = create(
        { webhookSecrets: [SECRET], workspaces: [] },
        { catalog: { providers } },
      );
      expect(readBitbucketWebhooksConfig(config)?.workspaces).toEqual([
        { slug: 'acme' },
        { uuid: UUID },
      ]);
    },
  );

  it("is the workspace of Backstage's provider without an id", () => {
    const providers = { bitbucketCloud: { workspace: 'acme' } };
    const config = create(
      { webhookSecrets: [SECRET] },
      { catalog: { providers } },
    );
    expect(readBitbucketWebhooksConfig(config)?.workspaces).toEqual([
      { slug: 'acme' },
    ]);
  });

  it('is a problem if there is no workspace', () => {
    expect(find({ webhookSecrets: [SECRET] })).toMatchObject([
      {
        key: 'events.modules.bitbucketCloud.workspaces',
        found: 'is missing, and catalog.providers contains no workspace',
      },
    ]);
  });
});

describe('problems', () => {
  it.each([
    ['is not a list', SECRET, ''],
    ['is not a list', { 0: SECRET }, ''],
    ['is not a text', [12345678901234567890], '[0]'],
    ['is not a text', [{ $file: 'x' }], '[0]'],
    ['is empty', [SECRET, ''], '[1]'],
    ['is empty', ['   '], '[0]'],
    ['has 15 characters, fewer than 16', ['s3cr3t-s3cr3t-s'], '[0]'],
    ['begins or ends with white space', [`${SECRET}\n`], '[0]'],
    [
      'has 129 characters, more than the 128 that Bitbucket accepts',
      ['x'.repeat(129)],
      '[0]',
    ],
    ['has 11 secrets, more than 10', Array(11).fill(SECRET), ''],
  ])('secrets: %s', (found, webhookSecrets, index) => {
    const problems = find({ webhookSecrets, workspaces: ['acme'] });
    expect(problems).toMatchObject([
      { key: `events.modules.bitbucketCloud.webhookSecrets${index}`, found },
    ]);
    expect(JSON.stringify(problems)).not.toMatch(/only-this-test|s3cr3t|xxxx/);
  });

  it.each([
    ['is not a list', 'acme', ''],
    ['is {"5d0c":null}, which is neither', [{ '5d0c': null }], '[0]'],
    ['is "a/b", which is neither', ['acme', 'a/b'], '[1]'],
    ['is "{5d0c7a5e}", which is neither', ['{5d0c7a5e}'], '[0]'],
  ])('workspaces: %s', (found, workspaces, index) => {
    expect(find({ webhookSecrets: [SECRET], workspaces })).toMatchObject([
      {
        key: `events.modules.bitbucketCloud.workspaces${index}`,
        found: expect.stringContaining(found),
      },
    ]);
  });

  it('unknown keys, and another type', () => {
    expect(find({ webhookSecret: SECRET })).toMatchObject([
      {
        key: 'events.modules.bitbucketCloud.webhookSecret',
        remedy: 'Use one of: webhookSecrets, workspaces.',
      },
    ]);
    expect(find('x')).toMatchObject([{ found: 'is not a map' }]);
  });

  it.each([
    'bitbucketCloud',
    'BitbucketCloud',
    '/bitbucketCloud',
    'bitbucketCloud.repo:push',
  ])('the topic %s without a signature', topic => {
    expect(
      find(undefined, { events: { http: { topics: ['github', topic] } } }),
    ).toMatchObject([
      {
        key: 'events.http.topics',
        found: `contains "${topic}", which would accept events of Bitbucket without a signature`,
      },
    ]);
  });

  it.each(['bitbucketCloudy', 'bitbucket', 'my-bitbucketCloud'])(
    'not the topic %s',
    topic => {
      expect(
        find(undefined, { events: { http: { topics: [topic] } } }),
      ).toEqual([]);
    },
  );

  it('all together', () => {
    expect(() =>
      readBitbucketWebhooksConfig(
        create({ webhookSecrets: ['', 'short'], workspaces: ['a b'] }),
      ),
    ).toThrow(/\[0\] is empty[^]*\[1\] has 5 characters[^]*is "a b"/);
  });
});
