import { ConflictError } from '@backstage/errors';
import { z } from 'zod/v4';

const hashSchema = z.object({ hash: z.string() });

/** What a pipeline ran: https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/#api-repositories-workspace-repo-slug-pipelines-post */
export const ranPipelineSchema = z.object({
  target: z.object({
    type: z.string(),
    ref_type: z.string().nullish(),
    ref_name: z.string().nullish(),
    source: z.string().nullish(),
    destination: z.string().nullish(),
    destination_commit: hashSchema.nullish(),
    commit: hashSchema.nullish(),
    pullrequest: z.object({ id: z.union([z.number(), z.string()]) }).nullish(),
    selector: z
      .object({ type: z.string(), pattern: z.string().nullish() })
      .nullish(),
  }),
  variables: z
    .array(
      z.object({
        key: z.string(),
        value: z.string().nullish(),
        secured: z.boolean().nullish(),
      }),
    )
    .nullish(),
});

type RanPipeline = z.output<typeof ranPipelineSchema>;

/** The kinds of targets that the portal can run again. */
const KINDS = [
  'pipeline_ref_target',
  'pipeline_commit_target',
  'pipeline_pullrequest_target',
];

/**
 * Returns the request for the same pipeline again: the same definition, for the same commit.
 *
 * @throws ConflictError if Bitbucket does not return all values that it needs
 */
export function toRerun({ target, variables }: RanPipeline): object {
  const isSecured = variables?.some(
    ({ secured, value }) => secured || value === undefined || value === null,
  );
  if (!KINDS.includes(target.type) || isSecured) {
    throw new ConflictError(
      isSecured
        ? 'The pipeline has secured variables, which Bitbucket does not return. Run it on its page at Bitbucket.'
        : 'The portal cannot run a pipeline of this kind. Run it on its page at Bitbucket.',
    );
  }
  return {
    target: {
      ...withoutEmpty(target),
      ...(target.commit && { commit: toCommit(target.commit) }),
      ...(target.destination_commit && {
        destination_commit: toCommit(target.destination_commit),
      }),
      ...(target.selector && { selector: withoutEmpty(target.selector) }),
    },
    ...(variables?.length && {
      variables: variables.map(({ key, value }) => ({ key, value })),
    }),
  };
}

function toCommit({ hash }: { hash: string }) {
  return { type: 'commit', hash };
}

function withoutEmpty(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => (value ?? '') !== ''),
  );
}
