import {
  type BitbucketPipeline,
  type BitbucketPipelineStep,
  type BitbucketStepLog,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { isMissing } from './isMissing';
import { LOG_BYTES, toLog } from './stepLog';
import { ranPipelineSchema, toRerun } from './pipelineRuns';
import {
  PIPELINE_FIELDS,
  pipelinePageSchema,
  pipelineSchema,
  stepPageSchema,
  testReportSchema,
  toPipeline,
  toStep,
  toTests,
} from './pipelineSchemas';
import { ProgramCalls } from './ProgramCalls';
import { readFirstPages } from './readPages';
import { parseBody } from './requestJson';
import { type RepositoryClientOptions, RepositoryUrls } from './RepositoryUrls';
import { type BitbucketCallOptions } from './workspaceClientOptions';

/**
 * Reads, runs and stops the pipelines of a workspace. Reading requires the scope `pipeline`.
 *
 * Every method throws a `BitbucketCloudError`, like `BitbucketRepositoriesClient`.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/
 *
 * @public
 */
export class BitbucketPipelinesClient {
  readonly #calls: ProgramCalls;
  readonly #urls: RepositoryUrls;

  constructor(options: RepositoryClientOptions) {
    this.#urls = new RepositoryUrls(options);
    this.#calls = new ProgramCalls(options);
  }

  /**
   * Returns the latest pipelines of a repository: at most 50, for one call.
   *
   * @param slug - of the repository
   */
  async list(
    slug: string,
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketPipeline[]> {
    const what = 'the pipelines of a repository';
    const parameters = new URLSearchParams({
      pagelen: '50',
      sort: '-created_on',
      fields: PIPELINE_FIELDS.map(field => `values.${field}`).join(','),
    });
    const { values } = await readFirstPages({
      url: `${this.#urls.api(slug)}/pipelines?${parameters}`,
      schema: pipelinePageSchema,
      what,
      pages: 1,
      get: url => this.#calls.get(url, what, options),
    });
    return values.map(value => toPipeline(value, this.#urls.place(slug)));
  }

  /**
   * Returns the steps of a pipeline: at most 100, for one call.
   *
   * @param pipeline - `slug` of the repository; `uuid` of the pipeline, with braces
   */
  async listSteps(
    pipeline: { slug: string; uuid: string },
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketPipelineStep[]> {
    const what = 'the steps of a pipeline';
    const { values } = await readFirstPages({
      url: `${this.#pipelineUrl(pipeline)}/steps?pagelen=100`,
      schema: stepPageSchema,
      what,
      pages: 1,
      get: url => this.#calls.get(url, what, options),
    });
    return values.map(toStep);
  }

  /**
   * Returns the number of tests by result, or undefined if the step has no test report.
   *
   * @param step - `slug` of the repository; the uuids of the pipeline and of the step, with braces
   */
  async readTests(
    step: { slug: string; uuid: string; stepUuid: string },
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketPipelineStep['tests']> {
    const what = 'the test report of a step';
    try {
      const response = await this.#calls.get(
        `${this.#pipelineUrl(step)}/steps/${encodeURIComponent(
          step.stepUuid,
        )}/test_reports`,
        what,
        options,
      );
      return toTests(parseBody(testReportSchema, response, what));
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * Returns the end of the log of a step, for one call, or undefined if the step has no log.
   *
   * @param step - `slug` of the repository; the uuids of the pipeline and of the step, with braces
   */
  async readLogTail(
    step: { slug: string; uuid: string; stepUuid: string },
    options: BitbucketCallOptions = {},
  ): Promise<Omit<BitbucketStepLog, 'isFinal'> | undefined> {
    const what = 'the log of a step';
    try {
      const tail = await this.#calls.getTail(
        `${this.#pipelineUrl(step)}/steps/${encodeURIComponent(
          step.stepUuid,
        )}/log`,
        { what, maxBytes: LOG_BYTES },
        options,
      );
      return toLog(tail);
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * Runs a pipeline again: the same definition for the same commit. Requires the scope `pipeline:write`, and write access to
   * the repository.
   *
   * @param pipeline - `slug` of the repository; `uuid` of the pipeline, with braces
   * @returns the new pipeline
   * @throws ConflictError if Bitbucket does not return all that is needed, for example secured variables
   */
  async rerun(
    pipeline: { slug: string; uuid: string },
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketPipeline> {
    const what = 'a new run of a pipeline';
    const ran = await this.#calls.get(
      this.#pipelineUrl(pipeline),
      what,
      options,
    );
    const body = toRerun(parseBody(ranPipelineSchema, ran, what));
    const response = await this.#calls.send(
      {
        url: `${this.#urls.api(pipeline.slug)}/pipelines`,
        what,
        json: { method: 'POST', body },
      },
      options,
    );
    return toPipeline(
      parseBody(pipelineSchema, response, what),
      this.#urls.place(pipeline.slug),
    );
  }

  /**
   * Stops a pipeline. Requires the scope `pipeline:write`, and write access to the repository.
   *
   * @param pipeline - `slug` of the repository; `uuid` of the pipeline, with braces
   */
  async stop(
    pipeline: { slug: string; uuid: string },
    options: BitbucketCallOptions = {},
  ): Promise<void> {
    await this.#calls.send(
      {
        url: `${this.#pipelineUrl(pipeline)}/stopPipeline`,
        what: 'the stop of a pipeline',
        json: { method: 'POST', body: {} },
      },
      options,
    );
  }

  #pipelineUrl({ slug, uuid }: { slug: string; uuid: string }): string {
    return `${this.#urls.api(slug)}/pipelines/${encodeURIComponent(uuid)}`;
  }
}
