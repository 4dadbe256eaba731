import type { Actor } from '../../bodies/Actor';
import { accountBody } from '../../bodies/accountBody';
import { pipelineStatus } from '../../events/pipelineStatus';
import type { EventContext } from '../../events/sendEvent';
import type { Repository } from '../../model/types';
import type { Pipeline } from '../../store/Pipeline';
import { sendStatusEvent } from '../saveStatus';

/**
 * Saves a new or changed pipeline. If its build status changes, sends `repo:commit_status_created` or
 * `repo:commit_status_updated`.
 *
 * Bitbucket has no event for the state of a pipeline: `pipeline:span_created` contains traces for OpenTelemetry.
 */
export function savePipeline(
  context: EventContext,
  repository: Repository,
  pipeline: Pipeline,
): Pipeline {
  const { builds } = context.store;
  const before = builds.findPipeline(repository, pipeline.uuid);
  builds.setPipeline(repository, pipeline);
  const statusOf = (each: Pipeline) =>
    pipelineStatus(context, repository, each);
  const status = statusOf(pipeline);
  if (!before || statusOf(before).state !== status.state) {
    sendStatusEvent(context, repository, {
      key: before ? 'repo:commit_status_updated' : 'repo:commit_status_created',
      status,
      actor: creatorOf(context, pipeline),
    });
  }
  return pipeline;
}

function creatorOf(context: EventContext, { creator }: Pipeline): Actor {
  const body = accountBody(context, creator);
  return { uuid: creator.uuid, body, raw: '' };
}
