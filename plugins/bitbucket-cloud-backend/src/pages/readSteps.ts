import { type BitbucketPipelineStep } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type BitbucketPipelinesClient } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';

/** The test reports of a pipeline that the page shows. Each is a call, and a pipeline can have 100 steps. */
const MOST_REPORTS = 10;

/** Reads the steps of a pipeline, with the tests of its first failed steps. */
export async function readSteps(
  client: BitbucketPipelinesClient,
  pipeline: { slug: string; uuid: string },
): Promise<BitbucketPipelineStep[]> {
  const steps = await client.listSteps(pipeline);
  const failed = steps.filter(({ state }) => state === 'failed');
  for (const step of failed.slice(0, MOST_REPORTS)) {
    step.tests = await client.readTests({ ...pipeline, stepUuid: step.uuid });
  }
  return steps;
}
