import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type DefinitivePolicyDecision,
} from '@backstage/plugin-permission-common';

const ADMINISTRATOR = 'user:default/administrator';

/** The headers of an administrator's requests. */
export const administrator = {
  authorization: mockCredentials.user.header(ADMINISTRATOR),
};
/** The headers of another user's requests. */
export const user = {
  authorization: mockCredentials.user.header('user:default/mira'),
};
/** The headers of requests without credentials. */
export const anonymous = { authorization: mockCredentials.none.header() };

/** Only the administrator has permissions. All users can read entities. */
export const permissions = createServiceFactory({
  service: coreServices.permissions,
  deps: {},
  factory: () => {
    const authorize = async (
      requests: { permission: { name: string } }[],
      { credentials }: { credentials: { principal?: unknown } },
    ) =>
      requests.map(
        ({ permission }): DefinitivePolicyDecision => ({
          result:
            permission.name === 'catalog.entity.read' ||
            Object(credentials.principal).userEntityRef === ADMINISTRATOR
              ? AuthorizeResult.ALLOW
              : AuthorizeResult.DENY,
        }),
      );
    return mockServices.permissions.mock({
      authorize,
      authorizeConditional: authorize,
    });
  },
});
