import { createSteps } from '../../activity/createSteps';
import { accountOf, type Actor } from '../../bodies/Actor';
import type { EventContext } from '../../events/sendEvent';
import { deriveUuid } from '../../model/deriveUuid';
import type { Repository } from '../../model/types';
import type { Pipeline } from '../../store/Pipeline';
import { definitionOf, seedStepsOf } from './definitionOf';
import { savePipeline } from './savePipeline';

/** What to run. */
export type PipelineStart = Pick<
  Pipeline,
  'branch' | 'hash' | 'selector' | 'trigger' | 'pullRequest' | 'variables'
> & { actor: Actor };

/** Starts a pipeline, which is pending until it is moved on, and sends `repo:commit_status_created`. */
export function startPipeline(
  context: EventContext,
  repository: Repository,
  { actor, ...start }: PipelineStart,
): Pipeline {
  const { store, clock } = context;
  const number = store.builds.of(repository).pipelines.size + 1;
  const uuid = deriveUuid('pipeline', repository.uuid, String(number));
  const { image } = definitionOf(store, repository);
  const steps = seedStepsOf(store, repository, start);
  return savePipeline(context, repository, {
    ...start,
    uuid,
    number,
    creator: accountOf(actor),
    state: { name: 'PENDING' },
    createdOn: new Date(clock.now()).toISOString(),
    steps: createSteps({ pipeline: uuid, image, steps }),
  });
}
