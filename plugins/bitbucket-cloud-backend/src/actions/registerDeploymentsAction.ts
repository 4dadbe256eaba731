import {
  type ActionContext,
  ENTITY_REF_HELP,
  findRepository,
  orExplain,
  READ_ONLY,
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
      const { name, pages } = await findRepository(
        context,
        input.entityRef,
        credentials,
      );
      const { data, readAt } = await orExplain(() => pages.environments(name));
      return {
        output: {
          repository: `${name.workspace}/${name.slug}`,
          readAt,
          environments: data.map(
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
