import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { createHarness, registerConsumer } from './__testUtils__/createHarness';

/** A clock that only advances during a wait. */
function createClock() {
  const clock = {
    time: Date.UTC(2026, 0, 1, 12, 0, 30),
    slept: [] as number[],
    now: () => clock.time,
    sleep: async (milliseconds: number) => {
      clock.slept.push(milliseconds);
      clock.time += milliseconds;
    },
  };
  return clock;
}

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub();
});
beforeEach(() => {
  stub.reset();
  registerConsumer(stub);
});
afterAll(() => stub.close());

it('waits for its share of the budget instead of failing', async () => {
  const clock = createClock();
  const { run, lines } = await createHarness({
    stub,
    clock,
    config: { rateLimit: { callsPerHour: 4, share: 0.5 } },
  });
  expect(await run()).toContain('8 added');
  expect(clock.slept).toHaveLength(1);
  expect(lines[0]).toMatch(
    /^warn: Bitbucket workspace main: the 2 calls .* waiting until 2026-01-01T13:01:00.000Z$/,
  );
});

it('waits after a 429 for the returned time, and continues', async () => {
  await stub.close();
  stub = await createBitbucketCloudStub({ switches: { retryAfter: true } });
  registerConsumer(stub);
  stub.faults.add({ path: '/2.0/**', nth: 2, status: 429 });
  const clock = createClock();
  const { run } = await createHarness({ stub, clock });
  expect(await run()).toContain('8 added');
  expect(clock.slept).toHaveLength(1);
  expect(clock.slept[0]).toBeGreaterThanOrEqual(1000);
});
