import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { LiveEvent } from './LiveCompany';

const START = Date.UTC(2026, 5, 1, 8);

async function liveFor(steps: number): Promise<(LiveEvent | undefined)[]> {
  const stub = await createBitbucketCloudStub({ now: () => START });
  const events: (LiveEvent | undefined)[] = [];
  for (let step = 0; step < steps; step++) {
    stub.clock.advance(120_000);
    events.push(await stub.live());
  }
  await stub.close();
  return events;
}

describe('the live mode', () => {
  it('lets everything happen, in the same way at each start', async () => {
    const first = await liveFor(25);
    const second = await liveFor(25);
    const kinds = new Set(first.map(event => event?.kind));

    expect(second).toEqual(first);
    expect([...kinds].sort()).toEqual(
      expect.arrayContaining([
        'deployment',
        'pipeline',
        'pull-request',
        'push',
      ]),
    );
  });

  it('does nothing without activity in the seed', async () => {
    const stub = await createBitbucketCloudStub({
      seed: { workspaces: [], people: [], clients: [] },
    });
    const event = await stub.live();
    await stub.close();

    expect(event).toBeUndefined();
  });
});
