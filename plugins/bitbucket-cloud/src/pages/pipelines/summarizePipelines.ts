import { type BitbucketPipeline } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

/** A pipeline that succeeded or failed. */
export interface EndedPipeline extends BitbucketPipeline {
  state: 'successful' | 'failed';
  durationSeconds: number;
}

/** The trend of the latest pipelines. */
export interface PipelineSummary {
  /** The oldest first. */
  ended: EndedPipeline[];
  /** From 0 to 1. */
  successRate: number;
  medianSeconds: number;
}

/** Returns the trend, or undefined if no pipeline succeeded or failed. Stopped pipelines say nothing about the code. */
export function summarizePipelines(
  pipelines: readonly BitbucketPipeline[],
): PipelineSummary | undefined {
  const ended = pipelines
    .filter(
      (pipeline): pipeline is EndedPipeline =>
        ['successful', 'failed'].includes(pipeline.state) &&
        pipeline.durationSeconds !== undefined,
    )
    .sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  if (ended.length === 0) {
    return undefined;
  }
  const durations = ended
    .map(({ durationSeconds }) => durationSeconds)
    .sort((a, b) => a - b);
  const middle = durations.length / 2;
  return {
    ended,
    successRate:
      ended.filter(({ state }) => state === 'successful').length / ended.length,
    medianSeconds:
      (durations[Math.ceil(middle) - 1] + durations[Math.floor(middle)]) / 2,
  };
}
