import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';

const LOCATION = 'test:people';

function entity(
  kind: 'Group' | 'User',
  name: string,
  { annotations, spec }: { annotations?: object; spec: object },
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name,
      annotations: {
        [ANNOTATION_LOCATION]: LOCATION,
        [ANNOTATION_ORIGIN_LOCATION]: LOCATION,
        ...annotations,
      },
    },
    spec: { ...spec },
  };
}

/** A Group of people, of the type `team` unless another is given. */
export function group(name: string, type = 'team'): Entity {
  return entity('Group', name, { spec: { type, children: [] } });
}

/** The Group of a project, as the module for workspaces creates it. */
export function projectGroup(name: string, project: string): Entity {
  return entity('Group', name, {
    annotations: { 'bitbucket.org/project-key': project },
    spec: { type: 'project', children: [] },
  });
}

/** A User with an account at Bitbucket, who belongs to Groups. */
export function user(
  name: string,
  options: { uuid?: string; memberOf: string[] },
): Entity {
  return entity('User', name, {
    annotations: options.uuid ? { 'bitbucket.org/user-id': options.uuid } : {},
    spec: {
      profile: { displayName: name, email: `${name}@acme.example` },
      memberOf: options.memberOf,
    },
  });
}

/** A source of the catalog with these entities. */
export function createPeople(entities: Entity[]) {
  return createBackendModule({
    pluginId: 'catalog',
    moduleId: 'people',
    register(reg) {
      reg.registerInit({
        deps: { processing: catalogProcessingExtensionPoint },
        async init({ processing }) {
          processing.addEntityProvider({
            getProviderName: () => 'people',
            connect: connection =>
              connection.applyMutation({
                type: 'full',
                entities: entities.map(each => ({ entity: each })),
              }),
          });
        },
      });
    },
  });
}
