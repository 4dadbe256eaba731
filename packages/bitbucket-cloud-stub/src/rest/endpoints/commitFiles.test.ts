import { call, tokenOf } from '../../__testUtils__/restClient';
import { quietSeed } from '../../__testUtils__/quietSeed';
import { createBitbucketCloudStub } from '../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../BitbucketCloudStub';

const REPOSITORY = '/repositories/harbour-bikes/booking-api';
const SRC = `${REPOSITORY}/src`;

describe('a commit of files with the REST API', () => {
  let stub: BitbucketCloudStub;
  let token: string;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub({ seed: quietSeed() });
    token = await tokenOf(stub, 'treyes');
  });

  afterEach(async () => {
    await stub.close();
  });

  const commit = (fields: Record<string, string | Blob>, query = '') => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      body.append(name, value);
    }
    return call(stub, token, `${SRC}${query}`, { method: 'POST', body });
  };
  const read = (path: string) => call(stub, token, `${SRC}/${path}`);

  it('adds, changes and removes files on top of the main branch', async () => {
    const image = Buffer.from([137, 80, 78, 71, 0, 255]);
    const { status, headers } = await commit({
      message: 'Tidy up',
      '/README.md': 'new',
      'logo.png': new Blob([image]),
      files: '/mkdocs.yml',
    });
    const made = await call(stub, token, headers.get('location')!);
    const logo = await fetch(`${stub.apiUrl}${SRC}/main/logo.png`, {
      headers: { authorization: `Bearer ${token}` },
    });

    expect(status).toBe(201);
    expect(made.body).toMatchObject({
      message: 'Tidy up',
      author: { raw: expect.stringMatching(/^Tomas Reyes </) },
    });
    expect((await read('main/README.md')).text).toBe('new');
    expect((await read('main/mkdocs.yml')).status).toBe(404);
    expect(Buffer.from(await logo.arrayBuffer())).toEqual(image);
  });

  it('starts a branch, and reads a form without files', async () => {
    const { status } = await call(stub, token, SRC, {
      method: 'POST',
      body: new URLSearchParams({
        branch: 'add-catalog-info',
        author: 'Portal <portal@harbourbikes.example>',
        'catalog-info.yaml': 'kind: Component',
      }),
    });
    const { body } = await call(
      stub,
      token,
      `${REPOSITORY}/refs/branches/add-catalog-info`,
    );

    expect(status).toBe(201);
    expect((await read('add-catalog-info/catalog-info.yaml')).text).toBe(
      'kind: Component',
    );
    expect((await read('main/catalog-info.yaml')).text).not.toBe(
      'kind: Component',
    );
    expect(body.target.author.raw).toBe('Portal <portal@harbourbikes.example>');
  });

  it.each([
    [{ '../x': 'y' }, '', '../x: must be a path'],
    [{ docs: 'y' }, '', 'docs/index.md'],
    [{ 'x.md': 'y', branch: 'a b' }, '', 'branch'],
    [{ 'x.md': 'y', parents: '0'.repeat(40) }, '', 'parents'],
    [{ 'x.md': 'y' }, '?branch=-x', 'branch'],
  ])('is rejected with %j', async (fields, query, message) => {
    const { status, body } = await commit(fields, query);

    expect(status).toBe(400);
    expect(body.error.detail).toContain(message);
  });

  it('is rejected in another format, and from a reader', async () => {
    const body = '{}';
    const headers = { 'content-type': 'application/json' };
    const json = await call(stub, token, SRC, {
      method: 'POST',
      body,
      headers,
    });
    token = await tokenOf(stub, 'nadia-h');

    expect(json.status).toBe(415);
    expect((await commit({ 'x.md': 'y' })).status).toBe(403);
  });
});
