import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  configApiRef,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import {
  catalogImportApiRef,
  ImportStepper,
} from '@backstage/plugin-catalog-import';
import {
  catalogApiRef,
  defaultEntityPresentation,
  entityPresentationApiRef,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { BitbucketCatalogImportClient } from '../api/BitbucketCatalogImportClient';
import { generateBitbucketStepper } from '../components/generateBitbucketStepper';

const BASE = 'http://backend/api/catalog/bitbucket/import';

/** A response of the backend, by method and path. */
export type Responses = Record<string, { status?: number; body?: unknown }>;

/** Renders the stepper of Backstage with the client, for these responses of the backend. */
export async function renderImport(responses: Responses) {
  const requests: { key: string; body: unknown }[] = [];
  const fetchApi = {
    fetch: jest.fn(async (input: RequestInfo | URL, init?: RequestInit) => {
      const path = String(input).slice(BASE.length).replace(/\?.*$/, '');
      const key = `${init?.method ?? 'GET'} ${path}`;
      requests.push({ key, body: init?.body && JSON.parse(String(init.body)) });
      const { body, status = 200 } = responses[key] ?? { status: 404 };
      return new Response(body === undefined ? null : JSON.stringify(body), {
        status,
        headers: { 'content-type': 'application/json' },
      });
    }),
  };
  const otherHosts = {
    analyzeUrl: jest.fn().mockRejectedValue(new Error('of another host')),
    preparePullRequest: async () => ({ title: 'Add a file', body: 'Text' }),
    submitPullRequest: jest.fn(),
  };
  const catalogApi = {
    getEntities: async () => ({
      items: ['booking', 'fleet', 'platform'].map(name => ({
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Group',
        metadata: { name, namespace: 'default' },
      })),
    }),
    addLocation: jest.fn(),
    refreshEntity: jest.fn(),
  };
  const client = new BitbucketCatalogImportClient({
    discoveryApi: mockApis.discovery({ baseUrl: 'http://backend' }),
    fetchApi,
    scmIntegrationsApi: ScmIntegrations.fromConfig(mockApis.config()),
    otherHosts,
  });
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [catalogImportApiRef, client],
        [catalogApiRef, catalogApi as unknown as typeof catalogApiRef.T],
        [configApiRef, mockApis.config({ data: { app: { title: 'Portal' } } })],
        [discoveryApiRef, mockApis.discovery()],
        [fetchApiRef, fetchApi],
        [
          entityPresentationApiRef,
          {
            forEntity: (entity, context) => {
              const shown = defaultEntityPresentation(entity, context);
              return { snapshot: shown, promise: Promise.resolve(shown) };
            },
          },
        ],
      ]}
    >
      <ImportStepper generateStepper={generateBitbucketStepper} />
    </TestApiProvider>,
    { mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef } },
  );
  const user = userEvent.setup();
  return {
    catalogApi,
    otherHosts,
    requests,
    user,
    /** Enters an address, and continues. */
    analyze: async (url: string) => {
      await user.type(screen.getByLabelText(/^URL/), url);
      await user.click(screen.getByRole('button', { name: 'Analyze' }));
    },
  };
}
