import {
  obtainCode,
  read,
  requestToken,
  signIn,
  submitForm,
} from '../__testUtils__/stubClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';
import type { FaultRule } from './FaultRule';

const CLIENT = 'harbour-bikes-portal';
const HOUR = 60 * 60 * 1000;

describe('faults', () => {
  let stub: BitbucketCloudStub;
  let token: string;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
    token = (await signIn(stub)).access_token;
  });

  afterEach(async () => {
    await stub.close();
  });

  const user = () => read(stub, '/user', token);
  const statuses = async (requests: number, ask = user) => {
    const seen: number[] = [];
    for (let request = 0; request < requests; request++) {
      seen.push((await ask()).status);
    }
    return seen;
  };

  describe('which requests they match', () => {
    it.each<[Partial<FaultRule>, boolean]>([
      [{}, true],
      [{ method: 'GET' }, true],
      [{ method: 'POST' }, false],
      [{ path: '/2.0/user' }, true],
      [{ path: '/2.0/*' }, true],
      [{ path: '/*' }, false],
      [{ path: '/**' }, true],
      [{ path: '/2.0/user/**' }, false],
      [{ path: '/2x0/user' }, false],
      [{ person: 'mira_lindqvist' }, true],
      [{ person: '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}' }, true],
      [{ person: 'treyes' }, false],
      [{ client: CLIENT }, true],
      [{ client: 'another' }, false],
      [{ method: 'GET', path: '/2.0/user', person: 'treyes' }, false],
    ])('%j matches GET /2.0/user: %s', async (match, concerns) => {
      stub.faults.add({ ...match, status: 503 });

      expect((await user()).status).toBe(concerns ? 503 : 200);
    });

    it('match the person and the client at the OAuth endpoints', async () => {
      const rule = { status: 503, person: 'treyes', client: CLIENT };
      const code = await obtainCode(stub, 'treyes');
      const tokens = await signIn(stub, 'treyes');
      stub.faults.add(rule);
      const byCode = { grant_type: 'authorization_code', code };
      const byRefresh = {
        grant_type: 'refresh_token',
        refresh_token: tokens.refresh_token,
      };

      expect((await submitForm(stub, { account: 'treyes' })).status).toBe(503);
      expect((await requestToken(stub, byCode)).status).toBe(503);
      expect((await requestToken(stub, byRefresh)).status).toBe(503);
      expect((await signIn(stub, 'aiko-t')).access_token).toBeTruthy();
      stub.faults.clear();
      expect((await requestToken(stub, byCode)).status).toBe(200);
    });

    it("do not affect the stub's own pages", async () => {
      stub.faults.add({ status: 503 });
      const picture = `${stub.url}/_stub/avatars/x.svg`;

      expect((await fetch(stub.url)).status).toBe(200);
      expect((await fetch(picture)).status).toBe(200);
    });
  });

  describe('how often', () => {
    it.each<[Partial<FaultRule>, number[]]>([
      [{}, [503, 503, 503, 503]],
      [{ nth: 2 }, [200, 503, 200, 200]],
      [{ times: 2 }, [503, 503, 200, 200]],
      [{ nth: 2, times: 2 }, [200, 503, 503, 200]],
      [{ probability: 0 }, [200, 200, 200, 200]],
    ])('%j', async (match, expected) => {
      const { id } = stub.faults.add({ ...match, status: 503 });

      expect(await statuses(4)).toEqual(expected);
      expect(stub.faults.get(id)).toMatchObject({
        matched: 4,
        hits: expected.filter(status => status === 503).length,
      });
    });

    it('by probability, with the same sequence for the same seed', async () => {
      const run = async (seed: number) => {
        const { id } = stub.faults.add({
          status: 500,
          probability: 0.5,
          seed,
        });
        const seen = await statuses(20);
        stub.faults.remove(id);
        return seen;
      };
      const first = await run(7);

      expect(await run(7)).toEqual(first);
      expect(await run(8)).not.toEqual(first);
      expect(new Set(first)).toEqual(new Set([200, 500]));
    });

    it('until they are removed', async () => {
      const { id } = stub.faults.add({ status: 503 });
      stub.faults.add({ latency: 0 });

      expect(stub.faults.remove(id)).toBe(true);
      expect(stub.faults.remove(id)).toBe(false);
      expect((await user()).status).toBe(200);
      expect(stub.faults.list()).toEqual([
        { id: 'fault-2', latency: 0, matched: 1, hits: 1 },
      ]);
      stub.faults.clear();
      expect(stub.faults.list()).toEqual([]);
    });

    it('the first rule that responds ends the search', async () => {
      stub.faults.add({ latency: 1 });
      stub.faults.add({ status: 503 });
      stub.faults.add({ status: 404 });

      expect((await user()).status).toBe(503);
      expect(stub.faults.list().map(fault => fault.hits)).toEqual([1, 1, 0]);
      expect(stub.journal.entries().at(-1)?.faults).toEqual([
        'fault-1',
        'fault-2',
      ]);
    });
  });

  describe('the rate limit', () => {
    it('counts an hour by the clock, and each client separately', async () => {
      stub.registerClient({
        id: 'other',
        secret: 's',
        scopes: ['account'],
        callbackUrl: 'http://localhost:7007/other',
      });
      stub.faults.add({ rateLimit: 2 });

      expect(await statuses(4)).toEqual([200, 200, 429, 429]);
      const basic = `Basic ${Buffer.from('other:s').toString('base64')}`;
      const location = (
        await submitForm(stub, { client_id: 'other', account: 'treyes' })
      ).headers.get('location');
      const code = new URL(location ?? '').searchParams.get('code') ?? '';
      const grant = { grant_type: 'authorization_code', code };
      const tokens = await (await requestToken(stub, grant, basic)).json();
      const other = () => read(stub, '/user', tokens.access_token);
      expect(await statuses(3, other)).toEqual([200, 200, 429]);
      stub.clock.advance(HOUR - 60_000);
      expect((await user()).status).toBe(429);
      stub.clock.advance(60_000);
      token = (await signIn(stub)).access_token;
      expect((await user()).status).toBe(200);
    });

    it('responds as the switches configure', async () => {
      await stub.close();
      stub = await createBitbucketCloudStub({
        switches: { rateLimitBody: 'text', retryAfter: true },
      });
      stub.faults.add({ rateLimit: 0 });
      const response = await user();

      expect(response.headers.get('content-type')).toMatch('text/plain');
      expect(response.headers.get('retry-after')).toBe('3600');
      expect(await response.text()).toBe(
        'Rate limit for this resource has been exceeded',
      );
    });
  });

  it.each<[unknown, string]>([
    [{}, 'it has no effect'],
    [undefined, 'The fault rule is not valid'],
    [{ status: 503, hang: true }, 'more than one effect (status, hang)'],
    [{ status: 200 }, 'status: must be from 400 to 599; it was 200'],
    [{ status: 600 }, 'status: must be from 400 to 599'],
    [{ status: 503, nth: 0 }, 'nth: must be 1 or more'],
    [{ status: 503, probability: 2 }, 'probability: must be from 0 to 1'],
    [{ status: 503, path: '2.0' }, 'path: must begin with "/" or "**"'],
    [{ status: 503, method: 'get' }, 'method: must be in capitals'],
    [{ stauts: 503 }, 'stauts'],
    [{ redirect: '/x' }, 'redirect: must be an absolute URL'],
    [{ next: 'x' }, 'next: must be "loop" or an absolute URL'],
    [{ contentType: 'a\nb' }, 'contentType: must be a header value'],
    [{ latency: -1 }, 'latency: must be 0 or more milliseconds'],
  ])('reject the rule %j', (rule, message) => {
    expect(() => stub.faults.add(rule as FaultRule)).toThrow(message);
    expect(stub.faults.list()).toEqual([]);
  });
});
