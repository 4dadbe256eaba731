import { mockCredentials } from '@backstage/backend-test-utils';
import { type Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { NoAnswerError } from '../answers/NoAnswerError';
import { type WorkspacePages } from '../pages/WorkspacePages';
import { EntityRepositories } from './EntityRepositories';

const REF = { kind: 'component', namespace: 'default', name: 'app' };
const UUID = '{00000000-0000-0000-0000-000000000001}';

function create(workspace: string, currentName: WorkspacePages['currentName']) {
  const entity: Entity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'app',
      annotations: { 'bitbucket.org/repo-slug': 'Acme/app' },
    },
  };
  const pages = { currentName } as WorkspacePages;
  const repositories = new EntityRepositories(
    catalogServiceMock({ entities: [entity] }),
    [{ workspace, pages }],
  );
  return () => repositories.find(REF, mockCredentials.user());
}

const answer = (workspace: string) =>
  jest.fn(async () => ({
    data: { workspace, slug: 'app' },
    readAt: '2026-11-30T12:00:00Z',
  }));

describe('EntityRepositories', () => {
  it('finds a workspace by its slug, without a call', async () => {
    const currentName = answer('acme');
    const { name } = await create('acme', currentName)();
    expect(name).toEqual({ workspace: 'Acme', slug: 'app' });
    expect(currentName).not.toHaveBeenCalled();
  });

  it('finds a workspace by its uuid, and asks for its slug once', async () => {
    const currentName = answer('acme');
    const find = create(UUID, currentName);
    await find();
    await find();
    expect(currentName).toHaveBeenCalledTimes(1);
    expect(currentName).toHaveBeenCalledWith('app');
  });

  it('rejects a repository of another workspace', async () => {
    await expect(create(UUID, answer('other'))()).rejects.toThrow(
      'has no repository in a Bitbucket workspace that the portal reads',
    );
    const gone = new NoAnswerError({ kind: 'gone', message: 'No repository' });
    await expect(
      create(UUID, async () => {
        throw gone;
      })(),
    ).rejects.toThrow('has no repository in a Bitbucket workspace');
  });

  it('keeps the problem if Bitbucket does not respond', async () => {
    const away = new NoAnswerError({ kind: 'unreachable', message: 'Away' });
    await expect(
      create(UUID, async () => {
        throw away;
      })(),
    ).rejects.toBe(away);
  });
});
