import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  createSignInResolverFactory,
  type OAuthAuthenticatorResult,
  type SignInInfo,
} from '@backstage/plugin-auth-node';
import {
  type BitbucketProfile,
  bitbucketSignInExtensionPoint,
} from '@backstage-bitbucket/plugin-auth-backend-module-bitbucket-provider';

export default createBackendModule({
  pluginId: 'auth',
  moduleId: 'employee-resolver',
  register(reg) {
    reg.registerInit({
      deps: { bitbucket: bitbucketSignInExtensionPoint },
      async init({ bitbucket }) {
        bitbucket.addSignInResolver(
          'userIdMatchingEmployeeAnnotation',
          createSignInResolverFactory({
            create() {
              return async (
                info: SignInInfo<OAuthAuthenticatorResult<BitbucketProfile>>,
                ctx,
              ) => {
                // Only `uuid` and `accountId` always belong to the same account. Other fields: username,
                // nickname, displayName, email (if confirmed), emails, workspaces
                const { uuid } = info.result.fullProfile;
                return ctx.signInWithCatalogUser({
                  annotations: { 'your-company.com/bitbucket-user': uuid },
                });
              };
            },
          }),
        );
      },
    });
  },
});
