import {
  bearerCredentials,
  BitbucketPipelinesClient,
  type RepositoryClientOptions,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  type AuditorService,
  type BackstageCredentials,
  type BackstageUserPrincipal,
  type UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  type Entity,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { type Request } from 'express';
import { explainProblem } from '../answers/explainProblem';
import { NoAnswerError } from '../answers/NoAnswerError';
import { type EntityRepository } from '../entities/EntityRepositories';
import { followRename } from '../entities/followRename';
import { type RepositoryChanges } from '../events/RepositoryChanges';
import { repositoryKeyOf } from '../entities/repositoryOf';
import { explainRefusal } from './explainRefusal';

/** What people can do with a pipeline. */
export const PIPELINE_ACTIONS = ['rerun', 'stop'] as const;

/** What to do, and with which pipeline. */
export interface PipelineAction {
  action: (typeof PIPELINE_ACTIONS)[number];
  /** With braces. */
  uuid: string;
  /** The Bitbucket access token of the person. It is not stored, and not logged. */
  token: string;
}

/** Who asks, for the audit log. */
interface Asker {
  request: Request;
  credentials: BackstageCredentials<BackstageUserPrincipal>;
}

/** Creates a client with the access token of a person. Its calls count for the person, not for the portal. */
export function createPersonalClient(
  options: Omit<RepositoryClientOptions, 'credentials' | 'pace'>,
) {
  return (token: string) =>
    new BitbucketPipelinesClient({
      ...options,
      credentials: bearerCredentials(token),
    });
}

/**
 * Runs pipelines again, and stops them, for the owners of their entity. Bitbucket decides by the person's own access token.
 */
export class PipelineActions {
  constructor(
    private readonly parts: {
      auditor: AuditorService;
      changes: RepositoryChanges;
      userInfo: UserInfoService;
    },
  ) {}

  /** Returns whether the user can run and stop the pipelines of an entity in the portal. */
  async isAllowed(
    { entity, personalClient }: EntityRepository,
    credentials: Asker['credentials'],
  ): Promise<boolean> {
    return (
      personalClient !== undefined && (await this.#isOwner(entity, credentials))
    );
  }

  /**
   * Runs a pipeline again, or stops it.
   *
   * @returns the number of the new pipeline, if there is one
   * @throws NotAllowedError if the user does not own the entity, or Bitbucket rejects the access token
   */
  async perform(
    { action, token, uuid }: PipelineAction,
    found: EntityRepository,
    { credentials, request }: Asker,
  ): Promise<{ number?: number }> {
    const { entity } = found;
    const event = await this.parts.auditor.createEvent({
      eventId: 'pipeline-action',
      severityLevel: 'medium',
      request,
      meta: {
        actionType: action,
        entityRef: stringifyEntityRef(entity),
        repository: repositoryKeyOf(found.name),
        pipeline: uuid,
      },
    });
    try {
      if (!(await this.#isOwner(entity, credentials))) {
        throw new NotAllowedError(
          'Only the owners of this entity can run or stop its pipelines in the portal.',
        );
      }
      const { name, personalClient } = await currentPlace(found);
      if (!personalClient) {
        throw new NotFoundError(
          'The portal does not run or stop pipelines of this workspace.',
        );
      }
      const client = personalClient(token);
      const act = async (slug: string) => {
        if (action === 'rerun') {
          return (await client.rerun({ slug, uuid })).number;
        }
        await client.stop({ slug, uuid });
        return undefined;
      };
      const number = await act(name.slug).catch(error => {
        // The repository may have another name since its pipelines were read.
        if (name.uuid && explainProblem(error)?.problem.kind === 'gone') {
          return act(name.uuid);
        }
        throw error;
      });
      await event.success({ meta: { number } });
      await this.parts.changes.note(repositoryKeyOf(name), [
        'pipelines',
        'steps:*',
      ]);
      return { number };
    } catch (error) {
      const explained = explainRefusal(error, action);
      await event.fail({ error: explained });
      throw explained;
    }
  }

  async #isOwner(
    { relations = [] }: Entity,
    credentials: Asker['credentials'],
  ): Promise<boolean> {
    const { ownershipEntityRefs } = await this.parts.userInfo.getUserInfo(
      credentials,
    );
    return relations.some(
      ({ targetRef, type }) =>
        type === RELATION_OWNED_BY && ownershipEntityRefs.includes(targetRef),
    );
  }
}

/** Returns where the repository is now, as far as the portal knows. */
async function currentPlace(
  found: EntityRepository,
): Promise<Pick<EntityRepository, 'name' | 'personalClient'>> {
  try {
    const { place } = await followRename(found, ({ name, pages }) =>
      pages.pipelines(name),
    );
    return place;
  } catch (error) {
    // Bitbucket decides.
    if (error instanceof NoAnswerError) {
      return found;
    }
    throw error;
  }
}
