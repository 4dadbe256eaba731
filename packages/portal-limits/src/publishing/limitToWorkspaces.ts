import { type TemplateAction } from '@backstage/plugin-scaffolder-node';
import { checkTarget } from './checkTarget';

/**
 * Wraps an action so that it checks its target before it runs.
 *
 * @param allowed - slugs of workspaces in lower case
 */
export function limitToWorkspaces(
  action: TemplateAction<any, any, any>,
  allowed: ReadonlySet<string>,
): TemplateAction<any, any, any> {
  return {
    ...action,
    async handler(context) {
      checkTarget(context.input, allowed);
      await action.handler(context);
    },
  };
}
