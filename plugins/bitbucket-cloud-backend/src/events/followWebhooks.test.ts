import { mockServices } from '@backstage/backend-test-utils';
import { DefaultEventsService } from '@backstage/plugin-events-node';
import { followWebhooks } from './followWebhooks';
import { type RepositoryChanges } from './RepositoryChanges';

const note = jest.fn<Promise<void>, [string, string[]]>();
const notePeople = jest.fn<Promise<void>, [string[]]>();
const events = DefaultEventsService.create({
  logger: mockServices.logger.mock(),
});

beforeAll(() =>
  followWebhooks(events, { note, notePeople } as unknown as RepositoryChanges),
);

beforeEach(() => {
  note.mockReset();
  notePeople.mockReset();
});

async function publish(key: string, more: object = {}) {
  await events.publish({
    topic: `bitbucketCloud.${key}`,
    eventPayload: { repository: { full_name: 'globex/booking' }, ...more },
  });
}

describe('followWebhooks', () => {
  it('notes the author, the reviewers and the one who changed a pull request, each once', async () => {
    await publish('pullrequest:approved', {
      actor: { uuid: '{B}' },
      pullrequest: {
        id: 1,
        author: { uuid: '{a}' },
        reviewers: [{ uuid: '{b}' }, null, { uuid: '{c}' }, { uuid: 7 }],
      },
    });
    expect(notePeople.mock.calls).toEqual([[['{b}', '{a}', '{c}']]]);
  });

  it.each([
    ['pullrequest:created', {}, ['pull-requests:open', 'pull-request:*']],
    [
      'pullrequest:comment_created',
      {},
      ['pull-requests:open', 'pull-request:*'],
    ],
    [
      'pullrequest:fulfilled',
      {},
      ['pull-requests:open', 'pull-requests:merged', 'pull-request:*'],
    ],
    [
      'pullrequest:rejected',
      {},
      ['pull-requests:open', 'pull-requests:declined', 'pull-request:*'],
    ],
    [
      'repo:commit_status_created',
      { commit_status: { state: 'INPROGRESS' } },
      ['pipelines', 'steps:*', 'pull-request:*'],
    ],
    [
      'repo:commit_status_updated',
      { commit_status: { state: 'SUCCESSFUL' } },
      [
        'pipelines',
        'steps:*',
        'environments',
        'main-statuses',
        'pull-request:*',
      ],
    ],
    ['repo:push', {}, ['pull-request:*']],
  ])('reads after %s %j only what changed', async (key, more, questions) => {
    await publish(key, more);
    expect(note.mock.calls).toEqual([['globex/booking', questions]]);
  });

  it('reads the main branch again after repo:updated', async () => {
    await publish('repo:updated');
    expect(note.mock.calls).toEqual([
      ['globex/booking', ['facts']],
      ['globex/*', ['main-branches']],
    ]);
  });

  it('ignores other events, and events without a repository', async () => {
    await publish('repo:fork');
    await events.publish({
      topic: 'bitbucketCloud.pullrequest:created',
      eventPayload: {},
    });
    expect(note).not.toHaveBeenCalled();
  });
});
