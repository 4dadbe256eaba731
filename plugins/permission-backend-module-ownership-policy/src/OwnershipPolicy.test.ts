import { bitbucketSessionPermissions } from '@backstage-bitbucket/plugin-bitbucket-auth-common';
import { mockCredentials } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { catalogPermissions } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  createPermission,
  type Permission,
} from '@backstage/plugin-permission-common';
import { scaffolderPermissions } from '@backstage/plugin-scaffolder-common/alpha';
import { OwnershipPolicy } from './OwnershipPolicy';
import { readAdministrators } from './readAdministrators';

const policy = new OwnershipPolicy(['group:default/platform']);

function person(name: string, ...groups: string[]) {
  const userEntityRef = `user:default/${name}`;
  return {
    credentials: mockCredentials.user(userEntityRef),
    info: {
      userEntityRef,
      ownershipEntityRefs: [
        userEntityRef,
        ...groups.map(group => `group:default/${group}`),
      ],
    },
  };
}

const tomas = person('tomas', 'booking');
const mira = person('mira', 'platform');

/**
 * Returns the decision of the policy in one word. For a condition, that is the entity on which it
 * depends.
 */
async function decide(permission: Permission, user = tomas) {
  const decision = await policy.handle({ permission }, user);
  if (decision.result !== AuthorizeResult.CONDITIONAL) {
    return decision.result;
  }
  const { rule, params } = decision.conditions as {
    rule: string;
    params: Record<string, string[]>;
  };
  return { rule, params };
}

const owned = {
  rule: 'IS_ENTITY_OWNER',
  params: { claims: ['user:default/tomas', 'group:default/booking'] },
};
const started = {
  rule: 'IS_TASK_OWNER',
  params: { createdBy: ['user:default/tomas'] },
};

const table: Record<string, unknown> = {
  'catalog.entity.read': 'ALLOW',
  'catalog.entity.create': 'ALLOW',
  'catalog.entity.delete': owned,
  'catalog.entity.refresh': owned,
  'catalog.entity.validate': 'ALLOW',
  'catalog.location.read': 'ALLOW',
  'catalog.location.create': 'ALLOW',
  'catalog.location.delete': 'DENY',
  'catalog.location.analyze': 'ALLOW',
  'catalog.ingestion.read': 'ALLOW',
  'catalog.ingestion.manage': 'DENY',
  'scaffolder.action.execute': 'ALLOW',
  'scaffolder.task.cancel': started,
  'scaffolder.task.create': 'ALLOW',
  'scaffolder.task.read': started,
  'scaffolder.template.parameter.read': 'ALLOW',
  'scaffolder.template.step.read': 'ALLOW',
  'scaffolder.template.dry-run': 'DENY',
  'scaffolder.template.management': 'DENY',
  'bitbucket.session.read': 'DENY',
  'bitbucket.session.end': 'DENY',
  // Of a plugin that the policy does not know
  'novelty.read': 'ALLOW',
  'novelty.use': 'DENY',
  'novelty.create': 'DENY',
  'novelty.update': 'DENY',
  'novelty.delete': 'DENY',
  'novelty.thing.delete': 'DENY',
};

const novelties = [
  createPermission({ name: 'novelty.use', attributes: {} }),
  ...(['read', 'create', 'update', 'delete'] as const).map(action =>
    createPermission({ name: `novelty.${action}`, attributes: { action } }),
  ),
  createPermission({
    name: 'novelty.thing.delete',
    attributes: { action: 'delete' },
    resourceType: 'novelty-thing',
  }),
];
const permissions: Permission[] = [
  ...catalogPermissions,
  ...scaffolderPermissions,
  ...bitbucketSessionPermissions,
  ...novelties,
];

describe('OwnershipPolicy', () => {
  it('covers every permission of the catalog and of the templates', () => {
    expect(permissions.map(({ name }) => name).sort()).toEqual(
      Object.keys(table).sort(),
    );
  });

  describe.each(permissions.map(each => [each.name, each] as const))(
    '%s',
    (name, permission) => {
      it('is decided for a user as in the table', async () => {
        expect(await decide(permission)).toEqual(table[name]);
      });

      it('is allowed to an administrator', async () => {
        expect(await decide(permission, mira)).toBe('ALLOW');
      });

      it('is denied to unauthenticated requests', async () => {
        expect(await policy.handle({ permission })).toEqual({ result: 'DENY' });
      });
    },
  );

  it('recognizes an administrator by the user reference too', async () => {
    const byName = new OwnershipPolicy(['user:default/tomas']);
    expect(await byName.handle({ permission: novelties[0] }, tomas)).toEqual({
      result: 'ALLOW',
    });
  });

  it('has no administrators if none are configured', async () => {
    const withoutAny = new OwnershipPolicy([]);
    expect(await withoutAny.handle({ permission: novelties[0] }, mira)).toEqual(
      { result: 'DENY' },
    );
  });
});

describe('permission.administrators', () => {
  const read = (administrators: unknown) =>
    readAdministrators(
      new ConfigReader({ permission: { administrators } } as never),
    );

  it.each([
    [undefined, []],
    [[], []],
    [
      ['Group:Default/Platform', 'user:default/mira'],
      ['group:default/platform', 'user:default/mira'],
    ],
    [['group:platform'], ['group:default/platform']],
  ])('reads %j', (value, expected) => {
    expect(read(value)).toEqual(expected);
  });

  it.each([
    ['platform', 'permission.administrators is not a list'],
    [['platform'], 'permission.administrators[0] is "platform"'],
    [['group:a', 'component:default/b'], 'permission.administrators[1] is'],
    [[7], 'permission.administrators[0] is 7'],
  ])('refuses %j', (value, message) => {
    expect(() => read(value)).toThrow(message);
  });
});
