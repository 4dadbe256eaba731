import { z } from 'zod/v4';
import { pipelineBody, pipelineUrl } from '../../../bodies/pipelineBodies';
import { endPipeline } from '../../../changes/pipelines/movePipeline';
import {
  startPipeline,
  type PipelineStart,
} from '../../../changes/pipelines/startPipeline';
import type { Repository } from '../../../model/types';
import { mainBranchOf } from '../../../store/LiveRepository';
import type { Call } from '../../Call';
import { RestError } from '../../RestError';
import type { RestEndpoint } from '../RestEndpoint';
import { findPipeline, PIPELINE, PIPELINES } from './find';

const hash = z.object({ hash: z.string().min(7) });
const selector = z.object({
  type: z.enum(['branches', 'default', 'custom', 'pull-requests']),
  pattern: z.string().optional(),
});

const targetSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('pipeline_ref_target'),
    ref_type: z.enum(['branch', 'named_branch'], 'the stub only has branches'),
    ref_name: z.string().min(1),
    commit: hash.optional(),
    selector: selector.optional(),
  }),
  z.object({
    type: z.literal('pipeline_commit_target'),
    commit: hash,
    selector: selector.optional(),
  }),
  z.object({
    type: z.literal('pipeline_pullrequest_target'),
    source: z.string().min(1),
    destination: z.string().min(1),
    destination_commit: hash,
    commit: hash,
    pullrequest: z.object({ id: z.coerce.number().int() }),
    selector: selector.optional(),
  }),
]);

const startSchema = z.object({
  target: targetSchema,
  variables: z
    .array(
      z.object({
        key: z.string().min(1),
        value: z.string().optional(),
        secured: z.boolean().optional(),
      }),
    )
    .optional(),
});

/** Starts and stops pipelines. */
export const PIPELINE_WRITE_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'POST',
    path: PIPELINES,
    scopes: ['pipeline'],
    respond: call => {
      // The OpenAPI document names `pipeline` here, but also the newer scope `write:pipeline:bitbucket`, and its
      // description of `pipeline:write` names this operation.
      call.requireScopes(['pipeline:write']);
      const { context, actor } = call;
      const repository = call.writableRepository();
      if (!context.store.repositories.hasPipelines(repository)) {
        throw new RestError(400, 'Bad request', {
          detail: 'Pipelines is not enabled for this repository.',
        });
      }
      const { target, variables = [] } = call.readJson(startSchema);
      const pipeline = startPipeline(context, repository, {
        ...readTarget(call, repository, target),
        trigger: 'MANUAL',
        actor,
        variables: variables.map(({ key, value, secured = false }) => ({
          key,
          ...(value === undefined ? {} : { value }),
          secured,
        })),
      });
      call.c.header('Location', pipelineUrl(context, repository, pipeline));
      return call.send(
        { body: pipelineBody(context, repository, pipeline) },
        201,
      );
    },
  },
  {
    method: 'POST',
    path: `${PIPELINE}/stopPipeline`,
    scopes: ['pipeline:write'],
    respond: call => {
      const repository = call.writableRepository();
      const pipeline = findPipeline(call, repository);
      if (pipeline.state.name === 'COMPLETED') {
        throw new RestError(400, 'Bad request', {
          detail: 'The pipeline has already completed.',
        });
      }
      const end = { result: 'STOPPED' } as const;
      endPipeline(call.context, [repository, pipeline], end);
      return call.sendNothing();
    },
  },
];

function readTarget(
  call: Call,
  repository: Repository,
  target: z.infer<typeof targetSchema>,
): Pick<PipelineStart, 'branch' | 'hash' | 'selector' | 'pullRequest'> {
  switch (target.type) {
    case 'pipeline_commit_target':
      return {
        branch: undefined,
        hash: findHash(call, repository, target.commit.hash),
        selector: target.selector ?? { type: 'default' },
      };
    case 'pipeline_pullrequest_target':
      return {
        branch: target.source,
        hash: findHash(call, repository, target.commit.hash),
        selector: target.selector ?? { type: 'pull-requests', pattern: '**' },
        pullRequest: {
          id: target.pullrequest.id,
          destination: target.destination,
          hash: target.destination_commit.hash,
        },
      };
    default: {
      const branch = target.ref_name;
      const isMain = branch === mainBranchOf(repository);
      return {
        branch,
        hash: findHash(call, repository, target.commit?.hash ?? branch),
        selector:
          target.selector ??
          (isMain
            ? { type: 'branches', pattern: branch }
            : { type: 'default' }),
      };
    }
  }
}

function findHash(
  { context }: Call,
  repository: Repository,
  revision: string,
): string {
  const { repositories } = context.store;
  const commit = repositories.findCommit(repository, revision);
  if (!commit) {
    throw new RestError(404, 'Not found', {
      detail: `The branch or commit "${revision}" does not exist.`,
    });
  }
  return commit.hash;
}
