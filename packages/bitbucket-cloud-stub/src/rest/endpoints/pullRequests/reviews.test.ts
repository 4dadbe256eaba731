import { quietSeed } from '../../../__testUtils__/quietSeed';
import {
  call,
  send,
  sendWith,
  tokenOf,
} from '../../../__testUtils__/restClient';
import { createBitbucketCloudStub } from '../../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../../BitbucketCloudStub';

const ALL = '/repositories/harbour-bikes/booking-api/pullrequests';
const ONE = `${ALL}/1`;
const TOMAS = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b02}';

describe('reviews, comments and tasks', () => {
  let stub: BitbucketCloudStub;
  let author: string;
  let reviewer: string;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub({ seed: quietSeed() });
    author = await tokenOf(stub, 'treyes');
    reviewer = await tokenOf(stub, 'nadia-h');
    await stub.openPullRequest('harbour-bikes', 'booking-api', {
      title: 'Check the tariff',
      branch: 'feature/tariff',
      files: { 'tariff.md': 'new' },
      by: 'treyes',
    });
  });

  afterEach(async () => {
    await stub.close();
  });

  const post = (token: string, path: string, body: object = {}) =>
    send(stub, token, `${ONE}/${path}`, body);
  const remove = (token: string, path: string) =>
    call(stub, token, `${ONE}/${path}`, { method: 'DELETE' });
  const read = async () => (await call(stub, author, ONE)).body;

  it('replace an earlier review of the same person', async () => {
    const approved = await post(reviewer, 'approve');
    const again = await post(reviewer, 'approve');
    await post(reviewer, 'request-changes');
    const { participants } = await read();

    expect(approved.body).toMatchObject({
      type: 'participant',
      role: 'PARTICIPANT',
      approved: true,
      state: 'approved',
    });
    expect(again.status).toBe(409);
    expect(participants).toMatchObject([
      { user: { nickname: 'nadia' }, state: 'changes_requested' },
    ]);
  });

  it('are withdrawn by the same person only', async () => {
    await post(reviewer, 'approve');
    const foreign = await remove(author, 'approve');
    const own = await remove(reviewer, 'approve');

    expect([foreign.status, own.status]).toEqual([404, 204]);
    expect((await read()).participants).toEqual([]);
  });

  it('do not exist for the author, without the scope, and after the end', async () => {
    const narrow = await tokenOf(stub, 'nadia-h', ['pullrequest']);
    const own = await post(author, 'request-changes');
    const unscoped = await post(narrow, 'approve');
    await post(author, 'decline');
    const late = await post(reviewer, 'approve');

    expect([own.status, unscoped.status, late.status]).toEqual([400, 403, 400]);
  });

  it('count comments that exist and tasks that are open', async () => {
    const content = { content: { raw: '<b>Why?</b>' } };
    const first = await post(reviewer, 'comments', content);
    const second = await post(author, 'comments', {
      ...content,
      parent: { id: first.body.id },
      inline: { path: 'tariff.md', to: 1 },
    });
    const task = await post(reviewer, 'tasks', content);
    await post(reviewer, 'tasks', content);
    await sendWith(
      'PUT',
      stub,
      author,
    )(`${ONE}/tasks/${task.body.id}`, {
      state: 'RESOLVED',
    });
    const foreign = await remove(author, `comments/${first.body.id}`);
    await remove(reviewer, `comments/${first.body.id}`);
    const body = await read();

    expect(first.body.content.html).toBe('<p>&#60;b&#62;Why?&#60;/b&#62;</p>');
    expect(second.body).toMatchObject({
      parent: { id: first.body.id },
      inline: { path: 'tariff.md', to: 1 },
    });
    expect(foreign.status).toBe(403);
    expect(body).toMatchObject({ comment_count: 1, task_count: 1 });
  });

  it('are found by the person and by the state of a participant', async () => {
    await post(reviewer, 'approve');
    const path = (q: string) => `${ALL}?q=${encodeURIComponent(q)}`;
    const found = await call(
      stub,
      author,
      path('participants.state = "approved"'),
    );
    const mine = await call(
      stub,
      author,
      `/workspaces/harbour-bikes/pullrequests/${TOMAS}`,
    );
    const unknown = await call(
      stub,
      author,
      '/workspaces/harbour-bikes/pullrequests/none',
    );
    const long = await call(stub, author, `${ALL}?pagelen=51`);

    expect(found.body.size).toBe(1);
    expect(mine.body.values).toMatchObject([{ title: 'Check the tariff' }]);
    expect([unknown.status, long.status]).toEqual([404, 400]);
  });
});
