import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';

describe('the buttons of the home page', () => {
  let stub: BitbucketCloudStub;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
  });

  afterEach(async () => {
    await stub.close();
  });

  const formTokenOf = async () => {
    const page = await (await fetch(stub.url)).text();
    return /name="token" value="(\w{32})"/.exec(page)?.[1] ?? '';
  };

  const press = async (
    action: string,
    token: string,
    headers: Record<string, string> = {},
  ) => {
    const response = await fetch(`${stub.url}/_stub/actions`, {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: new URLSearchParams({ token, do: action }),
    });
    return { status: response.status, text: await response.text() };
  };

  it('switch each offered fault on and off', async () => {
    const token = await formTokenOf();
    const page = await (await fetch(stub.url)).text();
    const offered = [...page.matchAll(/value="(add-fault [\w-]+)"/g)];

    expect(offered.length).toBeGreaterThanOrEqual(4);
    for (const [, action] of offered) {
      expect((await press(action, token)).status).toBe(303);
    }
    expect(stub.faults.list()).toHaveLength(offered.length);
    await press('remove-fault fault-1', token);
    expect(stub.faults.list()).toHaveLength(offered.length - 1);
    await press('clear-faults', token);
    expect(stub.faults.list()).toEqual([]);
  });

  it('remove and restore an account, advance the clock, reset', async () => {
    const token = await formTokenOf();
    const { uuid } = stub.person('treyes');
    const before = stub.clock.now();
    await press(`remove-account ${uuid}`, token);
    expect(stub.person('treyes').removed).toBe(true);
    await press(`bring-back-account ${uuid}`, token);
    expect(stub.person('treyes').removed).toBe(false);
    await press('advance-clock', token);
    expect(stub.clock.now() - before).toBeGreaterThanOrEqual(3_600_000);
    await press('reset', token);
    expect(stub.person('treyes').removed).toBeUndefined();
  });

  it.each<[string, string | undefined, Record<string, string>]>([
    ['without the token', '', {}],
    ['from another origin', undefined, { origin: 'http://attacker.example' }],
    ['from another site', undefined, { 'sec-fetch-site': 'cross-site' }],
    ['from another port', undefined, { 'sec-fetch-site': 'same-site' }],
  ])('do nothing %s', async (_, token, headers) => {
    const { status, text } = await press(
      'add-fault down',
      token ?? (await formTokenOf()),
      headers,
    );

    expect(status).toBe(403);
    expect(text).toContain('Nothing was changed');
    expect(stub.faults.list()).toEqual([]);
  });

  it.each(['explode', 'constructor', 'add-fault nothing', 'remove-account x'])(
    'report that there is no %s',
    async action => {
      expect((await press(action, await formTokenOf())).status).toBe(400);
    },
  );
});
