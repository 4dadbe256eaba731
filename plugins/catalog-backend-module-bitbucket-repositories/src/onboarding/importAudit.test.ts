import { mockServices } from '@backstage/backend-test-utils';
import { type AuditorService } from '@backstage/backend-plugin-api';
import { startImport, WRITE_TOKEN } from '../__testUtils__/startImport';
import { repository, WORKSPACE } from '../__testUtils__/startRepositories';

let portal: Awaited<ReturnType<typeof startImport>>;
afterEach(() => portal.stop());

/** One event of the audit log, and how it ended. */
interface Audited {
  eventId: string;
  meta?: object;
  user?: string;
  ended?: 'failed' | 'succeeded';
  endMeta?: object;
  error?: string;
}

async function start(files: Record<string, string> = { 'README.md': '' }) {
  const audited: Audited[] = [];
  const auditor: AuditorService = {
    async createEvent({ eventId, meta, request }) {
      const event: Audited = { eventId, meta };
      const { authorization = '' } = request?.headers ?? {};
      event.user = authorization.split(' ')[1];
      audited.push(event);
      return {
        success: async options => {
          event.ended = 'succeeded';
          event.endMeta = options?.meta;
        },
        fail: async ({ error }) => {
          event.ended = 'failed';
          event.error = error?.message;
        },
      };
    },
  };
  portal = await startImport({
    repositories: [repository(1, { files })],
    features: [mockServices.auditor.mock(auditor).factory],
  });
  return (eventId: string) =>
    audited
      .filter(each => each.eventId === eventId)
      .map(({ eventId: _, ...rest }) => rest);
}

const meta = {
  actionType: 'create-pull-request',
  repository: `${WORKSPACE}/repo-1`,
};

it('records the user, the repository and the pull request', async () => {
  const audited = await start();
  const { body, status } = await portal.post('repo-1');
  expect(status).toBe(201);
  expect(audited('bitbucket-import')).toEqual([
    {
      meta,
      user: expect.stringContaining('mock-user-token'),
      ended: 'succeeded',
      endMeta: { pullRequest: body.url },
    },
  ]);
});

it.each([
  [
    'a refusal of the portal',
    { content: 'kind: Component\nmetadata: { name: "not valid" }' },
    'is not valid',
  ],
  ['a refusal of Bitbucket', {}, 'cannot write to this repository'],
])('records %s without secrets', async (_, change, message) => {
  const audited = await start();
  portal.stub.faults.add({
    method: 'POST',
    path: '/2.0/repositories/**',
    status: 403,
  });
  await portal.post('repo-1', change);
  const events = audited('bitbucket-import');
  expect(events).toMatchObject([
    { meta, ended: 'failed', error: expect.stringContaining(message) },
  ]);
  expect(JSON.stringify(events)).not.toContain(WRITE_TOKEN);
});

it('records that a user lets the portal read a repository', async () => {
  const audited = await start({ 'README.md': '' });
  const { status } = await fetch(`${portal.portal.catalogUrl}/locations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'url',
      target: `https://bitbucket.org/${WORKSPACE}/repo-1/src/main/catalog-info.yaml`,
    }),
  });
  expect(status).toBe(404);
  expect(audited('bitbucket-repository-read')).toMatchObject([
    {
      meta: { repository: `${WORKSPACE}/repo-1`, path: 'catalog-info.yaml' },
      ended: 'failed',
      error: expect.stringContaining('does not return the file'),
    },
  ]);
});
