import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { type TemplateAction } from '@backstage/plugin-scaffolder-node';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { readAllowedWorkspaces } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { captureActions } from '../__testUtils__/captureActions';
import { scaffolderModulePublishing as publishing } from './scaffolderModulePublishing';
import { readInit } from './readInit';

const REPO_URL = 'bitbucket.org?workspace=acme&project=APP&repo=booking';
/** The properties that an action uses before its first request. */
const context = {
  checkpoint: ({ fn }: { fn(): unknown }) => fn(),
  logger: mockServices.logger.mock(),
  output() {},
  workspacePath: '/nowhere',
} as unknown as Parameters<TemplateAction<any, any, any>['handler']>[0];
const PIPELINE = { workspace: 'acme', repo_slug: 'booking' };

/** Returns the actions that the module adds to the scaffolder. */
async function startActions(workspaces?: unknown) {
  const actions = new Map<string, TemplateAction<any, any, any>>();
  const providers: string[] = [];
  const backend = await startTestBackend({
    features: [
      captureActions(actions, providers),
      publishing,
      mockServices.rootConfig.factory({
        data: {
          integrations: { bitbucketCloud: [{ token: 'token-of-the-portal' }] },
          ...(workspaces !== undefined && {
            scaffolder: { bitbucketCloud: { workspaces } },
          }),
        } as never,
      }),
    ],
  });
  await backend.stop();
  return { actions, providers };
}

describe('template actions for Bitbucket Cloud', () => {
  let actions: Map<string, TemplateAction<any, any, any>>;
  const asked: string[] = [];
  const authorizations: (string | null)[] = [];
  const bitbucket = setupServer(
    http.all('https://api.bitbucket.org/*', ({ request }) => {
      asked.push(new URL(request.url).pathname);
      authorizations.push(request.headers.get('authorization'));
      return HttpResponse.json({}, { status: 500 });
    }),
  );

  beforeAll(async () => {
    ({ actions } = await startActions(['Acme', 'work']));
  });

  beforeAll(() => bitbucket.listen({ onUnhandledRequest: 'error' }));
  beforeEach(() => asked.splice(0));
  afterAll(() => bitbucket.close());

  /** Returns the error of a run. Bitbucket responds with 500. */
  async function run(id: string, input: object): Promise<string> {
    try {
      await actions.get(id)!.handler({ ...context, input });
      return 'done';
    } catch (error) {
      return String(error);
    }
  }

  it('are the actions of Backstage and of the portal, with suggestions for the form', async () => {
    const { actions: all, providers } = await startActions();
    expect([...all.keys()].sort()).toEqual([
      'bitbucket:pipelines:run',
      'bitbucketCloud:branchRestriction:create',
      'bitbucketCloud:pipelines:enable',
      'catalog:ensure-registered',
      'publish:bitbucketCloud',
      'publish:bitbucketCloud:pull-request',
    ]);
    expect(providers).toEqual(['bitbucket-cloud']);
  });

  const more: Record<string, object> = {
    'publish:bitbucketCloud': {},
    'publish:bitbucketCloud:pull-request': {
      title: 'A change',
      sourceBranch: 'change',
      targetBranch: 'main',
    },
    'bitbucketCloud:branchRestriction:create': { kind: 'push' },
    'bitbucketCloud:pipelines:enable': {},
  };

  describe.each(Object.entries(more))('%s', (id, input) => {
    it('accepts a configured workspace', async () => {
      await run(id, { ...input, repoUrl: REPO_URL });
      expect(asked[0]).toMatch(/^\/2\.0\/repositories\/acme\/booking/);
      // An access token of a workspace has no username.
      expect(authorizations.pop()).toBe('Bearer token-of-the-portal');
    });

    it.each([
      [
        'another workspace',
        'bitbucket.org?workspace=other&project=APP&repo=booking',
        /NotAllowedError: .* 'other'\. Choose one of: acme, work\./,
      ],
      [
        'another workspace, with a token in the input',
        'bitbucket.org?workspace=other&project=APP&repo=booking&token=mine',
        /NotAllowedError/,
      ],
      [
        'a path in the workspace',
        'bitbucket.org?workspace=acme/../other&project=APP&repo=booking',
        /NotAllowedError/,
      ],
      [
        'a path in the repository',
        'bitbucket.org?workspace=acme&project=APP&repo=../other/booking',
        /InputError: '\.\.\/other\/booking' cannot be the name/,
      ],
      [
        'an escaped path in the repository',
        'bitbucket.org?workspace=acme&project=APP&repo=%2e%2e%2Fother%2Fbooking',
        /InputError/,
      ],
      [
        'the parent folder as the repository',
        'bitbucket.org?workspace=acme&project=APP&repo=..',
        /InputError/,
      ],
      [
        'a workspace that is given twice',
        'bitbucket.org?workspace=acme&workspace=other&project=APP&repo=booking',
        /InputError: The target names no workspace/,
      ],
      ['no workspace', 'bitbucket.org?project=APP&repo=booking', /InputError/],
      ['no URL', '', /InputError/],
    ])('refuses %s', async (_, repoUrl, message) => {
      expect(await run(id, { ...input, repoUrl, token: 'mine' })).toMatch(
        message,
      );
      expect(asked).toEqual([]);
    });
  });

  it('bitbucket:pipelines:run accepts a configured workspace', async () => {
    await run('bitbucket:pipelines:run', PIPELINE);
    expect(asked).toEqual(['/2.0/repositories/acme/booking/pipelines']);
  });

  it.each([
    [{ ...PIPELINE, workspace: 'other' }, /NotAllowedError/],
    [{ ...PIPELINE, workspace: 'acme/../other' }, /NotAllowedError/],
    [{ ...PIPELINE, repo_slug: '../other/booking' }, /InputError/],
    [{ ...PIPELINE, repo_slug: undefined }, /InputError/],
    [{ ...PIPELINE, workspace: ['acme', 'other'] }, /InputError/],
    // The action uses the workspace, not the URL.
    [{ ...PIPELINE, workspace: 'other', repoUrl: REPO_URL }, /NotAllowedError/],
    // A character whose lower case form is an ASCII letter.
    [{ ...PIPELINE, workspace: 'wor\u212a' }, /NotAllowedError/],
  ])('bitbucket:pipelines:run rejects %j', async (input, message) => {
    expect(await run('bitbucket:pipelines:run', input)).toMatch(message);
    expect(asked).toEqual([]);
  });

  it('reject every workspace if no workspace is configured', async () => {
    ({ actions } = await startActions());
    expect(
      await run('publish:bitbucketCloud', { repoUrl: REPO_URL }),
    ).toContain(
      'No workspace is configured. An administrator of the portal lists the workspaces under scaffolder.bitbucketCloud.workspaces.',
    );
    expect(asked).toEqual([]);
  });

  it('are not added if the Backstage module has an unexpected structure', () => {
    expect(() => readInit({ $$type: '@backstage/BackendFeature' })).toThrow(
      'does not have the structure that this portal expects',
    );
  });
});

describe('scaffolder.bitbucketCloud.workspaces', () => {
  const read = (workspaces: unknown) => [
    ...readAllowedWorkspaces(
      new ConfigReader({
        scaffolder: { bitbucketCloud: { workspaces } },
      } as never),
    ),
  ];

  it.each([
    [undefined, []],
    [
      ['acme', 'Globex-Works'],
      ['acme', 'globex-works'],
    ],
  ])('reads %j', (value, expected) => {
    expect(read(value)).toEqual(expected);
  });

  it.each([
    ['acme', 'is not a list'],
    [['acme', 7], 'workspaces[1] is 7, which is not a workspace slug'],
    [['https://bitbucket.org/acme'], 'workspaces[0] is "https'],
    [['{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}'], 'workspaces[0] is "{a1f0'],
    [['*'], 'workspaces[0] is "*"'],
  ])('refuses %j', (value, message) => {
    expect(() => read(value)).toThrow(message);
  });
});
