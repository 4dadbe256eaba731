import { z } from 'zod/v4';
import type { StubContext } from '../context';
import { branchName, filePath } from '../seed/parts';
import { findActor, findPlace } from '../events/findPlace';
import { sendPush } from '../events/sendPush';
import { textFile } from '../git/objects';
import type { WebhookDelivery } from '../hooks/Deliveries';
import { mainBranchOf } from '../store/LiveRepository';

/**
 * The changes to push to a repository.
 *
 * @public
 */
export interface Push {
  /** Defaults to the main branch. A new branch starts from the main branch. */
  branch?: string;
  /** Text of each file that changes, by path; `null` removes the file. */
  files: Record<string, string | null>;
  /** Defaults to "Change files". */
  message?: string;
  /** Username, uuid or account ID of the author. Defaults to an owner of the workspace. */
  author?: string;
}

/**
 * The result of a push.
 *
 * @public
 */
export interface PushResult {
  /** Hash of the new commit: 40 hexadecimal digits. */
  commit: string;
  /** The result of the event `repo:push` for each webhook that subscribes to it. */
  deliveries: WebhookDelivery[];
}

const pushSchema = z.strictObject({
  branch: branchName.optional(),
  files: z.record(filePath, z.string().nullable()),
  message: z.string().min(1).optional(),
  author: z.string().min(1).optional(),
});

/**
 * Changes files of a repository, and calls its webhooks.
 *
 * @throws Error if the workspace, repository or author does not exist, or the push is invalid.
 */
export async function pushFiles(
  context: StubContext,
  workspaceId: string,
  repositoryId: string,
  push: Push,
): Promise<PushResult> {
  const { store, clock } = context;
  const [workspace, repository] = findPlace(context, workspaceId, repositoryId);
  const checked = check(push);
  const { files, message = 'Change files' } = checked;
  const branch = checked.branch ?? mainBranchOf(repository);
  const actor = findActor(context, workspace, {
    id: checked.author,
    field: 'author',
  });
  const pushed = store.repositories.push(repository, {
    branch,
    files: Object.fromEntries(
      Object.entries(files).map(([path, text]) => [
        path,
        text === null ? null : textFile(text),
      ]),
    ),
    message,
    author: actor,
    date: new Date(clock.now()).toISOString(),
  });
  const change = { branch, ...pushed };
  return {
    commit: pushed.after.hash,
    deliveries: await sendPush(context, repository, [change], actor),
  };
}

function check(push: Push): Push {
  const result = pushSchema.safeParse(push);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(
      `The push is not valid: ${issue.path.join('.')}: ${issue.message}`,
    );
  }
  return result.data;
}
