import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import {
  type AutocompleteHandler,
  scaffolderAutocompleteExtensionPoint,
} from '@backstage/plugin-scaffolder-node/alpha';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { scaffolderModulePublishing } from './scaffolderModulePublishing';

const handlers: AutocompleteHandler[] = [];
const scaffolder = createBackendPlugin({
  pluginId: 'scaffolder',
  register(reg) {
    reg.registerExtensionPoint(scaffolderActionsExtensionPoint, {
      addActions() {},
    });
    reg.registerExtensionPoint(scaffolderAutocompleteExtensionPoint, {
      addAutocompleteProvider: ({ handler }) => handlers.push(handler),
    });
    reg.registerInit({ deps: {}, async init() {} });
  },
});

const requests: string[] = [];
const internet = setupServer(
  // The file of a user, which leads to another host.
  http.get(
    'https://api.bitbucket.org/2.0/repositories/*/src/main/page.json',
    ({ request }) => {
      requests.push(request.url);
      return HttpResponse.json({ values: [], next: 'http://inside.example/' });
    },
  ),
  http.get(
    'https://api.bitbucket.org/2.0/repositories/acme/status-:status/*',
    ({ params }) => HttpResponse.json({}, { status: Number(params.status) }),
  ),
  http.get('https://api.bitbucket.org/*', ({ request }) => {
    const { pathname, searchParams } = new URL(request.url);
    requests.push(`${pathname} ${searchParams.get('q') ?? ''}`.trim());
    return HttpResponse.json({ values: [{ key: 'A', slug: 'a', name: 'b' }] });
  }),
  http.get('http://inside.example/', ({ request }) => {
    requests.push(request.url);
    return HttpResponse.json({ values: [{ name: 'a secret' }] });
  }),
);

beforeAll(async () => {
  internet.listen({ onUnhandledRequest: 'error' });
  const backend = await startTestBackend({
    features: [
      scaffolder,
      scaffolderModulePublishing,
      mockServices.rootConfig.factory({
        data: { scaffolder: { bitbucketCloud: { workspaces: ['Acme'] } } },
      }),
    ],
  });
  await backend.stop();
});

beforeEach(() => requests.splice(0));

afterAll(() => internet.close());

const suggest = (resource: string, context: object) =>
  handlers[0]({
    resource,
    token: 'of the user',
    context: context as Record<string, string>,
  });

it.each([
  ['workspaces', {}, '/2.0/workspaces'],
  ['projects', { workspace: 'acme' }, '/2.0/workspaces/acme/projects'],
  [
    'repositories',
    { workspace: 'Acme', project: 'APP_1' },
    '/2.0/repositories/Acme project.key="APP_1"',
  ],
  [
    'branches',
    { workspace: 'acme', repository: 'my.app_2' },
    '/2.0/repositories/acme/my.app_2/refs/branches',
  ],
])('suggests %s for the form of a template', async (resource, context, url) => {
  const { results } = await suggest(resource, context);
  expect(results).toHaveLength(1);
  expect(requests).toEqual([url]);
});

const BRANCH = { workspace: 'acme', repository: 'app' };
it.each([
  [
    'a file of a user',
    { ...BRANCH, repository: 'app/src/main/page.json?x=' },
    /InputError: .* cannot be the name of a Bitbucket repository/,
  ],
  ['a fragment', { ...BRANCH, repository: 'app/src/main/a#' }, /InputError/],
  ['the parent folder', { ...BRANCH, repository: '..' }, /InputError/],
  ['a list', { ...BRANCH, repository: ['a', 'b'] }, /InputError/],
  [
    'another workspace',
    { ...BRANCH, workspace: 'other' },
    /NotAllowedError: .* 'other'\. Choose one of: acme\./,
  ],
  ['a path as a workspace', { ...BRANCH, workspace: '..' }, /NotAllowedError/],
  [
    'a query in the project',
    { workspace: 'acme', project: 'A" OR name~"' },
    /InputError: .* cannot be the key of a Bitbucket project/,
  ],
])('rejects %s without a request', async (_, context, message) => {
  const resource = 'project' in context ? 'repositories' : 'branches';
  const error = await suggest(resource, context).catch(String);
  expect(error).toMatch(message);
  expect(requests).toEqual([]);
});

it.each([
  [401, 'InputError: Bitbucket rejected the request for suggestions'],
  [404, 'InputError: Bitbucket rejected the request for suggestions'],
  [429, 'ServiceUnavailableError: Bitbucket has no suggestions'],
  [503, 'ServiceUnavailableError: Bitbucket has no suggestions'],
])('explains status %p of Bitbucket', async (status, message) => {
  const repository = `status-${status}`;
  const error = await suggest('branches', { ...BRANCH, repository }).catch(
    String,
  );
  expect(error).toContain(message);
  expect(error).toContain(`status ${status}`);
});
