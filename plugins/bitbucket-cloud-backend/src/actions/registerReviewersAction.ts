import {
  type ActionContext,
  ENTITY_REF_HELP,
  findRepository,
  orExplain,
  READ_ONLY,
} from './ActionContext';

/** "Who reviews here?" */
export function registerReviewersAction(context: ActionContext): void {
  context.actionsRegistry.register({
    name: 'get-reviewers',
    title: 'Get reviewers of a component',
    description:
      'Returns who reviews changes of a component: the default reviewers of its repository at Bitbucket, and the text of its CODEOWNERS file, if it has one.',
    attributes: READ_ONLY,
    schema: {
      input: z => z.object({ entityRef: z.string().describe(ENTITY_REF_HELP) }),
      output: z =>
        z.object({
          repository: z.string(),
          defaultReviewers: z.array(z.string()),
          codeOwners: z
            .string()
            .optional()
            .describe('The file .bitbucket/CODEOWNERS. The last match counts.'),
        }),
    },
    action: async ({ credentials, input }) => {
      const { name } = await findRepository(
        context,
        input.entityRef,
        credentials,
      );
      const { source } = (await context.repositories.workspaceOf(name))!;
      const reviewers = await orExplain(() => source.defaultReviewers(name));
      const codeOwners = await orExplain(() => source.codeOwners(name));
      return {
        output: {
          repository: `${name.workspace}/${name.slug}`,
          defaultReviewers: reviewers.data.map(person => person.name),
          ...(codeOwners.data !== 'none' && {
            codeOwners: codeOwners.data.text,
          }),
        },
      };
    },
  });
}
