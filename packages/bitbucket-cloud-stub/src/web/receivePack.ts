import type { StubContext } from '../context';
import { sendPush, type BranchChange } from '../events/sendPush';
import { decodeCommit, hashTree, type GitObject } from '../git/objects';
import { readPack } from '../git/pack';
import {
  FLUSH,
  packetLine,
  readPacketLines,
  sideBand,
} from '../git/packetLines';
import { readFiles } from '../git/readFiles';
import type { Repository } from '../model/types';
import { actorOf, type Caller } from '../rest/authentication';
import { branchName } from '../seed/parts';
import { importCommit, type Commit } from '../store/Commit';

/** A change of a branch that a client asks for. */
interface Command {
  before: string;
  after: string;
  ref: string;
}

const NONE = '0'.repeat(40);

/**
 * Answers a push: stores the commits, moves the branches, and sends `repo:push`.
 *
 * Source: https://git-scm.com/docs/pack-protocol
 */
export async function receivePack(
  context: StubContext,
  { repository, caller }: { repository: Repository; caller: Caller },
  data: Buffer,
): Promise<Buffer> {
  const { lines, rest } = readPacketLines(data);
  const commands = lines.flatMap(readCommand);
  if (commands.length === 0) {
    // Git sends an empty request first, to try the credentials.
    return FLUSH;
  }
  const unpacked = await unpack(context, repository, { commands, pack: rest });
  const changes: BranchChange[] = [];
  const report = commands.map(command => {
    const change =
      unpacked === undefined
        ? moveBranch(context, repository, command)
        : 'unpacker error';
    if (typeof change === 'string') {
      return `ng ${command.ref} ${change}\n`;
    }
    changes.push(change);
    return `ok ${command.ref}\n`;
  });
  if (changes.length > 0) {
    const { repositories } = context.store;
    // The first branch of an empty repository is its main branch.
    const [first] = changes;
    const current = repositories.findByUuid(repository.uuid) ?? repository;
    const isFirst =
      repositories.branchesOf(repository).length === changes.length &&
      changes.every(({ before }) => before === undefined);
    const names = changes.map(({ branch }) => branch);
    if (isFirst && !names.includes(current.mainbranch ?? 'main')) {
      const after = { ...current, mainbranch: first.branch };
      repositories.replace(current, after, nowOf(context));
    }
    void sendPush(context, repository, changes, actorOf(caller, context));
  }
  const status = Buffer.concat([
    packetLine(`unpack ${unpacked ?? 'ok'}\n`),
    ...report.map(line => packetLine(line)),
    FLUSH,
  ]);
  return lines.some(line => /\bside-band-64k\b/.test(line ?? ''))
    ? Buffer.concat([sideBand(status), FLUSH])
    : status;
}

function readCommand(line: string | undefined): Command[] {
  const [, before, after, ref] =
    /^([0-9a-f]{40}) ([0-9a-f]{40}) ([^\0]+)/.exec(line ?? '') ?? [];
  return ref === undefined ? [] : [{ before, after, ref }];
}

/** Stores the commits of a pack. Returns the problem, if there is one. */
async function unpack(
  context: StubContext,
  repository: Repository,
  { commands, pack }: { commands: Command[]; pack: Buffer },
): Promise<string | undefined> {
  const { repositories } = context.store;
  const tips = commands
    .map(({ after }) => after)
    .filter(hash => hash !== NONE && !findExact(context, repository, hash));
  if (tips.length === 0) {
    return undefined;
  }
  try {
    const objects = await readPack(pack);
    const stored = createLazy(() => storedObjects(context, repository));
    const find = (hash: string) => objects.get(hash) ?? stored().get(hash);
    const hashes = sortCommits(tips, objects, hash =>
      Boolean(findExact(context, repository, hash)),
    );
    const commits = hashes.map(hash => {
      const { data } = objects.get(hash)!;
      const files = readFiles(decodeCommit(data).tree, find);
      return importCommit(data, files, raw => findAuthor(context, raw));
    });
    repositories.addCommits(repository, commits);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/\s+/g, ' ');
  }
}

/** Returns the hashes of the commits to add, parents before their children. */
function sortCommits(
  tips: string[],
  objects: ReadonlyMap<string, GitObject>,
  isStored: (hash: string) => boolean,
): string[] {
  const sorted = new Set<string>();
  const open = [...tips];
  while (open.length > 0) {
    const hash = open.at(-1)!;
    const object = objects.get(hash);
    if (object?.type !== 'commit') {
      throw new Error(`The commit ${hash} is missing.`);
    }
    const missing = decodeCommit(object.data).parents.filter(
      parent => !sorted.has(parent) && !isStored(parent),
    );
    if (missing.length === 0) {
      sorted.add(hash);
      open.pop();
    } else {
      open.push(...missing);
    }
  }
  return [...sorted];
}

function moveBranch(
  context: StubContext,
  repository: Repository,
  { before: expected, after: hash, ref }: Command,
): BranchChange | string {
  const { repositories } = context.store;
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (branch === undefined || !branchName.safeParse(branch).success) {
    return 'the stub only has branches';
  }
  const before = repositories.findBranch(repository, branch);
  if ((before?.hash ?? NONE) !== expected) {
    return 'fetch first';
  }
  const isRemoved = hash === NONE;
  if (isRemoved && branch === (repository.mainbranch ?? 'main')) {
    return 'the main branch cannot be deleted';
  }
  const after = isRemoved ? undefined : findExact(context, repository, hash);
  repositories.setBranch(repository, branch, after?.hash, nowOf(context));
  return { branch, before, after };
}

function findExact(
  { store }: StubContext,
  repository: Repository,
  hash: string,
): Commit | undefined {
  const commit = store.repositories.findCommit(repository, hash);
  return commit?.hash === hash ? commit : undefined;
}

/** A client leaves out the files and folders that the repository has already. */
function storedObjects(
  { store }: StubContext,
  repository: Repository,
): Map<string, GitObject> {
  const { repositories } = store;
  const tips = repositories.branchesOf(repository).map(([, commit]) => commit);
  const objects = new Map<string, GitObject>();
  for (const { files } of repositories.commitsOf(repository, tips)) {
    hashTree(files, (hash, object) => objects.set(hash, object));
  }
  return objects;
}

function findAuthor({ store }: StubContext, raw: string): string | undefined {
  const email = /<([^>]*)>/.exec(raw)?.[1] ?? '';
  const [person] = store.findPeopleByEmail(email);
  const username = /^(.+)@users\.noreply\.example$/.exec(email)?.[1];
  return (person ?? store.findPerson(username ?? ''))?.uuid;
}

function createLazy<T>(create: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= create());
}

function nowOf({ clock }: StubContext): string {
  return new Date(clock.now()).toISOString();
}
