import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { tokenOf } from '../__testUtils__/restClient';
import { quietSeed } from '../__testUtils__/quietSeed';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';

describe('archives', () => {
  let stub: BitbucketCloudStub;
  let token: string;

  beforeAll(async () => {
    stub = await createBitbucketCloudStub({ seed: quietSeed() });
    token = await tokenOf(stub, 'treyes');
  });

  afterAll(async () => {
    await stub.close();
  });

  const download = (name: string, authorization = `Bearer ${token}`) =>
    fetch(`${stub.url}/harbour-bikes/booking-api/get/${name}`, {
      headers: authorization ? { authorization } : {},
    });

  it('contain all files of a branch, in one folder', async () => {
    const response = await download('main.tar.gz');
    const names: string[] = [];
    const archive = extract();
    archive.on('entry', ({ name }, stream, next) => {
      names.push(name);
      stream.resume();
      stream.on('end', next);
    });
    archive.end(gunzipSync(await response.arrayBuffer()));
    await new Promise(resolve => {
      archive.on('finish', () => resolve(undefined));
    });

    expect(names).toHaveLength(5);
    expect(names).toContainEqual(
      expect.stringMatching(
        /^harbour-bikes-booking-api-[0-9a-f]{12}\/src\/main\/java\/Booking\.java$/,
      ),
    );
  });

  it.each([
    ['pricing/weekend-tariff.tar.gz', 200],
    ['pricing%2Fweekend-tariff.tar.gz', 200],
    ['none.tar.gz', 404],
    ['main', 404],
    ['main.zip', 501],
  ])('of %s: %s', async (name, status) => {
    expect((await download(name)).status).toBe(status);
  });

  it('of private repositories need credentials that can read them', async () => {
    const narrow = await tokenOf(stub, 'treyes', ['account']);
    const stranger = await tokenOf(stub, 'kitmarlowe');
    const statuses = [
      '',
      'Bearer nonsense',
      `Bearer ${narrow}`,
      `Bearer ${stranger}`,
    ].map(async each => (await download('main.tar.gz', each)).status);

    expect(await Promise.all(statuses)).toEqual([401, 401, 403, 404]);
  });
});
