import { repositoryKeyOf } from '../entities/repositoryOf';
import {
  type ActionContext,
  ENTITY_REF_HELP,
  READ_ONLY,
  readRepository,
} from './ActionContext';

/** "What is deployed where?" */
export function registerDeploymentsAction(context: ActionContext): void {
  context.actionsRegistry.register({
    name: 'get-deployments',
    title: 'Get deployments of a component',
    description:
      'Returns what is deployed where: the environments of a component at Bitbucket, the release and commit that runs in each, since when, and the latest attempt if it did not succeed.',
    attributes: READ_ONLY,
    schema: {
      input: z => z.object({ entityRef: z.string().describe(ENTITY_REF_HELP) }),
      output: z =>
        z.object({
          repository: z.string(),
          readAt: z.string(),
          environments: z.array(z.object({}).passthrough()),
        }),
    },
    action: async ({ credentials, input }) => {
      const { answer, place } = await readRepository(
        context,
        { credentials, ...input },
        ({ name, pages }) => pages.environments(name),
      );
      return {
        output: {
          repository: repositoryKeyOf(place.name),
          readAt: answer.readAt,
          environments: answer.data.map(
            ({ current, history: [latest], name: environment, type }) => ({
              environment,
              type,
              current,
              ...(latest?.uuid !== current?.uuid && { latestAttempt: latest }),
            }),
          ),
        },
      };
    },
  });
}
