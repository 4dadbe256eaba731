import {
  type BitbucketWorkspace,
  type EntityRecord,
  normalizeBitbucketUuid,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { ConflictError } from '@backstage/errors';
import { isBoundTo } from '../model/nameBinding';
import { WORKSPACE_KEY } from '../model/entityKeys';
import { type RunContext } from '../context/RunContext';

const UUID_AT_END =
  /(^|-)([0-9a-f]{8}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/**
 * Reads the workspace, and checks that it is the configured workspace and that of earlier runs. Its uuid
 * is in the names of Groups, so another workspace would rename them and remove their permissions from
 * the members.
 *
 * A uuid in the configuration is the decision of the operator, and replaces the uuid of earlier runs.
 *
 * @param before - the records of earlier runs
 * @throws ConflictError if Bitbucket returns another workspace
 */
export async function confirmWorkspace(
  { client, config, signal }: RunContext,
  before: {
    subjects: ReadonlyMap<string, string>;
    records: ReadonlyMap<string, EntityRecord>;
  },
): Promise<BitbucketWorkspace> {
  const workspace = await client.getWorkspace({ signal });
  const { uuid, slug } = workspace;
  const configured = config.workspace.toLowerCase();
  if (configured.startsWith('{')) {
    if (normalizeBitbucketUuid(configured) !== uuid) {
      throw new ConflictError(
        `Bitbucket returned the workspace ${uuid} in place of ${configured}. Check apiBaseUrl, and whether a proxy is between the backend and Bitbucket. If another workspace is meant, correct ${config.key}.workspace.`,
      );
    }
    return workspace;
  }
  if (slug.toLowerCase() !== configured) {
    throw new ConflictError(
      `Bitbucket returned the workspace '${slug}' in place of '${configured}'. If the workspace was renamed, set ${config.key}.workspace to the new slug, or to its uuid, which survives a rename.`,
    );
  }
  const former = formerOf(before, uuid);
  if (former !== undefined) {
    throw new ConflictError(
      `Bitbucket returned the uuid ${uuid} for the workspace '${slug}', but earlier runs read ${former}. The slug may belong to another workspace now. If the workspace was actually replaced, set ${config.key}.workspace to '${uuid}', and shrinkGuard.share to 1 until the next run.`,
    );
  }
  return workspace;
}

/** Returns the other workspace that earlier runs read, for the message. */
function formerOf(
  { subjects, records }: Parameters<typeof confirmWorkspace>[1],
  uuid: string,
): string | undefined {
  const known = subjects.get(WORKSPACE_KEY);
  if (known !== undefined) {
    return known === uuid ? undefined : known;
  }
  // The records are from a version that stored no uuid. The name ends with a part of it.
  const name = records.get(WORKSPACE_KEY)?.name;
  return name !== undefined &&
    UUID_AT_END.test(name) &&
    !isBoundTo(name, { uuid })
    ? `the workspace of the Group ${name}`
    : undefined;
}
