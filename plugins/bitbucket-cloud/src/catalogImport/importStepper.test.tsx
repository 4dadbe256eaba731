import { screen, waitFor } from '@testing-library/react';
import { createAnalysis } from './__testUtils__/analysis';
import { renderImport } from './__testUtils__/renderImport';

const URL = 'https://bitbucket.org/acme/shop';
const FILE = `${URL}/src/main/catalog-info.yaml`;
const PULL_REQUEST = `${URL}/pull-requests/1`;

it('opens a pull request with the proposed owner, and does not register the file', async () => {
  const page = await renderImport({
    'GET ': { body: createAnalysis() },
    'POST /pull-requests': {
      status: 201,
      body: { url: PULL_REQUEST, fileUrl: FILE, existed: false },
    },
  });
  await page.analyze(URL);
  const owner = await screen.findByLabelText(/^Owner/);
  expect(owner).toHaveValue('booking');
  expect(
    screen.getByText(
      'CODEOWNERS names @acme/booking as the owner of all files. Also proposed: fleet.',
    ),
  ).toBeVisible();
  expect(screen.queryByText(/as Entity Owner/)).not.toBeInTheDocument();

  const type = screen.getByLabelText(/^Type/);
  await page.user.clear(type);
  await page.user.type(type, 'service');
  await page.user.click(screen.getByRole('button', { name: 'Create PR' }));
  expect(
    await screen.findByText(/adds the entity to the catalog by itself/),
  ).toBeVisible();
  expect(page.requests.at(-1)).toEqual({
    key: 'POST /pull-requests',
    body: {
      url: URL,
      title: 'Add a file',
      description: 'Text',
      content: expect.stringMatching(
        /kind: Component[^]*name: shop[^]*type: service[^]*owner: booking/,
      ),
    },
  });
  await page.user.click(screen.getByRole('button', { name: 'Finish' }));
  expect(await screen.findByText(/will be imported as soon as/)).toBeVisible();
  expect(page.catalogApi.addLocation).not.toHaveBeenCalled();
});

it('lets the user choose another owner', async () => {
  const page = await renderImport({ 'GET ': { body: createAnalysis() } });
  await page.analyze(URL);
  const owner = await screen.findByLabelText(/^Owner/);
  await page.user.clear(owner);
  await page.user.type(owner, 'fleet');
  await page.user.tab();
  expect(
    await screen.findByText(/The repository belongs to the project FLEET/),
  ).toBeVisible();
  expect(owner).toHaveValue('fleet');
});

it('requires an owner if the portal found none', async () => {
  const page = await renderImport({
    'GET ': { body: createAnalysis({ owners: [] }) },
  });
  await page.analyze(URL);
  expect(await screen.findByText(/The portal found no owner/)).toBeVisible();
});

it('shows a pull request that is open already', async () => {
  const openPullRequest = { url: PULL_REQUEST, fileUrl: FILE, existed: true };
  const page = await renderImport({
    'GET ': { body: createAnalysis({ openPullRequest }) },
  });
  await page.analyze(URL);
  expect(await screen.findByText(/is already open/)).toBeVisible();
  await page.user.click(
    screen.getByRole('button', { name: 'Continue with this pull request' }),
  );
  expect(await screen.findByText(/Ask a reviewer to merge it/)).toBeVisible();
  expect(screen.getAllByText(PULL_REQUEST)[0]).toHaveAttribute(
    'href',
    PULL_REQUEST,
  );
});

it.each([
  ['DECLINED', /was closed without a merge/],
  ['SUPERSEDED', /was closed without a merge/],
  ['MERGED', /was merged, and the file has been removed/],
])('links to an earlier pull request in the state %s', async (state, text) => {
  const closedPullRequest = { url: PULL_REQUEST, state };
  const page = await renderImport({
    'GET ': { body: createAnalysis({ closedPullRequest }) },
  });
  await page.analyze(URL);
  expect(await screen.findByText(text)).toBeVisible();
  expect(screen.getByText(PULL_REQUEST)).toHaveAttribute('href', PULL_REQUEST);
  expect(screen.getByRole('button', { name: 'Create PR' })).toBeVisible();
});

it('shows the file and the reason if the portal cannot open a pull request', async () => {
  const pullRequestProblem = 'The portal cannot open pull requests: reason.';
  const page = await renderImport({
    'GET ': { body: createAnalysis({ pullRequestProblem }) },
  });
  await page.analyze(URL);
  expect(await screen.findByText(pullRequestProblem)).toBeVisible();
  expect(
    screen.queryByRole('button', { name: 'Create PR' }),
  ).not.toBeInTheDocument();
});

it('registers a file that exists, and links to what the catalog contains', async () => {
  const page = await renderImport({
    'GET ': {
      body: createAnalysis({
        existingFiles: [
          {
            url: FILE,
            isRegistered: true,
            entities: [{ kind: 'Component', metadata: { name: 'shop' } }],
          },
        ],
        knownEntities: ['component:default/shop'],
        owners: [],
        proposed: undefined,
      }),
    },
  });
  await page.analyze(URL);
  expect(
    await screen.findByText(/The portal reads acme\/shop by itself/),
  ).toBeVisible();
  expect(screen.getByRole('link', { name: 'shop' })).toHaveAttribute(
    'href',
    '/catalog/default/component/shop',
  );
});

it('shows the sentence of the backend', async () => {
  const message = 'This portal does not read the repository acme/shop.';
  const page = await renderImport({
    'GET ': {
      status: 404,
      body: { error: { name: 'NotFoundError', message } },
    },
  });
  await page.analyze(URL);
  expect(await screen.findByText(message)).toBeVisible();
});

it('asks the client of Backstage if the backend has no routes', async () => {
  const page = await renderImport({});
  await page.analyze(URL);
  await waitFor(() =>
    expect(page.otherHosts.analyzeUrl).toHaveBeenCalledWith(URL),
  );
});

it.each([
  'https://github.com/acme/shop',
  FILE,
  'https://git.acme.example/raw?path=catalog-info.yaml',
])('leaves %s to the client of Backstage', async url => {
  const page = await renderImport({});
  await page.analyze(url);
  expect(await screen.findByText('of another host')).toBeVisible();
  expect(page.requests).toEqual([]);
});
