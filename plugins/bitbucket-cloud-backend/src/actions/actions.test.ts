import { createBitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { mockCredentials } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { type Entity } from '@backstage/catalog-model';
import { startPages } from '../__testUtils__/startPages';

const MIRA = 'user:default/mira';
/** Of booking-web. */
const UUID = '{9e8d7c6b-5a49-4b3c-9d2e-1f0e9d8c7b02}';
const entityRef = 'component:default/booking-api';

function entity(
  kind: string,
  name: string,
  more: { annotations?: Record<string, string>; owner?: string },
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, namespace: 'default', annotations: more.annotations },
    ...(more.owner && {
      relations: [{ type: 'ownedBy', targetRef: more.owner }],
    }),
  };
}

let pages: Awaited<ReturnType<typeof startPages>>;
let list: () => ReturnType<
  ReturnType<typeof actionsRegistryServiceMock>['list']
>;
let invoke: (name: string, input?: object, user?: string) => Promise<any>;

beforeAll(async () => {
  const actions = actionsRegistryServiceMock();
  const stub = await createBitbucketCloudStub();
  const component = (name: string, owner: string) =>
    entity('Component', name, {
      annotations: {
        'bitbucket.org/repo-slug': `harbour-bikes/${name}`,
        ...(name === 'booking-web' && { 'bitbucket.org/repo-uuid': UUID }),
      },
      owner,
    });
  pages = await startPages(
    {},
    {
      stub,
      entities: [
        entity('User', 'mira', {
          annotations: {
            // Without braces, as the sign-in accepts it.
            'bitbucket.org/user-id': stub
              .person('mira_lindqvist')
              .uuid.slice(1, -1)
              .toUpperCase(),
          },
        }),
        entity('User', 'nobody', {}),
        component('booking-api', MIRA),
        component('booking-web', 'group:default/other'),
        component('payment-gateway', 'group:default/other'),
      ],
      features: [
        createServiceFactory({
          service: actionsRegistryServiceRef,
          deps: {},
          factory: () => actions,
        }),
      ],
    },
  );
  invoke = async (name, input = {}, user = MIRA) => {
    const { output } = await actions.invoke({
      id: `test:${name}`,
      input: input as never,
      credentials:
        user === 'service'
          ? mockCredentials.service()
          : mockCredentials.user(user),
    });
    return output;
  };
  list = () => actions.list();
});

afterAll(() => pages.stop());

describe('the actions for assistants', () => {
  it('change nothing', async () => {
    const { actions } = await list();
    expect(actions.map(({ name }) => name).sort()).toEqual([
      'explain-failed-pipeline',
      'get-deployments',
      'get-my-reviews',
      'get-reviewers',
    ]);
    for (const { attributes } of actions) {
      expect(attributes).toEqual({
        destructive: false,
        idempotent: true,
        readOnly: true,
      });
    }
  });

  it('return the pull requests that wait for the person, the oldest first', async () => {
    const before = pages.calls();
    const output = await invoke('get-my-reviews');
    expect(output).toMatchObject({ repositories: 1, notCovered: 2 });
    expect(
      output.pullRequests.map(({ title }: { title: string }) => title),
    ).toContain('Reject bookings that end before they start');
    // The pull requests and the pipelines of the person's own component.
    expect(pages.calls()).toBe(before + 2);

    await pages.get('booking-web/pull-requests');
    expect(await invoke('get-my-reviews')).toMatchObject({
      repositories: 2,
      notCovered: 1,
    });
  });

  it('need the account of the person', async () => {
    await expect(
      invoke('get-my-reviews', {}, 'user:default/nobody'),
    ).rejects.toThrow('has no annotation bitbucket.org/user-id');
  });

  it('explain why a pipeline failed', async () => {
    const output = await invoke('explain-failed-pipeline', { entityRef });
    expect(output).toMatchObject({
      repository: 'harbour-bikes/booking-api',
      pipeline: { state: 'failed' },
      failedSteps: [{ state: 'failed', name: expect.any(String) }],
      logTail: expect.any(String),
    });
    expect(output.logTail.length).toBeLessThanOrEqual(8000);
    const { number } = output.pipeline;
    expect(
      await invoke('explain-failed-pipeline', { entityRef, number }),
    ).toEqual(output);
    await expect(
      invoke('explain-failed-pipeline', { entityRef, number: 999_999 }),
    ).rejects.toThrow('do not contain number 999999');
  });

  it('return what is deployed where', async () => {
    const { environments } = await invoke('get-deployments', { entityRef });
    expect(environments).toContainEqual(
      expect.objectContaining({
        environment: 'Production',
        current: expect.objectContaining({ state: 'successful' }),
      }),
    );
  });

  it('return who reviews', async () => {
    expect(
      await invoke('get-reviewers', {
        entityRef: 'component:default/payment-gateway',
      }),
    ).toEqual({
      repository: 'harbour-bikes/payment-gateway',
      defaultReviewers: ['Nadia Haddad', 'Tomas Reyes'],
      codeOwners: expect.stringContaining('@'),
    });
    expect(await invoke('get-reviewers', { entityRef })).toEqual({
      repository: 'harbour-bikes/booking-api',
      defaultReviewers: [],
    });
  });

  it.each(['get-deployments', 'get-reviewers', 'explain-failed-pipeline'])(
    'check that the person can read the component: %s',
    async name => {
      await expect(
        invoke(name, { entityRef: 'component:default/secret' }),
      ).rejects.toThrow('The catalog has no such entity for you');
    },
  );

  it.each([
    'get-my-reviews',
    'get-deployments',
    'get-reviewers',
    'explain-failed-pipeline',
  ])('reject services: %s', async name => {
    await expect(invoke(name, { entityRef }, 'service')).rejects.toThrow(
      'requires the token of a user',
    );
  });

  it('explain a failure of Bitbucket', async () => {
    pages.stub.faults.add({ path: '/2.0/**', status: 503 });
    await expect(
      invoke('get-deployments', { entityRef: 'component:default/booking-web' }),
    ).rejects.toThrow('Bitbucket does not respond to the portal');
    pages.stub.faults.clear();
  });

  it('follow a repository that was renamed', async () => {
    const token = 'a-token-that-renames';
    const { apiUrl } = pages.stub;
    pages.stub.registerAccessToken({
      token,
      scopes: ['repository:admin'],
      workspace: 'harbour-bikes',
    });
    const path = '/repositories/harbour-bikes/booking-web';
    const { status } = await fetch(`${apiUrl}${path}`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ name: 'Booking Front' }),
    });
    expect(status).toBe(200);
    await pages.events.publish({
      topic: 'bitbucketCloud.repo:updated',
      eventPayload: {
        repository: { full_name: 'harbour-bikes/booking-front' },
        changes: { full_name: { old: 'harbour-bikes/booking-web' } },
      },
    });
    const input = { entityRef: 'component:default/booking-web' };
    const repository = 'harbour-bikes/booking-front';
    expect(await invoke('get-deployments', input)).toMatchObject({
      repository,
    });
    expect(await invoke('get-reviewers', input)).toMatchObject({ repository });
    expect(await invoke('explain-failed-pipeline', input)).toMatchObject({
      repository,
    });
  });
});
