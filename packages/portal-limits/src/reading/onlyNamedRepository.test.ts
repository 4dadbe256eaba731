import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { type UrlReaderService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { configuredReaders } from './configuredReaders';

const CONTENT = '{"content":"","encoding":"base64"}';

describe('the readers for other hosts than Bitbucket Cloud', () => {
  const requested: string[] = [];
  let server: Server;
  let reader: UrlReaderService;

  beforeAll(async () => {
    server = createServer((req, res) => {
      requested.push(req.url!);
      res.end(CONTENT);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const config = new ConfigReader({
      integrations: {
        github: [{ host: 'github.example', apiBaseUrl: api, token: 'a' }],
        gitlab: [
          {
            host: 'gitlab.example',
            apiBaseUrl: 'https://gitlab.example/api/v4',
          },
        ],
        gitea: [{ host: 'gitea.example' }],
        azure: [{ host: 'azure.example' }],
        gerrit: [
          {
            host: 'gerrit.example',
            gitilesBaseUrl: 'https://gerrit.example/gitiles',
          },
        ],
        bitbucketServer: [
          { host: 'server.example', apiBaseUrl: api, token: 'a' },
        ],
      },
    });
    reader = UrlReaders.create({
      config,
      logger: mockServices.logger.mock(),
      factories: configuredReaders(config),
    });
  });

  beforeEach(() => {
    requested.length = 0;
    // The GitHub reader does not use the fetch of Node.js. The other readers use it.
    jest.spyOn(globalThis, 'fetch').mockImplementation(async input => {
      const { pathname, search } = new URL(String(input));
      requested.push(`${pathname}${search}`);
      return new Response(CONTENT);
    });
  });

  afterEach(() => jest.restoreAllMocks());
  afterAll(() => server.close());

  it.each([
    [
      'https://github.example/acme/org/blob/main/a%20b.yaml',
      '/repos/acme/org/contents/a%20b.yaml?ref=main',
    ],
    [
      'https://gitlab.example/acme/team/org/-/blob/main/a.yaml',
      '/api/v4/projects/acme%2Fteam%2Forg/repository/files/a.yaml/raw?ref=main',
    ],
    [
      'https://gitlab.example/acme/org/blob/main/a.yaml',
      '/api/v4/projects/acme%2Forg/repository/files/a.yaml/raw?ref=main',
    ],
    [
      'https://gitea.example/acme/org/src/branch/main/a.yaml',
      '/api/v1/repos/acme/org/contents/a.yaml?ref=main',
    ],
    [
      'https://server.example/projects/acme/repos/org/browse/a.yaml',
      '/projects/acme/repos/org/raw/a.yaml?at=',
    ],
  ])('read %s', async (url, path) => {
    await reader.readUrl(url);
    expect(requested).toContain(path);
  });

  const TRUSTED = [
    'https://github.example/acme/org',
    'https://gitlab.example/acme/org/-',
    'https://gitlab.example/acme/org',
    'https://gitea.example/acme/org',
    'https://server.example/projects/acme/repos/org',
  ];
  const ESCAPES = [
    '%252e%252e/%252e%252e/evil/repo/blob/main/users.yaml',
    'actions/secrets%3F/blob/main/x',
    'blob/main/a%2Fb',
    'blob/main/projects/evil/repos/secret/browse/a.yaml',
    'tree/main/projects/evil/repos/secret/browse/a.yaml',
  ];

  it.each(TRUSTED.flatMap(place => ESCAPES.map(path => `${place}/${path}`)))(
    'do not read another repository by %s',
    async url => {
      for (const read of [
        () => reader.readUrl(url),
        () => reader.readTree(url),
        () => reader.search(`${url.replace(/[^/]*$/, '')}*.yaml`),
      ]) {
        await read().catch(() => {});
      }
      expect(
        requested.filter(
          path => !/^\/.*acme(?:\/repos\/|\/|%2F)org(?:\/|$)/i.test(path),
        ),
      ).toEqual([]);
      expect(requested.join()).not.toMatch(/evil|secrets/);
    },
  );

  it.each([
    'https://github.example/acme/org/blob/main/projects/acme/repos/org',
    'https://gitlab.example/acme/org/-/blob/main/projects/acme/repos/org',
    'https://gitea.example/acme/org/src/branch/main/projects/acme/repos/org',
  ])('do not read another branch by %s', async url => {
    const refusal = 'looks like the address of another repository';
    await expect(reader.readUrl(url)).rejects.toThrow(refusal);
    await expect(reader.readTree(url)).rejects.toThrow(refusal);
    await expect(reader.search(`${url}/*.yaml`)).rejects.toThrow(refusal);
    expect(requested).toEqual([]);
  });

  it.each([
    'https://github.example/acme/org/blob/release&ref=evil/a.yaml',
    'https://github.example/acme/org/blob/release%26ref%3Devil/a.yaml',
    'https://gitea.example/acme/org/src/branch/release&ref=evil/a.yaml',
  ])('do not add a second branch to a request by %s', async url => {
    const refusal = "because '&ref=' in its path could select another branch";
    await expect(reader.readUrl(url)).rejects.toThrow(refusal);
    await expect(reader.readTree(url)).rejects.toThrow(refusal);
    expect(requested).toEqual([]);
  });

  it('read a file whose name has an ampersand', async () => {
    const url = 'https://github.example/acme/org/blob/main/R&D/a.yaml';
    await reader.readUrl(url);
    expect(requested).toContain('/repos/acme/org/contents/R&D/a.yaml?ref=main');
  });

  const PATTERNS = [
    'https://github.example/acme/org/blob/main/*a*b.yaml',
    'https://github.example/acme/org/blob/main/[a][b][c].yaml',
    'https://github.example/acme/org/blob/main/%7B1..9%7D.yaml',
    'https://github.example/acme/org/blob/main/+(+(a)).yaml',
    'https://github.example/acme/org/blob/main/!a.yaml',
    'https://gitlab.example/acme/org/-/blob/main/**/a/**/b.yaml',
    'https://server.example/projects/acme/repos/org/browse/*a*a*a*b.yaml',
    'https://gerrit.example/gitiles/org/+/refs/heads/main/*a*b.yaml',
    'https://azure.example/a/p/_git/r?path=%2F*a*b.yaml',
    'https://azure.example/a/p/_git/r?path=%2F%7Ba%2Cb%7D*.yaml',
  ];

  it.each(PATTERNS)('rejects the pattern in %s', async url => {
    await expect(reader.search(url)).rejects.toThrow(
      'is not allowed, because of its pattern. A pattern can have up to 4 stars, one per name',
    );
    expect(requested).toEqual([]);
  });

  it('read a file whose name has brackets', async () => {
    const url = 'https://gitlab.example/acme/org/-/blob/main/[id]/(a)/x.yaml';
    const { files } = await reader.search(url);
    expect(files.map(file => file.url)).toEqual([url]);
  });

  it.each([
    'https://github.example/%252e%252e/user%3F/blob/main/x',
    'https://server.example/%252e%252e/inbox/pull-requests%3F/raw/main/x',
  ])('refuse %s', async url => {
    await expect(reader.readUrl(url)).rejects.toThrow('Remove it from the URL');
    expect(requested).toEqual([]);
  });
});
