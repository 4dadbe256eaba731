import { normalizeBitbucketUuid } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type JsonObject } from '@backstage/types';
import { z } from 'zod/v4';
import { type BitbucketWorkspaceName } from '../model/BitbucketWorkspaceName';

const textSchema = z.string().min(1).optional().catch(undefined);
const placeSchema = z
  .object({ uuid: textSchema, slug: textSchema })
  .optional()
  .catch(undefined);

const payloadSchema = z.object({
  repository: z
    .object({ full_name: textSchema, workspace: placeSchema })
    .optional()
    .catch(undefined),
  workspace: placeSchema,
  previous_workspace: placeSchema,
  project: z
    .object({ workspace: placeSchema, owner: placeSchema })
    .optional()
    .catch(undefined),
});

/** The origin of a payload. */
export interface Origin {
  /** The first one that the payload names: of its repository, its own, or that of its project. */
  workspace?: BitbucketWorkspaceName;
  /** The workspace from which a repository was transferred. */
  previousWorkspace?: BitbucketWorkspaceName;
  /** `workspace/repository`. */
  repository?: string;
}

/**
 * Returns the workspace and the repository of a payload.
 *
 * Source: https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/
 */
export function findOrigin(payload: JsonObject): Origin {
  const parsed = payloadSchema.parse(payload);
  const { repository, workspace, project } = parsed;
  const [slug] = repository?.full_name?.split('/') ?? [];
  const place =
    (repository && { slug, ...withoutUndefined(repository.workspace) }) ??
    workspace ??
    project?.workspace ??
    // A workspace that was a team has the uuid of the team.
    project?.owner;
  return {
    workspace: normalize(place),
    previousWorkspace: normalize(parsed.previous_workspace),
    repository: repository?.full_name,
  };
}

/**
 * Returns whether a payload comes from one of the configured workspaces. A configured uuid matches only the
 * uuid, and a configured slug only the slug.
 *
 * The webhooks of both workspaces receive the transfer of a repository.
 */
export function isConfigured(
  { workspace, previousWorkspace }: Origin,
  configured: readonly BitbucketWorkspaceName[],
): boolean {
  return [workspace, previousWorkspace].some(place =>
    configured.some(({ uuid, slug }) =>
      uuid !== undefined
        ? place?.uuid === uuid
        : slug !== undefined && place?.slug === slug,
    ),
  );
}

function withoutUndefined(
  place: BitbucketWorkspaceName = {},
): BitbucketWorkspaceName {
  return {
    ...(place.uuid !== undefined && { uuid: place.uuid }),
    ...(place.slug !== undefined && { slug: place.slug }),
  };
}

function normalize(
  place: BitbucketWorkspaceName | undefined,
): BitbucketWorkspaceName | undefined {
  if (place?.uuid === undefined && place?.slug === undefined) {
    return undefined;
  }
  return {
    ...(place.uuid !== undefined && {
      uuid: normalizeBitbucketUuid(place.uuid),
    }),
    ...(place.slug !== undefined && { slug: place.slug.toLowerCase() }),
  };
}
