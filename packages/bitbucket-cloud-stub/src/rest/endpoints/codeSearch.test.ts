import { call, tokenOf } from '../../__testUtils__/restClient';
import { quietSeed } from '../../__testUtils__/quietSeed';
import { createBitbucketCloudStub } from '../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../BitbucketCloudStub';
import type { Switches } from '../../switches/Switches';

const SEARCH = '/workspaces/harbour-bikes/search/code';

describe('the code search', () => {
  let stub: BitbucketCloudStub;
  let token: string;

  const start = async (switches: Partial<Switches> = {}) => {
    stub = await createBitbucketCloudStub({ seed: quietSeed(), switches });
    token = await tokenOf(stub, 'treyes');
  };
  const search = (query: string, more = '') =>
    call(
      stub,
      token,
      `${SEARCH}?search_query=${encodeURIComponent(query)}&pagelen=100${more}`,
    );

  afterEach(async () => {
    await stub.close();
  });

  it.each<[string, string[]]>([
    ['"Booking.java" repo:booking-api', ['src/main/java/Booking.java']],
    ['record station ext:java', ['src/main/java/Booking.java']],
    ['index.md path:/docs repo:booking-api', ['docs/index.md']],
    ['"before a battery is empty" ext:md project:FLEET', ['README.md']],
    ['nothing-like-this', []],
  ])('finds %s', async (query, expected) => {
    await start();
    const { status, body } = await search(query);

    expect(status).toBe(200);
    expect(body.values.map((each: any) => each.file.path)).toEqual(expected);
  });

  it('marks what matches, and adds the repository on request', async () => {
    await start();
    const fields =
      '%2Bvalues.file.commit.repository.mainbranch.name,%2Bvalues.file.commit.repository.project.key';
    const { body } = await search(
      'catalog-info.yaml path:catalog-info.yaml repo:booking-api',
      `&fields=${fields}`,
    );

    expect(body.values).toMatchObject([
      {
        type: 'code_search_result',
        path_matches: [{ text: 'catalog-info.yaml', match: true }],
        file: {
          path: 'catalog-info.yaml',
          commit: {
            repository: {
              mainbranch: { name: 'main' },
              project: { key: 'BOOK' },
            },
          },
        },
      },
    ]);
  });

  it('finds only what the caller can see', async () => {
    await start();
    token = await tokenOf(stub, 'kitmarlowe');

    expect((await search('booking')).status).toBe(404);
  });

  it.each<[string, Partial<Switches>, number]>([
    ['', {}, 400],
    ['x'.repeat(251), {}, 400],
    ['a b c d e f g h i j', {}, 400],
    ['a OR b', {}, 501],
    ['lang:java a', {}, 501],
    ['a', { codeSearch: 'disabled' }, 404],
    ['a', { codeSearch: 'removed' }, 410],
  ])('responds to "%s" with %j: %s', async (query, switches, status) => {
    await start(switches);

    expect((await search(query)).status).toBe(status);
  });

  it('finds at most 900 files', async () => {
    await start();
    const files = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`many/${index}.txt`, 'oar']),
    );
    await stub.push('harbour-bikes', 'booking-web', { files });

    expect((await search('oar path:many')).body.size).toBe(900);
  });
});
