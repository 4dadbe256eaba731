import {
  type BitbucketImportCandidate,
  type BitbucketImportPullRequest,
  type BitbucketRepositoryAnalysis,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type Repository } from '@backstage-bitbucket/bitbucket-cloud-stub';
import { mockCredentials } from '@backstage/backend-test-utils';
import { type Entity } from '@backstage/catalog-model';
import { type JsonObject } from '@backstage/types';
import { createPeople } from './createPeople';
import { startRepositories, startStub, WORKSPACE } from './startRepositories';
import { waitUntil } from './waitUntil';

/** The credentials under `integrations`. */
export const WRITE_TOKEN = 'the-token-that-writes';

type Start = Parameters<typeof startRepositories>[0];

/** A portal with the import, and people. */
export async function startImport(options: {
  repositories: Repository[];
  people?: Entity[];
  /** Configuration of the provider. */
  config?: JsonObject;
  root?: JsonObject;
  features?: Start['features'];
}) {
  const { people = [], root } = options;
  const stub = await startStub(options.repositories);
  stub.registerAccessToken({
    workspace: WORKSPACE,
    token: WRITE_TOKEN,
    scopes: ['repository:write', 'pullrequest:write'],
  });
  const portal = await startRepositories({
    stub,
    config: options.config,
    features: [createPeople(people), ...(options.features ?? [])],
    root: {
      integrations: { bitbucketCloud: [{ token: WRITE_TOKEN }] },
      scaffolder: { bitbucketCloud: { workspaces: [WORKSPACE] } },
      ...root,
    },
  });
  const users = people.filter(({ kind }) => kind === 'User');
  await waitUntil(async () => {
    const found = await Promise.all(
      users.map(each => portal.read(`user/default/${each.metadata.name}`)),
    );
    return found.every(each => each?.relations?.length);
  });
  const call = async <T>(path: string, init: RequestInit = {}) => {
    const response = await fetch(
      `${portal.catalogUrl}/bitbucket/import${path}`,
      {
        ...init,
        headers: {
          authorization: mockCredentials.user.header(),
          'content-type': 'application/json',
          ...init.headers,
        },
      },
    );
    const text = await response.text();
    return {
      status: response.status,
      text,
      body: JSON.parse(text) as T & { error?: { message: string } },
    };
  };
  const urlOf = (slug: string) => `https://bitbucket.org/${WORKSPACE}/${slug}`;
  return {
    portal,
    stub,
    call,
    analyze: (slug: string, init?: RequestInit) =>
      call<BitbucketRepositoryAnalysis>(
        `?url=${encodeURIComponent(slug.includes(':') ? slug : urlOf(slug))}`,
        init,
      ),
    candidates: () =>
      call<{ items: BitbucketImportCandidate[] }>('/candidates'),
    post: (slug: string, change: object = {}) =>
      call<BitbucketImportPullRequest>('/pull-requests', {
        method: 'POST',
        body: JSON.stringify({
          url: urlOf(slug),
          content: newFile(slug),
          title: 'Add catalog-info.yaml',
          description: 'Text',
          ...change,
        }),
      }),
    stop: async () => {
      await portal.backend.stop();
      await stub.close();
    },
  };
}

/** The text of a new catalog file. */
export function newFile(name: string, kind = 'Component'): string {
  return `apiVersion: backstage.io/v1alpha1
kind: ${kind}
metadata:
  name: ${name}
spec:
  type: service
  lifecycle: production
  owner: booking
`;
}
