import { type BitbucketRepositoryAnalysis } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type BitbucketRepository } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { ConflictError, InputError } from '@backstage/errors';
import { stringify } from 'yaml';
import { createConditions } from '../config/filters';
import { FailureStreak } from '../model/FailureStreak';
import { slugOf } from '../model/locationEntity';
import { analyzeRepository, findTarget } from './analyzeRepository';
import { type ImportContext } from './ImportContext';
import { explainWriteFailure, openPullRequest } from './openPullRequest';

/** One repository without a catalog file. */
export interface OnboardingLine {
  /** What happened. `create`: a pull request would be created. */
  result: 'closed' | 'create' | 'created' | 'failed' | 'open' | 'skip';
  /** `workspace/repository` */
  repository: string;
  path: string;
  /** Of the entity. */
  name: string;
  /** Full ref. Empty if no owner was found. */
  owner: string;
  /** Why this owner, a reason, or the page of the pull request. */
  about: string;
}

/** The result of {@link onboardRepositories}. */
export interface Onboarding {
  lines: OnboardingLine[];
  /** Repositories with a catalog file. */
  withFile: number;
  /** Repositories that were not analyzed, because the maximum was reached or the run was stopped. */
  rest: number;
  /** Why no pull request can be opened. */
  problem?: string;
  /** Why it stopped before the end. */
  failure?: string;
}

/** What {@link onboardRepositories} does. */
export interface OnboardingOptions {
  context: ImportContext;
  /** Opens pull requests. */
  write: boolean;
  /** Maximum number of new pull requests. */
  max: number;
  /** Repeats pull requests that were declined or merged. */
  again: boolean;
  /** Slugs; `*` matches any characters. Default: all. */
  repositories?: string[];
  /** Returns the title and the description of a pull request. */
  describe(analysis: BitbucketRepositoryAnalysis): {
    title: string;
    description: string;
  };
  onProgress?(done: number, total: number): void;
  /** Stops before the next pull request, and while it waits for the request budget before it. */
  signal?: AbortSignal;
}

const isNew = ({ result }: OnboardingLine) =>
  result === 'create' || result === 'created';

/**
 * Opens pull requests for the repositories without a catalog file. The state is that of Bitbucket, so it can be repeated after
 * it was stopped.
 *
 * If several repositories in a row fail, it stops, and returns what it did until then with `failure`.
 *
 * @throws BitbucketCloudError if the list of repositories cannot be read, or the first repositories fail
 */
export async function onboardRepositories(
  options: OnboardingOptions,
): Promise<Onboarding> {
  const { max, onProgress, signal, write } = options;
  const { repositories, withFile } = await listRepositories(options);
  const result: Onboarding = { lines: [], withFile, rest: 0 };
  const takenNames = new Set<string>();
  const streak = new FailureStreak();
  for (const [index, repository] of repositories.entries()) {
    const opened = result.lines.filter(isNew).length;
    const isBlocked = write && result.problem !== undefined;
    if (signal?.aborted || opened >= max || isBlocked) {
      result.rest = repositories.length - index;
      break;
    }
    try {
      await onboardOne(options, { repository, result, takenNames });
      streak.succeeded();
    } catch (error) {
      if (signal?.aborted) {
        result.rest = repositories.length - index;
        break;
      }
      const isOwn =
        error instanceof ConflictError || error instanceof InputError;
      const reason = isOwn ? error.message : explainWriteFailure(error);
      if (reason === undefined || (!isOwn && !streak.tolerates())) {
        if (result.lines.length === 0) {
          throw error;
        }
        result.failure = (error as Error).message;
        result.rest = repositories.length - index;
        break;
      }
      result.lines.push({
        result: 'failed',
        repository: slugOf(repository),
        path: '',
        name: '',
        owner: '',
        about: reason,
      });
    }
    onProgress?.(index + 1, repositories.length);
  }
  return result;
}

/** Repositories of which the database has a file cost no calls. Sorted, so that a repeated run has the same order. */
async function listRepositories({
  context,
  repositories,
}: OnboardingOptions): Promise<{
  repositories: BitbucketRepository[];
  withFile: number;
}> {
  const isChosen = createConditions({ repositories });
  const all: BitbucketRepository[] = [];
  const pages = context.reader.listRepositories({ onUnreadable: () => {} });
  for await (const page of pages) {
    all.push(
      ...page.filter(
        each => each.mainBranch && context.isWanted(each) && isChosen(each),
      ),
    );
  }
  const stored = await context.files.find(all.map(({ uuid }) => uuid));
  const having = new Set(stored.map(({ uuid }) => uuid));
  return {
    repositories: all
      .filter(({ uuid }) => !having.has(uuid))
      .sort((a, b) => (slugOf(a) < slugOf(b) ? -1 : 1)),
    withFile: having.size,
  };
}

async function onboardOne(
  { again, context, describe, signal, write }: OnboardingOptions,
  of: {
    repository: BitbucketRepository;
    result: Onboarding;
    takenNames: Set<string>;
  },
): Promise<void> {
  const { repository, result, takenNames } = of;
  const target = { ...findTarget({ context, repository }), takenNames };
  // A commit and its pull request are not interrupted.
  const analysis = await analyzeRepository({ ...target, signal });
  if (analysis.existingFiles.length > 0) {
    result.withFile += 1;
    return;
  }
  const name = nameOf(analysis);
  takenNames.add(name);
  result.problem ??= analysis.pullRequestProblem;
  const line = decide(analysis, again);
  if (line.result === 'create' && write && result.problem === undefined) {
    const { url } = await openPullRequest(target, {
      ...describe(analysis),
      content: stringify(analysis.proposed),
    });
    result.lines.push({ ...line, result: 'created', about: url });
  } else {
    result.lines.push(line);
  }
}

function decide(
  analysis: BitbucketRepositoryAnalysis,
  again: boolean,
): OnboardingLine {
  const { closedPullRequest, openPullRequest: open, owners } = analysis;
  const [owner] = owners;
  const line = {
    repository: analysis.repository,
    path: analysis.path,
    name: nameOf(analysis),
    owner: owner?.ref ?? '',
  };
  if (open) {
    return { ...line, result: 'open', about: open.url };
  }
  if (closedPullRequest && !again) {
    const { state, url } = closedPullRequest;
    return { ...line, result: 'closed', about: `${state} ${url}` };
  }
  return owner
    ? { ...line, result: 'create', about: owner.reason }
    : {
        ...line,
        result: 'skip',
        about: 'No owner was found. Use the import page of the portal.',
      };
}

function nameOf({ proposed }: BitbucketRepositoryAnalysis): string {
  return String(Object(proposed?.metadata).name);
}
