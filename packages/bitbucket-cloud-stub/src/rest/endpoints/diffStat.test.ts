import { call, tokenOf } from '../../__testUtils__/restClient';
import { quietSeed } from '../../__testUtils__/quietSeed';
import { createBitbucketCloudStub } from '../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../BitbucketCloudStub';

const DIFFSTAT = '/repositories/harbour-bikes/booking-api/diffstat';

describe('the changed files of commits', () => {
  let stub: BitbucketCloudStub;
  let token: string;
  let first: string;
  let second: string;
  let branch: string;

  beforeAll(async () => {
    stub = await createBitbucketCloudStub({ seed: quietSeed() });
    token = await tokenOf(stub, 'treyes');
    const push = async (files: Record<string, string | null>, on = 'main') => {
      const change = { files, branch: on };
      return (await stub.push('harbour-bikes', 'booking-api', change)).commit;
    };
    branch = await push({ 'x.md': 'x' }, 'x');
    first = await push({ 'a.md': 'one\ntwo\n', 'docs/index.md': null });
    second = await push({
      'a.md': 'one\nthree\n',
      'mkdocs.yml': null,
      'site.yml': (
        await call(
          stub,
          token,
          '/repositories/harbour-bikes/booking-api/src/main/mkdocs.yml',
        )
      ).text,
    });
  });

  afterAll(async () => {
    await stub.close();
  });

  const read = async (spec: string) => {
    const { body } = await call(stub, token, `${DIFFSTAT}/${spec}`);
    return body.values.map(
      (each: { status: string; old?: any; new?: any }) =>
        `${each.status} ${each.old?.path ?? '-'} ${each.new?.path ?? '-'}`,
    );
  };

  it.each<[string, () => string, string[]]>([
    ['a commit', () => first, ['added - a.md', 'removed docs/index.md -']],
    [
      'a commit with a renamed file',
      () => second,
      ['modified a.md a.md', 'renamed mkdocs.yml site.yml'],
    ],
    [
      'a commit without looking for renamed files',
      () => `${second}?renames=false&path=site.yml`,
      ['added - site.yml'],
    ],
    [
      'two commits',
      () => `${first}..${second}`,
      ['modified a.md a.md', 'renamed site.yml mkdocs.yml'],
    ],
    [
      'a branch and the commit where it started',
      () => `${branch}..main?topic=true`,
      ['added - x.md'],
    ],
  ])('are those of %s', async (_, spec, expected) => {
    expect(await read(spec())).toEqual(expected);
  });

  it('contain the number of lines', async () => {
    const path = `${DIFFSTAT}/${second}?path=a.md`;
    const { body } = await call(stub, token, path);

    expect(body).toMatchObject({
      pagelen: 500,
      values: [{ lines_added: 1, lines_removed: 1 }],
    });
  });

  it('need existing commits', async () => {
    const { status } = await call(stub, token, `${DIFFSTAT}/main..none`);

    expect(status).toBe(404);
  });
});
