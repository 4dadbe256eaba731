import { call, tokenOf } from '../../__testUtils__/restClient';
import { quietSeed } from '../../__testUtils__/quietSeed';
import { createBitbucketCloudStub } from '../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../BitbucketCloudStub';

const REPOSITORY = '/repositories/harbour-bikes/booking-api';
const SRC = `${REPOSITORY}/src`;

describe('files of repositories', () => {
  let stub: BitbucketCloudStub;
  let token: string;
  let hash: string;

  beforeAll(async () => {
    stub = await createBitbucketCloudStub({ seed: quietSeed() });
    token = await tokenOf(stub, 'treyes');
    const { body } = await call(
      stub,
      token,
      `${REPOSITORY}/refs/branches/main`,
    );
    hash = body.target.hash;
  });

  afterAll(async () => {
    await stub.close();
  });

  const paths = (body: { values: { path: string }[] }) =>
    body.values.map(each => each.path);

  it('returns an unchanged file, by branch, hash and short hash', async () => {
    const revisions = ['main', hash, hash.slice(0, 7)];
    const files = await Promise.all(
      revisions.map(each =>
        call(stub, token, `${SRC}/${each}/catalog-info.yaml`),
      ),
    );

    for (const { status, text, headers } of files) {
      expect(status).toBe(200);
      expect(text).toContain('name: booking-api');
      expect(headers.get('content-type')).toBe('text/yaml');
      expect(headers.get('content-disposition')).toMatch(/^attachment/);
      expect(headers.get('etag')).toMatch(/^"[0-9a-f]{64}"$/);
    }
  });

  it('accepts a branch with an encoded slash in its name', async () => {
    const path = `${SRC}/pricing%2Fweekend-tariff/README.md`;

    expect((await call(stub, token, path)).text).toContain('weekends');
  });

  it('responds with 304 to a client that already has the file', async () => {
    const path = `${SRC}/main/README.md`;
    const { headers } = await call(stub, token, path);
    const again = await call(stub, token, path, {
      headers: { 'if-none-match': headers.get('etag')! },
    });

    expect(again.status).toBe(304);
  });

  it('responds to HEAD without the file', async () => {
    const { status, text } = await call(stub, token, `${SRC}/main/README.md`, {
      method: 'HEAD',
    });

    expect([status, text]).toEqual([200, '']);
  });

  it.each(['', '/'])('lists the root at src/main%s', async end => {
    const { body } = await call(stub, token, `${SRC}/main${end}`);

    expect(paths(body)).toEqual([
      'README.md',
      'catalog-info.yaml',
      'docs',
      'mkdocs.yml',
      'src',
    ]);
    expect(body.values[2]).toMatchObject({
      type: 'commit_directory',
      links: { self: { href: `${stub.apiUrl}${SRC}/${hash}/docs/` } },
    });
    expect(body.values[0]).toMatchObject({
      type: 'commit_file',
      commit: { type: 'commit', hash },
      links: { meta: { href: expect.stringMatching(/\?format=meta$/) } },
    });
  });

  it.each<[string, string[]]>([
    ['docs', ['docs/index.md']],
    ['docs/', ['docs/index.md']],
    ['src?max_depth=2', ['src/main', 'src/main/java']],
    [
      '?max_depth=10&q=path~"java" AND type="commit_file"',
      ['src/main/java/Booking.java'],
    ],
    ['?sort=-path&pagelen=1', ['src']],
  ])('lists %s', async (path, expected) => {
    expect(
      paths((await call(stub, token, `${SRC}/main/${path}`)).body),
    ).toEqual(expected);
  });

  it.each([
    ['README.md', 'commit_file'],
    ['docs', 'commit_directory'],
  ])('describes %s instead of returning it', async (path, type) => {
    const { body } = await call(stub, token, `${SRC}/main/${path}?format=meta`);

    expect(body).toMatchObject({ type, path, commit: { hash } });
  });

  it('redirects from src to the root of the main branch', async () => {
    const { status, headers } = await call(stub, token, `${SRC}?pagelen=5`);

    expect(status).toBe(302);
    expect(headers.get('location')).toBe(
      `${stub.apiUrl}${SRC}/${hash}/?pagelen=5`,
    );
  });

  it.each([
    ['main/nothing.md', 404, 'No such file or directory: nothing.md'],
    ['main/README.md/', 404, 'No such file or directory: README.md'],
    ['main/doc', 404, 'No such file or directory: doc'],
    ['none/README.md', 404, 'Commit not found'],
    ['0000000/README.md', 404, 'Commit not found'],
    ['main/docs?max_depth=0', 400, 'Invalid value for max_depth'],
    ['main/docs?q=text="x"', 400, 'Invalid query'],
    ['main/README.md?format=pdf', 400, 'Invalid value for format'],
    ['main/README.md?format=rendered', 501, 'format=rendered of GET /2.0'],
  ])('responds for %s with %s', async (path, expected, message) => {
    const { status, body } = await call(stub, token, `${SRC}/${path}`);

    expect(status).toBe(expected);
    expect(body.error.message).toContain(message);
  });

  it('does not leave the repository through dot segments', async () => {
    const path = `${SRC}/main/docs%2F..%2FREADME.md`;

    expect((await call(stub, token, path)).status).toBe(404);
  });
});
