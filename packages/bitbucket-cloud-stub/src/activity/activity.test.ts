import { call, tokenOf } from '../__testUtils__/restClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';
import { generateSeed } from '../generate/generateSeed';
import { defaultSeedPath, readSeedFile } from '../seed/readSeed';

const START = Date.UTC(2030, 0, 15, 9);
const DAY = 86_400_000;
const { activity, people, repositories = [] } = readSeedFile(defaultSeedPath());
const pullRequests = activity!.repositories.flatMap(
  each => each.pull_requests ?? [],
);

describe('the activity of Harbour Bikes', () => {
  let stub: BitbucketCloudStub;
  let token: string;

  beforeAll(async () => {
    stub = await createBitbucketCloudStub({ now: () => START });
    token = await tokenOf(stub, 'mira_lindqvist');
  });

  afterAll(async () => {
    await stub.close();
  });

  const read = async (path: string) =>
    (await call(stub, token, `/repositories/harbour-bikes/${path}`)).body;

  it('names repositories of the seed only', () => {
    const known = repositories.map(each => `${each.workspace}/${each.slug}`);
    const named = activity!.repositories.map(({ repository }) => repository);

    expect(named.filter(name => !known.includes(name))).toEqual([]);
  });

  it('names people of the seed only', () => {
    const known = people.map(({ username }) => username);
    const named = pullRequests.flatMap(each => [
      each.author,
      ...Object.keys(each.reviewers ?? {}),
      ...(each.comments ?? []).map(({ by }) => by),
      ...(each.tasks ?? []).map(({ by }) => by),
    ]);

    expect(named.filter(name => !known.includes(name))).toEqual([]);
  });

  it('has pull requests in each state, drafts, and hostile titles', () => {
    const states = new Set(pullRequests.map(({ state = 'OPEN' }) => state));
    const reviews = pullRequests.flatMap(each =>
      Object.values(each.reviewers ?? {}),
    );
    const titles = pullRequests.map(({ title }) => title);

    expect(states).toEqual(new Set(['OPEN', 'MERGED', 'DECLINED']));
    expect(new Set(reviews)).toEqual(
      new Set(['approved', 'changes_requested', 'pending']),
    );
    expect(pullRequests.some(({ draft }) => draft)).toBe(true);
    expect(titles.some(title => title.includes('<img'))).toBe(true);
    expect(titles.some(title => /\u202e/.test(title))).toBe(true);
  });

  it('has the age in the seed, whenever the stub starts', async () => {
    const { values } = await read(
      'booking-api/pullrequests?pagelen=50&state=OPEN&state=MERGED',
    );
    const ages = values.map(
      (each: { created_on: string }) => START - Date.parse(each.created_on),
    );

    expect(Math.min(...ages)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ages)).toBeLessThan(200 * DAY);
    expect(Math.min(...ages)).toBeLessThan(2 * DAY);
  });

  it('has an open pull request with conflicts', async () => {
    const { values } = await read(
      'booking-api/pullrequests?q=title~"database driver"',
    );
    const [{ id, links }] = values;
    const redirect = await call(
      stub,
      token,
      `/repositories/harbour-bikes/booking-api/pullrequests/${id}/conflicts`,
    );
    const conflicts = await call(
      stub,
      token,
      redirect.headers.get('location') ?? '',
    );
    const stat = await call(stub, token, links.diffstat.href);
    const files = await call(stub, token, stat.headers.get('location') ?? '');

    expect(redirect.status).toBe(302);
    expect(conflicts.body.values).toMatchObject([
      { path: 'src/main/java/DatabaseDriver.java' },
    ]);
    expect(files.body.values[0].new.path).toBe(
      'src/main/java/DatabaseDriver.java',
    );
  });

  it('opens each repository', async () => {
    for (const { slug } of repositories) {
      const pipelines = await read(`${slug}/pipelines?pagelen=100`);
      const deployments = await read(`${slug}/deployments?pagelen=100`);

      expect(pipelines.values).toBeDefined();
      expect(deployments.values).toBeDefined();
    }
  });
});

describe('a repository with many pull requests', () => {
  it('lists 200 open ones with their participants in 4 quick pages', async () => {
    const seed = generateSeed({
      members: 5,
      repositories: 1,
      pullRequests: 200,
    });
    const stub = await createBitbucketCloudStub({ seed });
    const token = await tokenOf(stub, stub.people[0].username);
    const slug = seed.repositories![0].slug;
    const began = performance.now();
    let next = `/repositories/generated/${slug}/pullrequests?pagelen=50&fields=%2Bvalues.participants`;
    const ids: number[] = [];
    while (next) {
      const { body } = await call(stub, token, next);
      ids.push(...body.values.map(({ id }: { id: number }) => id));
      next = body.next;
    }
    const took = performance.now() - began;
    await stub.close();

    expect(ids).toHaveLength(200);
    expect(ids[0]).toBe(200);
    expect(took).toBeLessThan(2000);
  });
});

describe('a workspace with 20,000 repositories', () => {
  it('lists the pull requests of a person without opening them', async () => {
    const seed = generateSeed({ members: 2, repositories: 20_000 });
    const stub = await createBitbucketCloudStub({ seed });
    const [{ username, uuid }] = stub.people;
    const token = await tokenOf(stub, username);
    const began = performance.now();
    const path = `/workspaces/generated/pullrequests/${uuid}`;
    const { body } = await call(stub, token, path);
    const took = performance.now() - began;
    await stub.close();

    expect(body.values).toEqual([]);
    expect(took).toBeLessThan(1000);
  });
});
