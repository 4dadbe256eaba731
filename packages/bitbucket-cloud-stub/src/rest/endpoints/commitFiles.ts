import { sendPush } from '../../events/sendPush';
import type { RepositoryFile } from '../../git/objects';
import type { Repository } from '../../model/types';
import { branchName, filePath } from '../../seed/parts';
import { mainBranchOf } from '../../store/LiveRepository';
import type { Pushed } from '../../store/Repositories';
import { apiUrlOf } from '../../bodies/repositoryBodies';
import type { Call } from '../Call';
import { RestError } from '../RestError';

/** The parts of a request to commit files. */
interface Upload {
  message?: string;
  author?: string;
  parents?: string;
  branch?: string;
  files: Record<string, RepositoryFile | null>;
}

const METADATA = new Set(['message', 'author', 'parents', 'branch']);

/** Commits files to a branch, and sends `repo:push`. */
export async function commitFiles(call: Call): Promise<Response> {
  const { context, actor, now } = call;
  const repository = call.writableRepository();
  const upload = await readUpload(call);
  const branch = upload.branch ?? mainBranchOf(repository);
  if (!branchName.safeParse(branch).success) {
    throw invalid('branch: must be a valid git branch name');
  }
  checkParent(call, repository, { branch, parents: upload.parents });
  const raw = upload.author ?? actor.raw;
  const pushed = push(call, repository, {
    branch,
    files: upload.files,
    message: upload.message ?? 'Changed files with the REST API',
    author: { raw, uuid: upload.author === undefined ? actor.uuid : undefined },
    date: now,
  });
  void sendPush(context, repository, [{ branch, ...pushed }], actor);
  const url = apiUrlOf(repository, context.site);
  return call.c.body(null, 201, {
    'Content-Type': 'text/html; charset=utf-8',
    Location: `${url}/commit/${pushed.after.hash}`,
  });
}

function push(
  { context }: Call,
  repository: Repository,
  change: Parameters<typeof context.store.repositories.push>[1],
): Pushed {
  try {
    return context.store.repositories.push(repository, change);
  } catch (error) {
    throw invalid((error as Error).message);
  }
}

async function readUpload(call: Call): Promise<Upload> {
  const upload: Upload = { files: {} };
  const removed: string[] = [];
  for (const [name, value] of await readFields(call)) {
    if (typeof value === 'string' && METADATA.has(name)) {
      upload[name as 'message'] = value;
    } else if (typeof value === 'string' && name === 'files') {
      removed.push(readPath(value));
    } else {
      const data =
        typeof value === 'string'
          ? Buffer.from(value)
          : Buffer.from(await value.arrayBuffer());
      upload.files[readPath(name)] = { data, mode: '100644' };
    }
  }
  // A path in `files` without content is a file to remove.
  for (const path of removed) {
    upload.files[path] ??= null;
  }
  return upload;
}

async function readFields({
  c,
  url,
}: Call): Promise<[string, string | Blob][]> {
  const type = c.req.header('content-type') ?? '';
  const metadata = [...url.searchParams].filter(
    ([name]) => METADATA.has(name) || name === 'files',
  );
  if (
    !/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type)
  ) {
    throw new RestError(
      415,
      'The request body must be multipart/form-data or application/x-www-form-urlencoded.',
    );
  }
  try {
    const body = new Uint8Array(c.var.bytes ?? []);
    const form = await new Response(body, {
      headers: { 'Content-Type': type },
    }).formData();
    return [...metadata, ...form];
  } catch {
    throw invalid('The request body is not a valid form.');
  }
}

function readPath(text: string): string {
  const path = text.replace(/^\//, '');
  const { error } = filePath.safeParse(path);
  if (error) {
    throw invalid(`${text}: ${error.issues[0].message}`);
  }
  return path;
}

function checkParent(
  call: Call,
  repository: Repository,
  { branch, parents }: { branch: string; parents: string | undefined },
): void {
  const { repositories } = call.context.store;
  const tip =
    repositories.findBranch(repository, branch) ??
    repositories.findBranch(repository, mainBranchOf(repository));
  if (parents === undefined || tip?.hash === parents) {
    return;
  }
  if (repositories.findBranch(repository, branch)) {
    throw invalid(`parents: ${parents} is not the latest commit of ${branch}`);
  }
  throw call.notImplemented('parents other than the latest commit');
}

function invalid(detail: string): RestError {
  return new RestError(400, 'Bad request', { detail });
}
