import { type ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import {
  type AuthService,
  type BackstageCredentials,
  type BackstageUserPrincipal,
  type UserInfoService,
} from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { type BitbucketAnswer } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { NoAnswerError } from '../answers/NoAnswerError';
import {
  type EntityRepositories,
  type EntityRepository,
} from '../entities/EntityRepositories';
import { followRename } from '../entities/followRename';
import { type LogReaders } from '../entities/LogReaders';
import { type WorkspacePages } from '../pages/WorkspacePages';
import { type ScorecardSource } from '../scorecard/ScorecardSource';

/** A workspace that the portal reads. */
export interface ActionWorkspace {
  workspace: string;
  pages: WorkspacePages;
  source: ScorecardSource;
}

/** What the actions need. */
export interface ActionContext {
  actionsRegistry: ActionsRegistryService;
  auth: AuthService;
  catalog: CatalogService;
  logReaders: LogReaders;
  repositories: EntityRepositories<ActionWorkspace>;
  userInfo: UserInfoService;
}

/** An action that changes nothing. */
export const READ_ONLY = {
  destructive: false,
  idempotent: true,
  readOnly: true,
};

/** The description of the input of actions about a component. */
export const ENTITY_REF_HELP =
  'The reference of the component in the catalog, for example component:default/booking-api';

/**
 * Returns the credentials of the user of the assistant.
 *
 * @throws NotAllowedError for a service
 */
export function requireUser(
  { auth }: Pick<ActionContext, 'auth'>,
  credentials: BackstageCredentials,
): BackstageCredentials<BackstageUserPrincipal> {
  if (!auth.isPrincipal(credentials, 'user')) {
    throw new NotAllowedError('This action requires the token of a user');
  }
  return credentials;
}

/** A component, and the user who asks. */
interface ComponentRequest {
  entityRef: string;
  credentials: BackstageCredentials;
}

/**
 * Asks about the repository of a component that the person can read, by its current name.
 *
 * @throws NotFoundError without an answer of Bitbucket, and as {@link EntityRepositories.find}
 */
export async function readRepository<T>(
  context: Pick<ActionContext, 'auth' | 'repositories'>,
  { credentials, entityRef }: ComponentRequest,
  ask: (found: EntityRepository) => Promise<BitbucketAnswer<T>>,
): Promise<{ answer: BitbucketAnswer<T>; place: EntityRepository }> {
  const found = await findRepository(context, entityRef, credentials);
  return orExplain(() => followRename(found, ask));
}

/**
 * Returns the repository of a component that the person can read.
 *
 * @throws InputError for an invalid reference; NotFoundError as {@link EntityRepositories.find}
 */
async function findRepository(
  context: Pick<ActionContext, 'auth' | 'repositories'>,
  entityRef: string,
  credentials: BackstageCredentials,
): Promise<EntityRepository> {
  const user = requireUser(context, credentials);
  let ref;
  try {
    ref = parseEntityRef(entityRef, {
      defaultKind: 'component',
      defaultNamespace: 'default',
    });
  } catch {
    throw new InputError(`'${entityRef}' is not the reference of an entity`);
  }
  return context.repositories.find(ref, user);
}

/** Turns a missing answer of Bitbucket into an error for the assistant. */
export async function orExplain<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NoAnswerError) {
      throw new NotFoundError(error.problem.message);
    }
    throw error;
  }
}
