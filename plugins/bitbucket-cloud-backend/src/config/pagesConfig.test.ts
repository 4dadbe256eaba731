import { ConfigReader } from '@backstage/config';
import {
  findBitbucketPagesConfigProblems,
  readPagesConfig,
} from './pagesConfig';

const configOf = (change: object) =>
  new ConfigReader({
    bitbucketCloud: {
      workspaces: {
        main: {
          workspace: 'acme',
          workspaceAccessToken: 'not-a-secret',
          ...change,
        },
      },
    },
  });

describe('the configuration of the pages', () => {
  it('does not let people run pipelines by default', () => {
    expect(readPagesConfig(configOf({})).workspaces).toMatchObject([
      { workspace: 'acme', pipelineActions: false },
    ]);
    expect(
      readPagesConfig(configOf({ pipelines: { actions: true } })).workspaces,
    ).toMatchObject([{ pipelineActions: true }]);
  });

  it.each([
    [
      { pipelines: { actions: 'yes' } },
      'bitbucketCloud.workspaces.main.pipelines.actions',
    ],
    [{ pipeline: {} }, 'bitbucketCloud.workspaces.main.pipeline'],
    [{ workspace: 'a b' }, 'bitbucketCloud.workspaces.main.workspace'],
  ])('reports the wrong key of %j', (change, key) => {
    expect(findBitbucketPagesConfigProblems(configOf(change))).toMatchObject([
      { key },
    ]);
  });
});
