import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { TarPack } from '../__testUtils__/TarPack';
import { configuredReaders } from './configuredReaders';
import { toRepositoryUrl } from './onlyRepositoryFiles';

describe('the reader for Bitbucket Cloud', () => {
  const config = new ConfigReader({
    integrations: { bitbucketCloud: [{ username: 'portal', token: 'secret' }] },
  });
  const reader = UrlReaders.create({
    config,
    logger: mockServices.logger.mock(),
    factories: configuredReaders(config),
  });
  let request: jest.SpyInstance;

  beforeEach(() => {
    request = jest
      .spyOn(globalThis, 'fetch')
      .mockImplementation(async () => new Response('content'));
  });

  afterEach(() => request.mockRestore());

  it.each([
    [
      'https://bitbucket.org/acme/app/src/main/docs/a%20b.yaml',
      'https://api.bitbucket.org/2.0/repositories/acme/app/src/main/docs/a b.yaml',
    ],
    [
      'https://bitbucket.org/acme/my.app/src/1a2b3c/catalog-info.yaml',
      'https://api.bitbucket.org/2.0/repositories/acme/my.app/src/1a2b3c/catalog-info.yaml',
    ],
    [
      'https://bitbucket.org/acme/app/raw/v1.2/catalog-info.yaml',
      'https://api.bitbucket.org/2.0/repositories/acme/app/src/v1.2/catalog-info.yaml',
    ],
  ])('reads %s', async (url, requested) => {
    const response = await reader.readUrl(url);
    expect(String(await response.buffer())).toBe('content');
    expect(request.mock.calls[0][0]).toBe(requested);
  });

  it.each([
    'https://bitbucket.org/%2e%2e%2fworkspaces/acme%2fpipelines-config%2fvariables%3f/src/main',
    'https://bitbucket.org/acme/app%2fhooks%3f/src/main/x',
    'https://bitbucket.org/other/secret%2f%2573rc%2fmain%2fpassword.txt%3f/src/main',
    'https://bitbucket.org/acme/app/src/%2e%2e%2fhooks/x',
    'https://bitbucket.org/acme/app/src/main%3fq=1/x',
    'https://bitbucket.org/acme/app/src/main/..%2f..%2f..%2fhooks',
    'https://bitbucket.org/acme/app/src/main/%5c..%5c..',
    'https://bitbucket.org/acme/app/src/main/a%23b',
    'https://bitbucket.org/acme/app/src/main/a%0d%0ab',
    'https://bitbucket.org/acme/app/../../workspaces/acme/hooks',
    'https://bitbucket.org/scm/acme/src/-/raw/x',
    'https://bitbucket.org/scm/acme/raw/main/src/x',
    'https://bitbucket.org/o/r/RAW/a/src/x',
    'https://bitbucket.org/acme/app/src/main/projects/acme/repos/app/x',
    'https://bitbucket.org/acme/app/src/main/**/projects/acme/repos/app/a%20b.yaml',
    'https://bitbucket.org/acme/app/raw/main/projects/acme/repos/app/raw/x',
    'https://bitbucket.org/acme/app/src/main/*/*/*/*/*',
    'https://bitbucket.org/acme/app/src/main/*a*a*a*b.yaml',
    'https://bitbucket.org/acme/app/src/main/**/a/**/b.yaml',
    'https://bitbucket.org/acme/app/src/main/{a,b}{a,b}{a,b}*',
    'https://bitbucket.org/acme/app/src/main/*(*(*(a)))',
    'https://bitbucket.org/acme/app/src/main/!x*',
    'https://bitbucket.org/acme/app/src/main/%21x*',
    'https://bitbucket.org/acme/app/src/main/docs/!x*',
    'https://bitbucket.org/acme/app/src/main/x%2ayaml',
    'https://bitbucket.org/acme',
    'https://bitbucket.org/acme/app/get/main.tar.gz',
    'https://bitbucket.org/acme/%7Ba1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01%7D/src/main/x',
    'https://bitbucket.org/site/oauth2/authorize?redirect_uri=https://evil.example',
    'https://bitbucket.org/ac me/app/src/main/x',
    'https://bitbucket.org/a%40b/app/src/main/x',
    'http://bitbucket.org/acme/app/src/main/catalog-info.yaml',
    'https://someone@bitbucket.org/acme/app/src/main/catalog-info.yaml',
  ])('does not read %s', async url => {
    await expect(reader.readUrl(url)).rejects.toThrow('is not allowed');
    await expect(reader.readTree(url)).rejects.toThrow('is not allowed');
    await expect(reader.search(`${url}*`)).rejects.toThrow('is not allowed');
    expect(request).not.toHaveBeenCalled();
  });

  it.each(['..%20', '.%20', 'catalog-info.yaml%20'])(
    'does not read %s, because a request omits the space',
    async name => {
      const url = `https://bitbucket.org/acme/app/src/main/${name}`;
      for (const read of ['readUrl', 'readTree', 'search'] as const) {
        await expect(reader[read](url)).rejects.toThrow('is not allowed');
      }
      expect(request).not.toHaveBeenCalled();
    },
  );

  it.each([
    'https://bitbucket.org/acme/app',
    'https://bitbucket.org/acme/app/',
    'https://bitbucket.org/acme/app.git',
    'https://bitbucket.org/acme/app/src',
    'https://bitbucket.org/acme/app/src/main/',
    'https://bitbucket.org/acme/app/src/main/*/catalog-info.yaml',
    'https://bitbucket.org/acme/app/src/main/**/catalog-*.yaml',
    'https://bitbucket.org/%7Ba1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01%7D/app/src/main/x',
  ])('accepts %s', url => {
    expect(toRepositoryUrl(url)).toBe(url);
  });

  describe('in the archive of a repository', () => {
    const pattern = 'https://bitbucket.org/evil/repo/src/main/team/*/x.yaml';

    function answerWith(path: string) {
      const pack = new TarPack();
      pack.add(`evil-repo-abcdef/team/${path}`, 'content');
      const archive = pack.end();
      request.mockImplementation(async (input: string | URL) =>
        String(input).includes('/commits/')
          ? Response.json({ values: [{ hash: 'abcdef1234567890' }] })
          : new Response(archive),
      );
    }

    it('finds files where it looked', async () => {
      answerWith('a b/x.yaml');
      const { files } = await reader.search(pattern);
      expect(files.map(({ url }) => url)).toEqual([
        'https://bitbucket.org/evil/repo/src/main/team/a%20b/x.yaml',
      ]);
    });

    it.each([
      '%2e%2e/x.yaml',
      '%2E%2E/x.yaml',
      '.%2e/x.yaml',
      '..\\..\\..\\..\\..\\acme\\shop\\src\\main/x.yaml',
    ])('rejects a file outside its location: %s', async path => {
      answerWith(path);
      expect(await reader.search(pattern)).toMatchObject({ files: [] });
    });
  });
});
