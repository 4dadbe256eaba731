import {
  obtainCode,
  read,
  refresh,
  requestToken,
  signIn,
} from './__testUtils__/stubClient';
import { createBitbucketCloudStub } from './createBitbucketCloudStub';
import type { BitbucketCloudStub } from './BitbucketCloudStub';

describe('snapshot and restore', () => {
  let stub: BitbucketCloudStub;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
  });

  afterEach(async () => {
    await stub.close();
  });

  it('restore accounts, clients, faults, clock and journal, repeatedly', async () => {
    stub.update('treyes', { nickname: 'tom' });
    stub.faults.add({ path: '/2.0/user', status: 503, nth: 2 });
    await read(stub, '/user');
    const before = stub.snapshot();

    for (const round of [1, 2]) {
      expect((await read(stub, '/user')).status).toBe(503);
      stub.update('treyes', { nickname: `round-${round}` });
      stub.registerClient({ id: 'other', secret: 's', scopes: ['account'] });
      stub.clock.advance(60_000);
      stub.restore(before);

      expect(stub.person('treyes').nickname).toBe('tom');
      expect(stub.journal.entries().map(entry => entry.id)).toEqual([1]);
      expect(stub.faults.list()).toMatchObject([{ matched: 1, hits: 0 }]);
      expect(stub.clock.now() - before.takenAt).toBeLessThan(30_000);
    }
  });

  it('restore codes and tokens, used or not', async () => {
    const tokens = await signIn(stub);
    const code = await obtainCode(stub);
    const grant = { grant_type: 'authorization_code', code };
    const before = stub.snapshot();
    stub.clock.advance(2 * 60 * 60 * 1000);
    await requestToken(stub, grant);
    stub.reset();
    stub.restore(before);

    expect((await read(stub, '/user', tokens.access_token)).status).toBe(200);
    expect((await refresh(stub, tokens.refresh_token)).status).toBe(200);
    expect((await requestToken(stub, grant)).status).toBe(200);
    expect((await requestToken(stub, grant)).status).toBe(400);
  });

  it('detect the snapshot of another stub', async () => {
    const other = await createBitbucketCloudStub();
    const snapshot = other.snapshot();
    await other.close();

    expect(() => stub.restore(snapshot)).toThrow(
      'This snapshot is not of this stub',
    );
  });
});
