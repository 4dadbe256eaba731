import { quietSeed } from '../../__testUtils__/quietSeed';
import { call, clientToken, tokenOf } from '../../__testUtils__/restClient';
import { createBitbucketCloudStub } from '../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../BitbucketCloudStub';

const REPOSITORIES = '/repositories/harbour-bikes';
const BRANCHES = `${REPOSITORIES}/booking-api/refs/branches`;
const ALL = [
  'booking-api',
  'booking-web',
  'price-library',
  'fleet-tracker',
  'developer-portal',
];

describe('repositories', () => {
  let stub: BitbucketCloudStub;
  let member: string;

  beforeAll(async () => {
    const seed = quietSeed();
    stub = await createBitbucketCloudStub({
      seed: {
        ...seed,
        projects: [
          ...seed.projects!,
          {
            workspace: 'adeyemi-consulting',
            key: 'OPEN',
            uuid: '{7c3e9d10-4a5b-4c6d-8e7f-0a1b2c3d4e99}',
            name: 'Open',
            is_private: false,
          },
        ],
        repositories: [
          // The first ones fit on a page.
          ...seed.repositories!.slice(0, ALL.length),
          {
            workspace: 'adeyemi-consulting',
            slug: 'open.tools',
            uuid: '{9e8d7c6b-5a49-4b3c-9d2e-1f0e9d8c7b99}',
            project: 'OPEN',
            is_private: false,
          },
        ],
      },
    });
    member = await tokenOf(stub, 'treyes');
  });

  afterAll(async () => {
    await stub.close();
  });

  const slugs = (body: { values: { slug: string }[] }) =>
    body.values.map(each => each.slug);

  it('lists the repositories of a workspace', async () => {
    const { body } = await call(stub, member, REPOSITORIES);

    expect(slugs(body)).toEqual(ALL);
    expect(body.values[0]).toMatchObject({
      type: 'repository',
      full_name: 'harbour-bikes/booking-api',
      name: 'Booking API',
      is_private: true,
      language: 'java',
      scm: 'git',
      project: { type: 'project', key: 'BOOK' },
      mainbranch: { type: 'branch', name: 'main' },
      owner: { type: 'team', display_name: 'Harbour Bikes' },
    });
  });

  it.each<[string, string[]]>([
    ['q=project.key="FLEET"', ['fleet-tracker']],
    ['q=name ~ "book" AND language = "java"', ['booking-api']],
    [
      'q=slug IN ("price-library","booking-web")',
      ['booking-web', 'price-library'],
    ],
    [
      'q=created_on > 2020-01-01&sort=-created_on',
      ['developer-portal', 'price-library'],
    ],
    ['q=is_private=false', []],
    ['sort=slug', [...ALL].sort()],
    ['role=member', ALL],
    ['role=contributor', ['booking-api', 'booking-web', 'price-library']],
    ['role=admin', []],
  ])('selects by %s', async (query, expected) => {
    const { body } = await call(stub, member, `${REPOSITORIES}?${query}`);

    expect(slugs(body)).toEqual(expected);
  });

  it.each([
    ['role=boss', 'Invalid value for role'],
    ['q=secret="x"', 'Invalid query: "secret" is not one of name, slug'],
    ['q=name=', 'Invalid query: expected a value'],
    ['sort=secret', 'Invalid field for sort'],
    ['pagelen=0', 'Invalid pagelen'],
    ['pagelen=101', 'Invalid pagelen'],
    ['pagelen=abc', 'Invalid pagelen'],
    ['page=-1', 'Invalid page'],
  ])('responds with 400 to %s', async (query, message) => {
    const { status, body } = await call(
      stub,
      member,
      `${REPOSITORIES}?${query}`,
    );

    expect(status).toBe(400);
    expect(body).toEqual({
      type: 'error',
      error: { message: expect.stringContaining(message) },
    });
  });

  it('keeps filter, order and fields across pages', async () => {
    const query =
      'q=language!="go"&sort=-slug&fields=next,values.slug&pagelen=3';
    const first = await call(stub, member, `${REPOSITORIES}?${query}`);
    const last = await call(stub, member, first.body.next);

    expect([first.body, last.body]).toEqual([
      {
        next: expect.stringContaining(`${stub.apiUrl}${REPOSITORIES}?`),
        values: [
          { slug: 'price-library' },
          { slug: 'developer-portal' },
          { slug: 'booking-web' },
        ],
      },
      { values: [{ slug: 'booking-api' }] },
    ]);
  });

  it('returns one repository, by slug and by uuid', async () => {
    const path = `${REPOSITORIES}/fleet-tracker`;
    const { body } = await call(stub, member, path);
    const id = encodeURIComponent(body.uuid);

    expect(body.links.hooks.href).toBe(`${stub.apiUrl}${path}/hooks`);
    expect((await call(stub, member, `${REPOSITORIES}/${id}`)).body).toEqual(
      body,
    );
  });

  it.each([
    ['an unknown repository', 'treyes', `${REPOSITORIES}/nothing`],
    ['a repository of others', 'kitmarlowe', `${REPOSITORIES}/booking-api`],
    [
      'a repository of another workspace',
      'treyes',
      '/repositories/adeyemi-consulting/booking-api',
    ],
  ])('responds with 404 to %s', async (_, person, path) => {
    const { status, body } = await call(
      stub,
      await tokenOf(stub, person),
      path,
    );

    expect(status).toBe(404);
    expect(body.error.message).toMatch(/^You may not have access/);
  });

  it('returns a public repository to every account, and private ones to members', async () => {
    const open = await call(stub, member, '/repositories/adeyemi-consulting');
    const stranger = await tokenOf(stub, 'kitmarlowe');

    expect(slugs(open.body)).toEqual(['open.tools']);
    expect(slugs((await call(stub, stranger, REPOSITORIES)).body)).toEqual([]);
  });

  it('returns no branch for a repository without files', async () => {
    const path = '/repositories/adeyemi-consulting/open.tools';
    const { body } = await call(stub, member, path);
    const branches = await call(stub, member, `${path}/refs/branches`);

    expect(body).not.toHaveProperty('mainbranch');
    expect(branches.body.values).toEqual([]);
    expect((await call(stub, member, `${path}/src`)).status).toBe(404);
  });

  it('lets a client without a user read the content of its workspace', async () => {
    const token = await clientToken(stub, ['repository'], 'harbour-bikes');

    expect(slugs((await call(stub, token, REPOSITORIES)).body)).toEqual(ALL);
  });

  it.each<[string, string[]]>([
    ['', ['main', 'pricing/weekend-tariff']],
    ['?q=name ~ "TARIFF"', ['pricing/weekend-tariff']],
    ['?sort=-name', ['pricing/weekend-tariff', 'main']],
  ])('lists branches by %s', async (query, expected) => {
    const { body } = await call(stub, member, `${BRANCHES}${query}`);
    const names = body.values.map((each: { name: string }) => each.name);

    expect(names).toEqual(expected);
    expect(body.values[0]).toMatchObject({
      type: 'branch',
      target: { type: 'commit', hash: expect.stringMatching(/^[0-9a-f]{40}$/) },
    });
  });

  it.each(['pricing/weekend-tariff', 'pricing%2Fweekend-tariff'])(
    'returns the branch %s',
    async name => {
      const { body } = await call(stub, member, `${BRANCHES}/${name}`);

      expect(body.name).toBe('pricing/weekend-tariff');
      expect(body.links.self.href).toMatch(/pricing%2Fweekend-tariff$/);
    },
  );

  it('responds with 404 to an unknown branch', async () => {
    expect((await call(stub, member, `${BRANCHES}/none`)).status).toBe(404);
  });
});
