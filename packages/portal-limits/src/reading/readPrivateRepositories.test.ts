import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { configuredReaders } from './configuredReaders';

const FILE = 'https://bitbucket.org/acme/app/src/main/catalog-info.yaml';
const TOKEN = 'token-of-the-portal';
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

/**
 * Returns the `Authorization` header of every request with which the portal reads a file and a folder.
 */
async function readAuthorizations(entry: object): Promise<unknown[]> {
  const config = new ConfigReader({
    integrations: { bitbucketCloud: [entry] },
  } as never);
  const reader = UrlReaders.create({
    config,
    logger: mockServices.logger.mock(),
    factories: configuredReaders(config),
  });
  const request = jest
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async (input: unknown) =>
      String(input).includes('/commits/')
        ? Response.json({ values: [{ hash: '1a2b3c4d5e6f7a' }] })
        : new Response('', { status: 404 }),
    );
  try {
    await reader.readUrl(FILE).catch(() => {});
    await reader
      .readTree('https://bitbucket.org/acme/app/src/main/')
      .catch(() => {});
    const headers = request.mock.calls.map(([, init]) =>
      new Headers(init?.headers).get('authorization'),
    );
    // The requests for the file, the commit and the archive.
    expect(headers).toHaveLength(3);
    return [...new Set(headers)];
  } finally {
    request.mockRestore();
  }
}

describe('reading a private repository', () => {
  it('sends an API token with the email address of its account', async () => {
    const entry = { username: 'bot@quayside.test', token: TOKEN };
    expect(await readAuthorizations(entry)).toEqual([
      basic(`bot@quayside.test:${TOKEN}`),
    ]);
  });

  it('sends an access token of a workspace, which has no username', async () => {
    expect(await readAuthorizations({ token: TOKEN })).toEqual([
      `Bearer ${TOKEN}`,
    ]);
  });

  it('sends nothing without credentials', async () => {
    expect(await readAuthorizations({})).toEqual([null]);
  });
});
