import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { parseEntityRef } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import express from 'express';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { type CatalogProblems } from '../store/CatalogProblems';
import { addConflictsRoute } from './addConflictsRoute';

const entityOf = (ref: string) => {
  const { kind, name, namespace } = parseEntityRef(ref);
  return { apiVersion: 'a', kind, metadata: { name, namespace } };
};

it('reads only the names and the annotations of the entities', async () => {
  const catalog = catalogServiceMock.mock({
    getEntityByRef: async ref => entityOf(String(ref)),
    getEntitiesByRefs: async ({ entityRefs }) => ({
      items: entityRefs.map(entityOf),
    }),
  });
  const app = express();
  addConflictsRoute({
    catalog,
    httpAuth: mockServices.httpAuth(),
    httpRouter: { use: handler => app.use(handler), addAuthPolicy() {} },
    problems: {
      conflictsOf: async () => [
        { entityRef: 'api:default/large', target: 'second', seenAt: 0 },
      ],
    } as unknown as CatalogProblems,
  });
  const server = app.listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const response = await fetch(
    `http://localhost:${port}/bitbucket/conflicts/location/default/a`,
    { headers: { authorization: mockCredentials.user.header() } },
  );
  server.close();
  expect((await response.json()).conflicts).toHaveLength(1);
  const [[request]] = catalog.getEntitiesByRefs.mock.calls;
  expect(request.fields).toEqual([
    'kind',
    'metadata.name',
    'metadata.namespace',
    'metadata.annotations',
  ]);
});
