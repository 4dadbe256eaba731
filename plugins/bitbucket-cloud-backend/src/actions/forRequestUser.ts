import { type AuthService } from '@backstage/backend-plugin-api';
import { type ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { type RequestUser } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';

/** Does the work of each action for the user of the assistant: the routes of actions are added before the plugin's. */
export function forRequestUser(
  registry: ActionsRegistryService,
  { auth, user }: { auth: AuthService; user: RequestUser },
): ActionsRegistryService {
  return {
    register: ({ action, ...options }) =>
      registry.register({
        ...options,
        action: async context => {
          const { credentials } = context;
          return auth.isPrincipal(credentials, 'user')
            ? user.run(credentials.principal.userEntityRef, () =>
                action(context),
              )
            : action(context);
        },
      }),
  };
}
