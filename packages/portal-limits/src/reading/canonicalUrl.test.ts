import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { requireCanonicalUrl } from './canonicalUrl';
import { configuredReaders } from './configuredReaders';
import { readingFeatures as reading } from './readingFeatures';

const BITBUCKET = 'https://bitbucket.org/acme';
const DATA = {
  app: { baseUrl: 'http://localhost' },
  backend: {
    baseUrl: 'http://localhost',
    reading: { allow: [{ host: 'files.example' }] },
  },
  integrations: {
    azure: [{ host: 'dev.azure.com' }],
    gitlab: [{ host: 'gitlab.com' }],
  },
};
const config = new ConfigReader(DATA);

/** URLs that are not canonical, and their canonical spelling. */
const SPELLINGS = [
  [
    `${BITBUCKET}/org/%2e%2e/%2e%2e/evil/repo/src/main/org.yaml`,
    'https://bitbucket.org/evil/repo/src/main/org.yaml',
  ],
  [
    `${BITBUCKET}/org/.%2E/%2e./evil/repo/src/main/org.yaml`,
    'https://bitbucket.org/evil/repo/src/main/org.yaml',
  ],
  [
    `${BITBUCKET}/org/../../evil/repo/src/main/org.yaml`,
    'https://bitbucket.org/evil/repo/src/main/org.yaml',
  ],
  [`${BITBUCKET}\\app\\src\\main\\x`, `${BITBUCKET}/app/src/main/x`],
  ['https://BITBUCKET.org/acme/app/src/main/x', `${BITBUCKET}/app/src/main/x`],
  ['https://bitbucket.org:443/acme/app', `${BITBUCKET}/app`],
  ['HTTPS://bitbucket.org/acme/app', `${BITBUCKET}/app`],
  [
    `${BITBUCKET}/app/src/main/a b.yaml`,
    `${BITBUCKET}/app/src/main/a%20b.yaml`,
  ],
  [`${BITBUCKET}/app/src/main/é.yaml`, `${BITBUCKET}/app/src/main/%C3%A9.yaml`],
  [` ${BITBUCKET}/app`, `${BITBUCKET}/app`],
  [`${BITBUCKET}/a\tpp`, `${BITBUCKET}/app`],
  [`${BITBUCKET}/app/src/main/x?/org.yaml`, `${BITBUCKET}/app/src/main/x`],
  [`${BITBUCKET}/app/src/main/x?`, `${BITBUCKET}/app/src/main/x`],
  [`${BITBUCKET}/app/src/main/x#/org.yaml`, `${BITBUCKET}/app/src/main/x`],
  ['https://me:secret@bitbucket.org/acme/app', `${BITBUCKET}/app`],
  [
    'http://files.example/trusted/%2e%2e/evil/org.yaml',
    'http://files.example/evil/org.yaml',
  ],
  [
    `${BITBUCKET}/app/src/main/%6frg.yaml`,
    `${BITBUCKET}/app/src/main/org.yaml`,
  ],
  [`${BITBUCKET}/app/src/main/a%2eb`, `${BITBUCKET}/app/src/main/a.b`],
  [`${BITBUCKET}/app/src/main/%c3%a9`, `${BITBUCKET}/app/src/main/%C3%A9`],
  [`${BITBUCKET}/app//src/main//x`, `${BITBUCKET}/app/src/main/x`],
  ['http://files.example/%7eme', 'http://files.example/~me'],
  ['http://files.example/evil#/trusted/', 'http://files.example/evil'],
  [
    'https://dev.azure.com/a/p/_git/r?path=/x&path=/org.yaml&y=1',
    'https://dev.azure.com/a/p/_git/r',
  ],
  [
    'https://gitlab.com/a/r/-/blob/main/x?/org.yaml',
    'https://gitlab.com/a/r/-/blob/main/x',
  ],
];

const MISLEADING = [
  'http://files.example/trusted/..%2fevil/org.yaml',
  'http://files.example/trusted/..%5Cevil/org.yaml',
  'http://files.example/trusted/x%2F%2e%2E/evil/org.yaml',
  'http://files.example/trusted/..;/evil/org.yaml',
];

describe('a long URL', () => {
  it('is rejected before it is parsed, and is not in the error message', () => {
    const keys = Array.from({ length: 16_000 }, (_, index) =>
      index.toString(36),
    );
    const url = `${BITBUCKET}/app/src/main/c.yaml?${keys.join('&')}`;
    const integrations = ScmIntegrations.fromConfig(config);
    expect(() => requireCanonicalUrl(url, integrations)).toThrow(
      /^Reading from this URL is not allowed, because it has more than 2000 characters\.$/,
    );
  });
});

describe('a URL that is not canonical', () => {
  const reader = UrlReaders.create({
    config,
    logger: mockServices.logger.mock(),
    factories: configuredReaders(config),
  });

  it.each([...SPELLINGS, ...MISLEADING.map(url => [url, 'segment'])])(
    'is not read: %s',
    async (url, canonical) => {
      const request = jest.spyOn(globalThis, 'fetch');
      for (const read of ['readUrl', 'readTree', 'search'] as const) {
        await expect(reader[read](url)).rejects.toMatchObject({
          name: 'InputError',
          message: expect.stringContaining(canonical),
        });
      }
      expect(request).not.toHaveBeenCalled();
      request.mockRestore();
    },
  );

  it('is not in the error message, because it can contain a password', () => {
    expect(() =>
      requireCanonicalUrl(
        'https://me:secret@bitbucket.org/acme/app',
        ScmIntegrations.fromConfig(config),
      ),
    ).toThrow(/^(?!.*secret)/);
  });
});

it.each([
  `${BITBUCKET}/app`,
  `${BITBUCKET}/app/src/main/docs/a%20b.yaml`,
  `${BITBUCKET}/app/src/main/*/catalog-info.yaml`,
  `${BITBUCKET}/app/src/main/.hidden/..x/catalog-info.yaml`,
  `${BITBUCKET}/app/src/main/docs/`,
  `${BITBUCKET}/app/raw/main/catalog-info.yaml`,
  'http://files.example/a?version=1&version=2',
  'http://files.example/a//b',
  'https://dev.azure.com/a/p/_git/r?path=/x.yaml&version=GBmain',
  'https://gitlab.com/a/r/-/jobs/artifacts/main/raw/x?job=build',
])('accepts %s', url => {
  expect(() =>
    requireCanonicalUrl(url, ScmIntegrations.fromConfig(config)),
  ).not.toThrow();
});

describe('the catalog', () => {
  let backend: Awaited<ReturnType<typeof startTestBackend>>;

  beforeAll(async () => {
    backend = await startTestBackend({
      features: [
        catalogPlugin,
        reading,
        mockServices.rootConfig.factory({ data: DATA }),
      ],
    });
  }, 60_000);

  afterAll(() => backend?.stop());

  async function send(method: string, path: string, body: object) {
    const response = await fetch(
      `http://localhost:${backend.server.port()}/api/catalog${path}`,
      {
        method,
        headers: {
          authorization: mockCredentials.user.header(),
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      },
    );
    return { status: response.status, text: await response.text() };
  }

  it.each([
    ['POST', '/locations'],
    ['POST', '/LOCATIONS/'],
    ['POST', '/locations?onConflict=refresh'],
    ['POST', '/locations?dryRun=true'],
    ['PUT', `/locations/${crypto.randomUUID()}`],
    ['POST', '/analyze-location'],
  ])('rejects a target that is not canonical: %s %s', async (method, path) => {
    for (const [target, canonical] of SPELLINGS) {
      const location = { type: 'url', target };
      const body = path.includes('analyze') ? { location } : location;
      const { status, text } = await send(method, path, body);
      expect(status).toBe(400);
      expect(JSON.parse(text).error.message).toContain(
        `Write it as '${canonical}'`,
      );
    }
  });

  it('registers the canonical spelling', async () => {
    const location = { type: 'url', target: SPELLINGS[0][1] };
    expect(await send('POST', '/locations', location)).toMatchObject({
      status: 201,
    });
  });
});
