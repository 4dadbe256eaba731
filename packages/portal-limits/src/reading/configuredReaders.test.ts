import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { configuredReaders } from './configuredReaders';

const GITHUB_FILE = 'https://github.com/acme/app/blob/main/catalog-info.yaml';
const S3_FILE = 'https://secrets.s3.eu-west-1.amazonaws.com/key.txt';

/**
 * Returns the host that receives the request for a file, or the reason why the portal sends no request.
 */
async function read(url: string, data: object = {}): Promise<string> {
  const config = new ConfigReader(data as never);
  const reader = UrlReaders.create({
    config,
    logger: mockServices.logger.mock(),
    factories: configuredReaders(config),
  });
  const request = jest
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async (input: unknown) => {
      throw new Error(`asked ${new URL(String(input)).host}`);
    });
  try {
    await reader.readUrl(url);
    return 'read';
  } catch (error) {
    return String(error);
  } finally {
    request.mockRestore();
  }
}

describe('configuredReaders', () => {
  it.each([
    GITHUB_FILE,
    'https://gitlab.com/acme/app/-/blob/main/catalog-info.yaml',
    'https://dev.azure.com/acme/p/_git/app?path=/catalog-info.yaml',
    S3_FILE,
    'https://s3.amazonaws.com/secrets/key.txt',
    'https://x.evilamazonaws.com/secrets/key.txt',
    'https://account.blob.core.windows.net/container/key.txt',
    'https://storage.cloud.google.com/bucket/key.txt',
    'https://eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/app/browse/refs/heads/main/--/catalog-info.yaml',
    'https://gitea.com/acme/app/src/branch/main/catalog-info.yaml',
    'https://app.harness.io/ng/account/a/module/code/orgs/o/projects/p/repos/r/files/main/~/catalog-info.yaml',
    'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
    'http://localhost:7007/api/catalog/entities',
    'file:///etc/passwd',
  ])('does not read %s, which is not configured', async url => {
    expect(await read(url)).toMatch(/^NotAllowedError: Reading from/);
  });

  it('reads Bitbucket Cloud without a configuration entry', async () => {
    const file = 'https://bitbucket.org/acme/app/src/main/catalog-info.yaml';
    expect(await read(file)).toContain('asked api.bitbucket.org');
  });

  it('reads hosts under backend.reading.allow', async () => {
    const data = { backend: { reading: { allow: [{ host: 'example.com' }] } } };
    expect(await read('https://example.com/a.yaml', data)).toContain(
      'asked example.com',
    );
    expect(await read('https://example.org/a.yaml', data)).toMatch(
      /^NotAllowedError/,
    );
  });

  const entries: [string, object, string][] = [
    ['azure', [{ host: 'dev.azure.com' }], 'https://dev.azure.com/a/p/_git/r'],
    [
      'bitbucketServer',
      [{ host: 'server.example', apiBaseUrl: 'https://server.example/rest' }],
      'https://server.example/projects/a/repos/r/browse/a.yaml',
    ],
    [
      'gerrit',
      [
        {
          host: 'gerrit.example',
          gitilesBaseUrl: 'https://gerrit.example/gitiles',
        },
      ],
      'https://gerrit.example/gitiles/app/+/refs/heads/main/a.yaml',
    ],
    ['github', [{ host: 'github.com' }], GITHUB_FILE],
    [
      'gitea',
      [{ host: 'gitea.example' }],
      'https://gitea.example/a/r/src/branch/main/a.yaml',
    ],
    [
      'gitlab',
      [{ host: 'gitlab.com' }],
      'https://gitlab.com/a/r/-/blob/main/a.yaml',
    ],
    [
      'googleGcs',
      { clientEmail: 'a@b.example', privateKey: 'none' },
      'https://storage.cloud.google.com/bucket/a.yaml',
    ],
    [
      'harness',
      [{ host: 'app.harness.io' }],
      'https://app.harness.io/ng/account/a/module/code/orgs/o/projects/p/repos/r/files/main/~/a.yaml',
    ],
    ['awsS3', [{ accessKeyId: 'a', secretAccessKey: 'b' }], S3_FILE],
    [
      'azureBlobStorage',
      [{ accountName: 'acme', accountKey: 'a2V5' }],
      'https://acme.blob.core.windows.net/container/a.yaml',
    ],
    [
      'awsCodeCommit',
      [{ region: 'eu-west-1', accessKeyId: 'a', secretAccessKey: 'b' }],
      'https://eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/app/browse/refs/heads/main/--/a.yaml',
    ],
  ];

  it.each(entries)('has a reader for an entry of %s', (type, value, url) => {
    const config = new ConfigReader({
      integrations: { [type]: value },
    } as never);
    const options = {
      config,
      logger: mockServices.logger.mock(),
      treeResponseFactory: {} as never,
    };
    const tuples = configuredReaders(config).flatMap(each => each(options));
    expect(tuples.some(({ predicate }) => predicate(new URL(url)))).toBe(true);
  });

  it.each([
    [
      'github',
      [{ host: 'ghe.example', apiBaseUrl: 'https://ghe.example' }],
      GITHUB_FILE,
    ],
    [
      'gitlab',
      [{ host: 'gitlab.example', apiBaseUrl: 'https://gitlab.example/api' }],
      'https://gitlab.com/a/r/-/blob/main/a.yaml',
    ],
    ['azure', [{ host: 'azure.example' }], 'https://dev.azure.com/a/p/_git/r'],
    ['awsS3', [{ endpoint: 'https://minio.example' }], S3_FILE],
    [
      'azureBlobStorage',
      [{ accountName: 'acme', endpoint: 'https://blob.example' }],
      'https://acme.blob.core.windows.net/container/a.yaml',
    ],
  ])(
    'does not read the public service if %s names another host',
    async (type, value, url) => {
      expect(await read(url, { integrations: { [type]: value } })).toMatch(
        /^NotAllowedError/,
      );
    },
  );

  it('stops reading a file at its size limit', async () => {
    const config = new ConfigReader({
      backend: {
        limits: { readFile: { size: 10 } },
        reading: { allow: [{ host: 'example.com' }] },
      },
    });
    const reader = UrlReaders.create({
      config,
      logger: mockServices.logger.mock(),
      factories: configuredReaders(config),
    });
    const request = jest
      .spyOn(globalThis, 'fetch')
      .mockImplementation(async () => new Response('x'.repeat(11)));
    for (const url of [
      'https://example.com/large.yaml',
      'https://bitbucket.org/acme/app/src/main/large.yaml',
    ]) {
      const file = await reader.readUrl(url);
      await expect(file.buffer()).rejects.toThrow('more than 10 bytes');
      const { files } = await reader.search(url);
      await expect(files[0].content()).rejects.toThrow('more than 10 bytes');
    }
    request.mockRestore();
  });
});
