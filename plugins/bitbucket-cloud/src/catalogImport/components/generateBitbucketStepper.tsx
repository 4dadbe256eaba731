import { StepLabel } from '@material-ui/core';
import {
  type AnalyzeResult,
  defaultGenerateStepper,
  type ImportStepperProps,
} from '@backstage/plugin-catalog-import';
import { type BitbucketAnalyzeResult } from '../api/BitbucketCatalogImportClient';
import { KnownRepository } from './KnownRepository';
import { MergePullRequest } from './MergePullRequest';
import { PrepareBitbucketPullRequest } from './PrepareBitbucketPullRequest';

function bitbucketOf(result: AnalyzeResult | undefined) {
  return (result as BitbucketAnalyzeResult | undefined)?.bitbucket;
}

/**
 * The steps of Backstage's `ImportStepper`, with the proposals for repositories of Bitbucket Cloud.
 *
 * @public
 */
export const generateBitbucketStepper: NonNullable<
  ImportStepperProps['generateStepper']
> = (flow, defaults, t) => {
  const steps = defaultGenerateStepper(flow, defaults, t);
  return {
    ...steps,
    prepare: (state, options) => {
      const { analyzeResult, onGoBack, onPrepare } = state;
      const bitbucket = bitbucketOf(analyzeResult);
      return bitbucket && analyzeResult.type === 'repository'
        ? {
            stepLabel: (
              <StepLabel>{t('importStepper.noLocation.title')}</StepLabel>
            ),
            content: (
              <PrepareBitbucketPullRequest
                {...{ analyzeResult, bitbucket, onGoBack, onPrepare }}
              />
            ),
          }
        : steps.prepare(state, options);
    },
    review: (state, options) => {
      const { analyzeResult, onReview, prepareResult } = state;
      const bitbucket = bitbucketOf(analyzeResult);
      const step = steps.review(state, options);
      if (!bitbucket) {
        return step;
      }
      return prepareResult?.type === 'repository'
        ? {
            stepLabel: <StepLabel>Merge the pull request</StepLabel>,
            content: (
              <MergePullRequest
                url={prepareResult.pullRequest.url}
                onNext={() => onReview({ ...prepareResult, locations: [] })}
              />
            ),
          }
        : {
            ...step,
            content: (
              <>
                <KnownRepository bitbucket={bitbucket} />
                {step.content}
              </>
            ),
          };
    },
  };
};
