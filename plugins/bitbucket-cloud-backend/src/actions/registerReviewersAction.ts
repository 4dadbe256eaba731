import { type EntityRepository } from '../entities/EntityRepositories';
import { repositoryKeyOf } from '../entities/repositoryOf';
import {
  type ActionContext,
  ENTITY_REF_HELP,
  orExplain,
  READ_ONLY,
  readRepository,
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
      const sourceOf = async ({ name }: EntityRepository) =>
        (await context.repositories.workspaceOf(name))!.source;
      const { answer: reviewers, place } = await readRepository(
        context,
        { credentials, ...input },
        async found => (await sourceOf(found)).defaultReviewers(found.name),
      );
      const { name } = place;
      const source = await sourceOf(place);
      const codeOwners = await orExplain(() => source.codeOwners(name));
      return {
        output: {
          repository: repositoryKeyOf(name),
          defaultReviewers: reviewers.data.map(person => person.name),
          ...(codeOwners.data !== 'none' && {
            codeOwners: codeOwners.data.text,
          }),
        },
      };
    },
  });
}
