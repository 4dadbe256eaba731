import { screen } from '@testing-library/react';
import { configApiRef, identityApiRef } from '@backstage/core-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/test-utils';
import { type BitbucketOverview } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { answerOf, renderContent } from '../__testUtils__/renderContent';
import { homePipeline } from '../__testUtils__/samples';
import { BitbucketPagesError } from '../api';
import { MissingRepositoryCard } from '../missing/MissingRepositoryCard';
import { OverviewCard } from './OverviewCard';

const URL = 'https://bitbucket.org/harbour-bikes/booking';

const overview: BitbucketOverview = {
  repository: 'harbour-bikes/booking',
  facts: answerOf({
    url: URL,
    mainBranch: 'main',
    readmeUrl: `${URL}/src/main/README.md`,
    codeOwners: {
      url: `${URL}/src/main/.bitbucket/CODEOWNERS`,
      owners: ['@kit', 'team@globex.example'],
      hasMore: true,
    },
    defaultReviewers: [{ name: 'Kit Marlowe' }, { name: 'Bo \u202Eb' }],
  }),
  main: answerOf({ pipeline: homePipeline(7), statuses: [] }),
  deployment: answerOf({
    environment: { name: 'Live', type: 'Production' as const },
    deployment: {
      uuid: '{1}',
      state: 'successful' as const,
      release: '#6',
    },
  }),
  openPullRequests: answerOf({ count: 3, hasMore: false }),
};

const empty: BitbucketOverview = {
  ...overview,
  facts: answerOf({ url: URL, defaultReviewers: [] }),
  main: answerOf({ statuses: [] }),
  deployment: answerOf({}),
  openPullRequests: answerOf({ count: 0, hasMore: false }),
};

const problem = {
  kind: 'rejected' as const,
  message: 'The credentials lack the scope pipeline.',
};

const renderCard = (data: BitbucketOverview) =>
  renderContent(<OverviewCard />, { getOverview: async () => answerOf(data) });

async function valuesOf(): Promise<(string | null)[]> {
  const values = await screen.findAllByRole('definition');
  return values.map(({ textContent }) =>
    textContent!.replaceAll(', Opens in a new window', ''),
  );
}

describe('OverviewCard', () => {
  it('shows the state of the repository', async () => {
    await renderCard(overview);
    expect(await valuesOf()).toEqual([
      expect.stringMatching(/^main: failed pipeline #7, /),
      'Live: successful #6',
      '3',
      'Kit Marlowe, Bo \\u202Eb',
      'CODEOWNERS: @kit, team@globex.example and more',
      'Read at Bitbucket',
    ]);
    expect(screen.getByRole('link', { name: /^3/ })).toHaveAttribute(
      'href',
      `${URL}/pull-requests/`,
    );
  });

  it('shows an empty repository', async () => {
    await renderCard(empty);
    expect(await valuesOf()).toEqual([
      'no build has run',
      'None',
      '0',
      'None',
      'None',
      'None in the root folder',
    ]);
  });

  it('shows the results of other tools', async () => {
    await renderCard({
      ...overview,
      main: answerOf({
        statuses: [
          { name: 'Jenkins', state: 'successful', url: 'https://ci.example/1' },
          { name: 'Scan', state: 'running' },
        ],
      }),
    });
    expect((await valuesOf())[0]).toBe(
      'main: successful Jenkins, running Scan',
    );
  });

  it('explains each part that is missing or old', async () => {
    await renderCard({
      ...overview,
      main: { problem },
      deployment: { ...answerOf({}), problem },
    });
    const [main, deployment] = await valuesOf();
    expect(main).toBe(problem.message);
    expect(deployment).toBe(
      'NoneThe credentials lack the scope pipeline. This is the state from 2 minutes ago.',
    );
  });

  it('explains that there is no answer', async () => {
    await renderContent(<OverviewCard />, {
      getOverview: async () => {
        throw new BitbucketPagesError('Bitbucket has no such repository.');
      },
    });
    expect(
      await screen.findByText('Bitbucket has no such repository.'),
    ).toBeInTheDocument();
  });
});

describe('MissingRepositoryCard', () => {
  const config = mockApis.config({
    data: {
      bitbucketCloud: { workspaces: { main: { workspace: 'harbour-bikes' } } },
    },
  });

  async function show(
    annotations: Record<string, string>,
    owner = 'user:default/mira',
  ) {
    await renderContent(
      <>
        <MissingRepositoryCard />
        <p>end</p>
      </>,
      {},
      {
        annotations,
        relations: [{ type: 'ownedBy', targetRef: owner }],
        Wrapper: ({ children }) => (
          <TestApiProvider
            apis={[
              [configApiRef, config],
              [
                identityApiRef,
                mockApis.identity({
                  userEntityRef: 'user:default/mira',
                  ownershipEntityRefs: ['user:default/mira'],
                }),
              ],
            ]}
          >
            {children}
          </TestApiProvider>
        ),
      },
    );
    await screen.findByText('end');
  }

  it('explains to owners how to add a repository', async () => {
    await show({});
    expect(await screen.findByText(/add the annotation/)).toHaveTextContent(
      'To see pull requests, pipelines and deployments on this page, add the annotation bitbucket.org/repo-slug: harbour-bikes/repository to the catalog file of this entity.',
    );
  });

  it.each([
    [{}, 'group:default/other'],
    [{ 'bitbucket.org/repo-slug': 'harbour-bikes/booking' }, undefined],
    [
      { 'backstage.io/source-location': 'url:https://github.com/a/b' },
      undefined,
    ],
  ])('is empty with %j and the owner %s', async (annotations, owner) => {
    await show(annotations as {}, owner);
    expect(screen.queryByText(/add the annotation/)).toBeNull();
  });
});
