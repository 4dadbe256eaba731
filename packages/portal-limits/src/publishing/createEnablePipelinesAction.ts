import { InputError } from '@backstage/errors';
import { type ScmIntegrations } from '@backstage/integration';
import {
  createTemplateAction,
  parseRepoUrl,
  type TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { Repository } from './Repository';

/**
 * The template action `bitbucketCloud:pipelines:enable`, which Backstage does not have. A repository of a template
 * needs it, because Bitbucket does not run pipelines in a new repository.
 */
export function createEnablePipelinesAction(
  integrations: ScmIntegrations,
): TemplateAction<any, any, any> {
  return createTemplateAction({
    id: 'bitbucketCloud:pipelines:enable',
    description:
      'Enables Bitbucket Pipelines for a repository. If they are enabled already, nothing changes.',
    examples: [
      {
        description: 'Enable pipelines for a new repository',
        example: `steps:
  - id: pipelines
    action: bitbucketCloud:pipelines:enable
    input:
      repoUrl: bitbucket.org?workspace=acme&project=APP&repo=booking
`,
      },
    ],
    supportsDryRun: false,
    schema: {
      input: {
        repoUrl: z => z.string({ description: 'Repository Location' }),
        token: z =>
          z
            .string({
              description: 'The token to use in place of the one of the portal',
            })
            .optional(),
      },
    },
    async handler({ input, logger, signal }) {
      const { host, workspace, project, repo } = parseRepoUrl(
        input.repoUrl,
        integrations,
      );
      const integration = integrations.bitbucketCloud.byHost(host)?.config;
      if (!integration || !workspace) {
        throw new InputError(
          `The target ${input.repoUrl} must have the format bitbucket.org?workspace=acme&project=APP&repo=booking.`,
        );
      }
      const wanted = {
        workspace,
        project: project ?? '',
        slug: repo,
        isPrivate: true,
      };
      await new Repository(wanted, {
        apiBaseUrl: integration.apiBaseUrl,
        credentials: input.token ? { token: input.token } : integration,
        signal,
      }).enablePipelines();
      logger.info(`Pipelines are enabled for ${workspace}/${repo}.`);
    },
  });
}
