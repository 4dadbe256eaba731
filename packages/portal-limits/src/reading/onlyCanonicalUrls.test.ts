import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { onlyCanonicalUrls } from './onlyCanonicalUrls';

const TEAMS = 'https://github.com/acme/mono/blob/main/teams';

/** Searches with a reader that finds files with these URLs. */
function search(urls: string[]) {
  const found = {
    etag: '',
    files: urls.map(url => ({ url, content: async () => Buffer.from('') })),
  };
  const reader = mockServices.urlReader.mock({ search: async () => found });
  return UrlReaders.create({
    config: new ConfigReader({}),
    logger: mockServices.logger.mock(),
    factories: [onlyCanonicalUrls(() => [{ predicate: () => true, reader }])],
  }).search(`${TEAMS}/*/a.yaml`);
}

it('returns the files that a search finds', async () => {
  const urls = [`${TEAMS}/gr%C3%B6n/a.yaml`, `${TEAMS}/a%20b/a.yaml`];
  const { files } = await search(urls);
  expect(files.map(({ url }) => url)).toEqual(urls);
});

it.each([
  [`${TEAMS}/%2e%2e/a.yaml`, 'canonical form'],
  ['https://github.com/acme/mono/blob/main/other/a.yaml', 'leads to'],
])('rejects a search that finds %s', async (url, message) => {
  await expect(search([url])).rejects.toThrow(message);
});

it('rejects a search that finds two files with one URL', async () => {
  const url = `${TEAMS}/gr%C3%B6n/a.yaml`;
  await expect(search([url, url])).rejects.toMatchObject({
    name: 'NotAllowedError',
    message: expect.stringContaining(`two of the files have the URL '${url}'`),
  });
});
