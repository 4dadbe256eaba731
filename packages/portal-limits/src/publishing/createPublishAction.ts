import { type Config } from '@backstage/config';
import { ConflictError, InputError } from '@backstage/errors';
import { type ScmIntegrations } from '@backstage/integration';
import {
  type ActionContext,
  cloneRepo,
  getRepoSourceDirectory,
  initRepoAndPush,
  parseRepoUrl,
  type TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { gitCredentials, type IntegrationCredentials } from './credentials';
import { findDifference } from './findDifference';
import { Repository } from './Repository';

/** The input of Backstage's action `publish:bitbucketCloud`. */
interface PublishInput {
  repoUrl: string;
  description?: string;
  defaultBranch?: string;
  repoVisibility?: 'private' | 'public';
  gitCommitMessage?: string;
  sourcePath?: string;
  token?: string;
  signCommit?: boolean;
}

type Context = ActionContext<any, any, any> & { input: PublishInput };

/** What the action pushes, and where. */
interface Push {
  /** Whether a template created the repository. */
  isOwn: boolean;
  remoteUrl: string;
  branch: string;
  message: string;
  credentials: IntegrationCredentials;
  signingKey?: string;
}

/**
 * Replaces the handler of Backstage's action `publish:bitbucketCloud`, with the same input and output. A run can be
 * repeated after a failure:
 *
 * - A repository that exists and is empty is used, if it has the description of the template. Any other empty repository can
 *   belong to a team whose repositories the user cannot change.
 * - A repository that contains exactly the same files, in one commit with the same message, is left as it is.
 *
 * It never changes a repository with other contents.
 */
export function createPublishAction(
  action: TemplateAction<any, any, any>,
  { config, integrations }: { config: Config; integrations: ScmIntegrations },
): TemplateAction<any, any, any> {
  return {
    ...action,
    async handler(context: Context) {
      const { input } = context;
      const { host, workspace, project, repo } = parseRepoUrl(
        input.repoUrl,
        integrations,
      );
      const integration = integrations.bitbucketCloud.byHost(host)?.config;
      if (!integration || !workspace || !project) {
        throw new InputError(
          `The target ${input.repoUrl} must have the format bitbucket.org?workspace=acme&project=APP&repo=booking.`,
        );
      }
      if (
        config.getOptionalBoolean('scaffolder.requireScmUserCredentials') &&
        !input.token
      ) {
        throw new InputError(
          'The template must pass a token of the user, because scaffolder.requireScmUserCredentials is enabled.',
        );
      }
      const credentials = input.token ? { token: input.token } : integration;
      const repository = new Repository(
        {
          workspace,
          project,
          slug: repo,
          description: input.description,
          isPrivate: input.repoVisibility !== 'public',
        },
        {
          apiBaseUrl: integration.apiBaseUrl,
          credentials,
          signal: context.signal,
        },
      );
      let isNew = false;
      const { slug, isOwn } = await context.checkpoint({
        key: `create.repo.${host}.${workspace}.${repo}`,
        fn: async () => {
          const created = await repository.createUnlessExists();
          isNew = created.isNew;
          return { slug: created.slug, isOwn: created.isOwn };
        },
      });
      const url = `https://${host}/${workspace}/${slug}`;
      const branch = input.defaultBranch ?? 'master';
      const push: Push = {
        isOwn,
        remoteUrl: `${url}.git`,
        branch,
        message: readMessage(input, config),
        credentials,
        signingKey: readSigningKey(
          input,
          integration.commitSigningKey ??
            config.getOptionalString('scaffolder.defaultCommitSigningKey'),
        ),
      };
      const commitHash = await context.checkpoint({
        key: `init.repo.and.push.${host}.${workspace}.${repo}`,
        fn: async () =>
          (isNew
            ? undefined
            : await findPublished(context, repository, push)) ??
          (await pushFiles(context, push, config)),
      });
      context.output('commitHash', commitHash);
      context.output('remoteUrl', push.remoteUrl);
      context.output('repoContentsUrl', `${url}/src/${branch}`);
    },
  };
}

function readMessage({ gitCommitMessage }: PublishInput, config: Config) {
  return (
    gitCommitMessage ||
    config.getOptionalString('scaffolder.defaultCommitMessage') ||
    'Initial commit'
  );
}

function readSigningKey(
  { signCommit }: PublishInput,
  signingKey: string | undefined,
): string | undefined {
  if (signCommit && !signingKey) {
    throw new InputError(
      'The template signs its commit, but the portal has no key. An administrator of the portal sets scaffolder.defaultCommitSigningKey.',
    );
  }
  return signCommit ? signingKey : undefined;
}

/**
 * Returns the commit of an earlier run that pushed the same files, or undefined if the repository is empty.
 *
 * @throws ConflictError if the repository has other contents
 */
async function findPublished(
  context: Context,
  repository: Repository,
  { isOwn, remoteUrl, branch, message, credentials }: Push,
): Promise<string | undefined> {
  const { logger } = context;
  const commits = await repository.listLatestCommits(2);
  if (commits.length === 0 && !isOwn) {
    throw new ConflictError(
      `The repository ${remoteUrl} already exists, and its description is not the one of this template, so it is probably not from an earlier run. The template did not change it. Choose another name, or delete the empty repository.`,
    );
  }
  if (commits.length === 0) {
    logger.info(
      `The repository ${remoteUrl} already exists and is empty, for example because an earlier run failed. The template uses it.`,
    );
    return undefined;
  }
  const [{ hash, message: found }] = commits;
  const isOurs = commits.length === 1 && found.trim() === message.trim();
  const difference = isOurs
    ? await compareFiles(context, { remoteUrl, branch, credentials })
    : 'its commits';
  if (difference !== undefined) {
    throw new ConflictError(
      `The repository ${remoteUrl} already exists and has other contents (${difference}). The template did not change it. Choose another name. If an earlier run of the template created the repository, register its catalog file instead.`,
    );
  }
  logger.info(
    `The repository ${remoteUrl} already contains the same files, from an earlier run. The template continues.`,
  );
  return hash;
}

async function compareFiles(
  context: Context,
  {
    remoteUrl,
    branch,
    credentials,
  }: Pick<Push, 'remoteUrl' | 'branch' | 'credentials'>,
): Promise<string | undefined> {
  const dir = await context.createTemporaryDirectory();
  const auth = await gitCredentials(credentials);
  const { logger } = context;
  try {
    await cloneRepo({
      url: remoteUrl,
      dir,
      auth,
      logger,
      ref: branch,
      depth: 1,
    });
  } catch (error) {
    if ((error as Error).name === 'NotFoundError') {
      return `no branch ${branch}`;
    }
    throw error;
  }
  return findDifference(sourceFolder(context), dir);
}

/** Bitbucket can respond to git with 404 for some seconds after a creation. Backstage repeats the push then. */
async function pushFiles(
  context: Context,
  { remoteUrl, branch, message, credentials, signingKey }: Push,
  config: Config,
): Promise<string> {
  const { commitHash } = await initRepoAndPush({
    dir: sourceFolder(context),
    remoteUrl,
    auth: await gitCredentials(credentials),
    logger: context.logger,
    defaultBranch: branch,
    commitMessage: message,
    gitAuthorInfo: {
      name: config.getOptionalString('scaffolder.defaultAuthor.name'),
      email: config.getOptionalString('scaffolder.defaultAuthor.email'),
    },
    signingKey,
  });
  return commitHash;
}

function sourceFolder({ workspacePath, input }: Context): string {
  return getRepoSourceDirectory(workspacePath, input.sourcePath);
}
