import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { LocationOwnership } from './LocationOwnership';

it('reads few entities at a time, without the definitions of APIs', async () => {
  const streamEntities = jest.fn(async function* stream() {
    yield [];
  });
  const ownership = new LocationOwnership({
    catalog: { streamEntities } as never,
    integrations: ScmIntegrations.fromConfig(mockServices.rootConfig()),
    permissions: mockServices.permissions({ result: AuthorizeResult.DENY }),
    permissionsRegistry: mockServices.permissionsRegistry.mock({
      getPermissionRuleset: () => ({ getRuleByName: () => ({}) } as never),
    }),
    getOwnCredentials: async () => mockCredentials.service(),
  });
  await ownership.inspect(
    { type: 'url', target: 'https://bitbucket.org/acme/app/src/main/a.yaml' },
    mockCredentials.user(),
  );
  expect(streamEntities).toHaveBeenCalledTimes(2);
  for (const [request] of streamEntities.mock.calls as unknown as [
    { fields: string[]; pageSize: number },
  ][]) {
    expect(request.pageSize).toBe(50);
    expect(request.fields).toEqual(
      expect.arrayContaining(['kind', 'metadata', 'relations', 'spec.targets']),
    );
    expect(request.fields).not.toContain('spec');
  }
});
