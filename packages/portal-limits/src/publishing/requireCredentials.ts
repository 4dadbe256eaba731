import { type TemplateAction } from '@backstage/plugin-scaffolder-node';
import { assertCredentials, type IntegrationCredentials } from './credentials';

/** Wraps an action so that it fails with an explanation if neither the portal nor the template has credentials. */
export function requireCredentials(
  action: TemplateAction<any, any, any>,
  credentials: IntegrationCredentials | undefined,
): TemplateAction<any, any, any> {
  return {
    ...action,
    async handler(context) {
      if (!context.input.token) {
        assertCredentials(credentials);
      }
      await action.handler(context);
    },
  };
}
