import { call, tokenOf } from '../__testUtils__/restClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import { generateSeed } from '../generate/generateSeed';

const MEMBERS = 10_000;

describe('a workspace of 10,000 members', () => {
  it('is read completely in 100 pages of 100', async () => {
    const seed = generateSeed({ members: MEMBERS, repositories: 0 });
    const stub = await createBitbucketCloudStub({ seed });
    const [{ slug }] = seed.workspaces;
    const token = await tokenOf(stub, seed.people[0].username);
    const seen = new Set<string>();
    let pages = 0;
    let next: string | undefined = `/workspaces/${slug}/members?pagelen=100`;
    while (next !== undefined) {
      const { body } = await call(stub, token, next);
      for (const { user } of body.values) {
        seen.add(user.uuid);
      }
      next = body.next;
      pages += 1;
    }
    await stub.close();

    expect(seen.size).toBe(MEMBERS);
    expect(pages).toBe(100);
  }, 60_000);
});
