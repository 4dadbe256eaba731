import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import authPlugin from '@backstage/plugin-auth-backend';
import {
  createSignInResolverFactory,
  type OAuthAuthenticatorResult,
  type SignInInfo,
} from '@backstage/plugin-auth-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import authModuleBitbucketProvider, {
  type BitbucketProfile,
  bitbucketSignInExtensionPoint,
} from '..';
import employeeResolver from '../__testUtils__/employeeResolver';
import { createUser, MIRA, startPortal } from '../__testUtils__/startPortal';

type Info = SignInInfo<OAuthAuthenticatorResult<BitbucketProfile>>;

/** A module of a fork. */
const moduleWith = (
  moduleId: string,
  names: string[],
  resolve: (info: Info) => Promise<{ token: string }>,
) =>
  createBackendModule({
    pluginId: 'auth',
    moduleId,
    register(reg) {
      reg.registerInit({
        deps: { bitbucket: bitbucketSignInExtensionPoint },
        async init({ bitbucket }) {
          for (const name of names) {
            bitbucket.addSignInResolver(
              name,
              createSignInResolverFactory({ create: () => resolve }),
            );
          }
        },
      });
    },
  });

const ownResolvers = (...names: string[]) =>
  moduleWith('own-resolvers', names, async () => ({ token: 'unused' }));

async function start(...features: ReturnType<typeof ownResolvers>[]) {
  const backend = await startTestBackend({
    features: [
      authPlugin,
      authModuleBitbucketProvider,
      ...features,
      catalogServiceMock.factory(),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:3000' },
          auth: {
            providers: {
              bitbucket: {
                development: {
                  clientId: 'the-key',
                  clientSecret: 'the-secret',
                  signIn: { resolvers: [{ resolver: 'mine' }] },
                },
              },
            },
          },
        },
      }),
    ],
  });
  await backend.stop();
}

describe('bitbucketSignInExtensionPoint', () => {
  it('uses a resolver that the configuration names', async () => {
    await expect(start(ownResolvers('mine'))).resolves.toBeUndefined();
  });

  it('rejects the name if no module adds it', async () => {
    await expect(start()).rejects.toThrow(/is 'mine', which does not exist/);
  });

  it.each([
    ['a second resolver with the same name', ['mine', 'mine']],
    ['a built-in name', ['userIdMatchingUserEntityAnnotation']],
  ])('refuses %s', async (_, names) => {
    await expect(start(ownResolvers(...names))).rejects.toThrow(
      /resolver with the name '.*' already exists/,
    );
  });
});

describe('a resolver of a fork', () => {
  const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');

  it('is the example in the README', () => {
    const example = join(__dirname, '../__testUtils__/employeeResolver.ts');
    expect(readme).toContain(
      `\`\`\`ts\n${readFileSync(example, 'utf8')}\`\`\``,
    );
  });

  it('signs in users, and receives the full profile from Bitbucket', async () => {
    const profiles: BitbucketProfile[] = [];
    const observer = moduleWith('observer', ['observer'], async info => {
      profiles.push(info.result.fullProfile);
      throw new NotFoundError('for the next one');
    });
    const portal = await startPortal({
      environments: {
        development: {
          allowedWorkspaces: ['harbour-bikes'],
          signIn: {
            resolvers: [
              { resolver: 'observer' },
              { resolver: 'userIdMatchingEmployeeAnnotation' },
            ],
          },
        },
      },
      entities: [
        createUser('mira', { 'your-company.com/bitbucket-user': MIRA }),
      ],
      features: [observer, employeeResolver],
    });
    const { response } = await portal.newBrowser().signIn('Mira Lindqvist');
    await portal.close();
    expect(response.backstageIdentity.identity.userEntityRef).toBe(
      'user:default/mira',
    );
    expect(profiles).toEqual([
      expect.objectContaining({
        uuid: MIRA,
        accountId: expect.any(String),
        username: expect.any(String),
        nickname: expect.any(String),
        displayName: 'Mira Lindqvist',
        email: expect.stringContaining('@'),
        emails: expect.arrayContaining([
          expect.objectContaining({ primary: true, confirmed: true }),
        ]),
        workspaces: expect.arrayContaining([
          expect.objectContaining({ slug: 'harbour-bikes' }),
        ]),
      }),
    ]);
  });
});
