import { type BitbucketScorecards } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { mockCredentials } from '@backstage/backend-test-utils';
import { type Entity } from '@backstage/catalog-model';
import { startPages } from '../__testUtils__/startPages';
import { chooseCandidates } from './chooseCandidates';

const TASK = 'bitbucket-cloud-scorecard';
const OWNER = 'group:default/booking';

function component(name: string, slug = `harbour-bikes/${name}`): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: { 'bitbucket.org/repo-slug': slug },
    },
    relations: [{ type: 'ownedBy', targetRef: OWNER }],
  };
}

const team: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'booking', namespace: 'default' },
};

let pages: Awaited<ReturnType<typeof startPages>>;

async function start(
  bitbucketCloud: object = {},
  workspace: object = {},
  more: Entity[] = [],
) {
  pages = await startPages(workspace, {
    bitbucketCloud,
    entities: [
      component('booking-api'),
      component('elsewhere', 'other/elsewhere'),
      component('gone', 'harbour-bikes/not-a-repository'),
      // Its repository is read once.
      component('booking-worker', 'harbour-bikes/Booking-API'),
      team,
      ...more,
    ],
  });
}

afterEach(() => pages.stop());

async function list(): Promise<BitbucketScorecards> {
  const { body, status } = await pages.ask('scorecard');
  expect(status).toBe(200);
  return body;
}

describe('the scorecard', () => {
  it('is empty before the first pass', async () => {
    await start();
    const { checks, scorecards } = await list();
    expect(checks.map(({ id }) => id)).toEqual([
      'main-branch',
      'code-owners',
      'default-reviewers',
      'pipeline',
      'deployment',
      'pull-requests',
    ]);
    expect(scorecards).toEqual([]);
  });

  it('reads at most three calls of a repository a day, and is complete on the second', async () => {
    await start();
    await pages.runTask(TASK);
    const [first] = (await list()).scorecards;
    // One more for the list of repositories.
    expect(pages.calls()).toBe(4);
    expect(first).toMatchObject({
      entityRef: 'component:default/booking-api',
      title: 'booking-api',
      owner: OWNER,
      repository: 'harbour-bikes/booking-api',
    });
    const unread = first.checks.filter(({ state }) => state === 'unknown');
    expect(unread.map(({ id, message }) => `${id}: ${message}`)).toEqual([
      expect.stringMatching(/^pipeline: .* not read this yet.* 24 hours, or/),
      expect.stringMatching(/^deployment: .* this one in about 24 hours, or/),
      expect.stringMatching(
        /^pull-requests: .* this one in about 48 hours, or/,
      ),
    ]);
    for (const { expectedAt } of unread) {
      expect(Date.parse(expectedAt!)).toBeGreaterThan(Date.now());
    }

    await pages.runTask(TASK);
    expect(pages.calls()).toBeLessThanOrEqual(8);
    await pages.runTask(TASK);
    const before = pages.calls();
    const [complete] = (await list()).scorecards;
    for (const { id, message, readAt, state, url } of complete.checks) {
      expect([id, state, message]).not.toContain('unknown');
      expect(url).toContain(`${pages.stub.url}/harbour-bikes/booking-api`);
      expect(Date.now() - Date.parse(readAt!)).toBeLessThan(60_000);
    }
    await pages.runTask(TASK);
    // Only the list of repositories.
    expect(pages.calls()).toBe(before + 1);
  });

  it('has at most 100 components of a repository, and keeps those it has', async () => {
    const entities = [component('booking-api'), team];
    pages = await startPages({}, { entities });
    await pages.runTask(TASK);
    // The catalog returns these first.
    entities.unshift(
      ...Array.from({ length: 101 }, (_, index) =>
        component(`a-${index}`, 'harbour-bikes/Booking-API'),
      ),
    );
    await pages.runTask(TASK);
    const { scorecards } = await list();
    expect(scorecards).toHaveLength(100);
    expect(scorecards.map(({ title }) => title)).toContain('booking-api');
  });

  it('has at most 5,000 components', () => {
    const candidates = Array.from({ length: 5_001 }, (_, index) => ({
      ref: `component:default/c-${index}`,
      name: { workspace: 'harbour-bikes', slug: `r-${index}` },
    }));
    const known = new Set(['component:default/c-5000']);
    const { chosen, leftOut } = chooseCandidates(candidates, known);
    expect([chosen.length, leftOut]).toEqual([5_000, 1]);
    expect(chosen[0]).toBe(candidates[5_000]);
  });

  it('follows a repository that was renamed, by its uuid', async () => {
    const entity = component('booking-web');
    entity.metadata.annotations!['bitbucket.org/repo-uuid'] =
      '{9e8d7c6b-5a49-4b3c-9d2e-1f0e9d8c7b02}';
    await start({}, {}, [entity]);
    pages.stub.registerAccessToken({
      token: 'a-token-that-renames',
      scopes: ['repository:admin'],
      workspace: 'harbour-bikes',
    });
    const { status } = await fetch(
      `${pages.stub.apiUrl}/repositories/harbour-bikes/booking-web`,
      {
        method: 'PUT',
        headers: {
          authorization: 'Bearer a-token-that-renames',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ name: 'Booking Front' }),
      },
    );
    expect(status).toBe(200);
    await pages.runTask(TASK);
    const { body } = await pages.get('booking-web/pipelines');
    expect(body.renamedTo).toBe('harbour-bikes/booking-front');
    await pages.runTask('bitbucket-cloud-scorecard-complete');
    const { scorecards } = await list();
    const renamed = scorecards.find(({ title }) => title === 'booking-web')!;
    expect(renamed.repository).toBe('harbour-bikes/booking-front');
    expect(renamed.checks.filter(({ readAt }) => readAt)).toHaveLength(4);
  });

  it('forgets a component whose repository was deleted', async () => {
    await start();
    await pages.runTask(TASK);
    expect((await list()).scorecards).toHaveLength(2);
    const { apiUrl } = pages.stub;
    const token = 'a-token-that-deletes';
    pages.stub.registerAccessToken({
      token,
      scopes: ['repository:delete'],
      workspace: 'harbour-bikes',
    });
    const { status } = await fetch(
      `${apiUrl}/repositories/harbour-bikes/booking-api`,
      { method: 'DELETE', headers: { authorization: `Bearer ${token}` } },
    );
    expect(status).toBe(204);
    await pages.runTask(TASK);
    expect((await list()).scorecards).toEqual([]);
  });

  it('finds the components of a workspace that is configured by its uuid', async () => {
    const workspace = '{5d0c7a5e-2f41-4b7e-8a3c-6e9b1f0d2a10}';
    await start({}, { workspace });
    await pages.runTask(TASK);
    const { scorecards } = await list();
    expect(scorecards.map(({ entityRef }) => entityRef)).toEqual([
      'component:default/booking-api',
      'component:default/booking-worker',
    ]);
  });

  it('uses what the pages have read', async () => {
    await start();
    await pages.get('booking-api/pull-requests');
    await pages.get('booking-api/pipelines');
    await pages.get('booking-api/environments');
    const before = pages.calls();
    await pages.runTask(TASK);
    expect(pages.calls()).toBe(before + 4);
    const [{ checks }] = (await list()).scorecards;
    expect(checks.filter(({ state }) => state === 'unknown')).toEqual([]);
  });

  it('is complete on the first day for components whose pages were open after the pass', async () => {
    await start();
    await pages.runTask(TASK);
    await pages.get('booking-api/overview');
    const before = pages.calls();
    await pages.runTask('bitbucket-cloud-scorecard-complete');
    expect(pages.calls()).toBe(before);
    const [{ checks }] = (await list()).scorecards;
    expect(checks.filter(({ state }) => state === 'unknown')).toEqual([]);
  });

  it('does not know branch restrictions without the right of an administrator', async () => {
    await start();
    pages.stub.faults.add({
      path: '/2.0/repositories/*/*/branch-restrictions',
      status: 403,
    });
    await pages.runTask(TASK);
    const [{ checks }] = (await list()).scorecards;
    expect(checks[0]).toMatchObject({
      id: 'main-branch',
      state: 'unknown',
      message: expect.stringContaining('cannot read branch restrictions'),
    });
  });

  it('contains the enabled checks, by their thresholds', async () => {
    await start({
      scorecard: {
        checks: ['pull-requests', 'code-owners'],
        pullRequestsWithinDays: 1,
      },
    });
    await pages.get('booking-api/pull-requests');
    await pages.runTask(TASK);
    const [{ checks }] = (await list()).scorecards;
    expect(checks.map(({ id }) => id)).toEqual([
      'code-owners',
      'pull-requests',
    ]);
    expect(checks[1]).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(
        /^The oldest open pull request was created .* The limit is 1 day\.$/,
      ),
    });
  });

  it('is shown for a component that the user can read', async () => {
    await start();
    await pages.runTask(TASK);
    const { body } = await pages.get('booking-api/scorecard');
    expect(body.scorecards).toHaveLength(1);
    expect(await pages.get('elsewhere/scorecard')).toMatchObject({
      status: 200,
      body: { scorecards: [] },
    });
    expect(await pages.get('nothing/scorecard')).toMatchObject({
      status: 404,
    });
  });

  it('requires a user', async () => {
    await start();
    const { status } = await pages.ask(
      'scorecard',
      mockCredentials.service.header(),
    );
    expect([401, 403]).toContain(status);
  });
});
