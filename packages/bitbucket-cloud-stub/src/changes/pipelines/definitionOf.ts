import { stepsOf } from '../../activity/playPipeline';
import type { SeedPipelineDefinition, SeedStep } from '../../model/activity';
import type { Repository } from '../../model/types';
import { mainBranchOf } from '../../store/LiveRepository';
import type { Pipeline } from '../../store/Pipeline';
import type { Store } from '../../store/Store';

/** What a repository without a seeded definition runs. */
const GENERIC: SeedPipelineDefinition = {
  image: 'atlassian/default-image:4',
  steps: [
    { name: 'Build and test', seconds: 60, script: ['./test.sh'], log: '' },
  ],
};

/** Returns what the pipelines of a repository run. */
export function definitionOf(
  { activity }: Store,
  { uuid }: Repository,
): SeedPipelineDefinition {
  const seed = activity?.of(uuid);
  return activity?.seed.definitions[seed?.definition ?? ''] ?? GENERIC;
}

/** Returns the steps that a pipeline runs. */
export function seedStepsOf(
  store: Store,
  repository: Repository,
  { branch, selector }: Pick<Pipeline, 'branch' | 'selector'>,
): readonly SeedStep[] {
  const definition = definitionOf(store, repository);
  return selector.type === 'custom' && definition.custom
    ? definition.custom.steps
    : stepsOf(definition, branch === mainBranchOf(repository));
}
