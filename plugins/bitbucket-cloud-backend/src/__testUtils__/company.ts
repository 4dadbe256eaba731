import { mockCredentials } from '@backstage/backend-test-utils';
import { type Entity } from '@backstage/catalog-model';

/** The uuid of Mira Lindqvist in the stub's company. */
export const MIRA = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}';

/** Returns a component in a repository of the stub's company. */
export function component(
  name: string,
  { owner = 'booking', repository = name } = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      title: `The ${name}`,
      annotations: { 'bitbucket.org/repo-slug': `harbour-bikes/${repository}` },
    },
    spec: {},
    relations: [{ type: 'ownedBy', targetRef: `group:default/${owner}` }],
  };
}

/** Returns a group with the groups below it. */
export function group(name: string, children: string[] = []): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, namespace: 'default' },
    spec: {},
    relations: children.map(child => ({
      type: 'parentOf',
      targetRef: `group:default/${child}`,
    })),
  };
}

/** Returns a user, with or without an account. */
export function user(name: string, uuid?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: {
      name,
      namespace: 'default',
      annotations: uuid ? { 'bitbucket.org/user-id': uuid } : {},
    },
    spec: {},
  };
}

/** The header of a request of a user. */
export const as = (name: string) =>
  mockCredentials.user.header(`user:default/${name}`);
