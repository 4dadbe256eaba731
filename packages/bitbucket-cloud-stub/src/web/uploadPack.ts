import type { StubContext } from '../context';
import { hashTree, type GitObject } from '../git/objects';
import { writePack } from '../git/pack';
import {
  FLUSH,
  packetLine,
  readPacketLines,
  sideBand,
} from '../git/packetLines';
import type { Repository } from '../model/types';
import type { Commit } from '../store/Commit';

/** What a client asks for. */
interface Request {
  tips: Commit[];
  /** Commits that the client and the stub have. */
  common: Commit[];
  hasHaves: boolean;
  isDone: boolean;
  usesSideBand: boolean;
  /** How many commits of each branch to send; undefined for all. */
  depth: number | undefined;
  /** Hashes of the commits whose parents the client does not have. */
  shallow: string[];
}

/**
 * Answers a fetch or clone.
 *
 * Source: https://git-scm.com/docs/pack-protocol
 *
 * @throws Error if the client asks for a commit that does not exist.
 */
export function uploadPack(
  { store }: StubContext,
  repository: Repository,
  data: Buffer,
): Buffer {
  const find = (hash: string) =>
    store.repositories.findCommit(repository, hash);
  const request = readRequest(data, find);
  const { tips, common, depth, isDone, hasHaves } = request;
  const commits =
    depth === undefined
      ? store.repositories.commitsOf(repository, tips, common)
      : limitDepth(tips, depth, find);
  const head = depth === undefined ? [] : describeBoundary(request, commits);
  if (!isDone) {
    return Buffer.concat([...head, ...(hasHaves ? [acknowledge(common)] : [])]);
  }
  const pack = writePack(objectsOf(commits));
  return Buffer.concat([
    ...head,
    acknowledge(common),
    ...(request.usesSideBand ? [sideBand(pack), FLUSH] : [pack]),
  ]);
}

function readRequest(
  data: Buffer,
  find: (hash: string) => Commit | undefined,
): Request {
  const lines = readPacketLines(data).lines.filter(line => line !== undefined);
  const valuesOf = (name: string) =>
    lines
      .filter(line => line.startsWith(`${name} `))
      .map(line => line.split(' ')[1]);
  const tips = valuesOf('want').map(hash => {
    const commit = find(hash);
    if (!commit) {
      throw new Error(`upload-pack: not our ref ${hash}`);
    }
    return commit;
  });
  const haves = valuesOf('have');
  const [depth] = valuesOf('deepen');
  return {
    tips,
    common: haves.flatMap(hash => find(hash) ?? []),
    hasHaves: haves.length > 0,
    isDone: lines.includes('done'),
    usesSideBand: lines.some(line => / side-band-64k\b/.test(line)),
    depth: depth === undefined ? undefined : Number(depth),
    shallow: valuesOf('shallow'),
  };
}

function limitDepth(
  tips: Commit[],
  depth: number,
  find: (hash: string) => Commit | undefined,
): Commit[] {
  const found = new Map<string, Commit>();
  let level = tips;
  for (let at = 0; at < depth && level.length > 0; at++) {
    level.forEach(commit => found.set(commit.hash, commit));
    level = level
      .flatMap(({ parents }) => parents)
      .filter(hash => !found.has(hash))
      .flatMap(hash => find(hash) ?? []);
  }
  return [...found.values()];
}

/** Returns which commits have no parents for the client, and which no longer. */
function describeBoundary({ shallow }: Request, commits: Commit[]): Buffer[] {
  const sent = new Set(commits.map(({ hash }) => hash));
  const isWhole = ({ parents }: Commit) =>
    parents.every(parent => sent.has(parent));
  return [
    ...commits
      .filter(commit => !isWhole(commit))
      .map(({ hash }) => packetLine(`shallow ${hash}\n`)),
    ...commits
      .filter(commit => isWhole(commit) && shallow.includes(commit.hash))
      .map(({ hash }) => packetLine(`unshallow ${hash}\n`)),
    FLUSH,
  ];
}

function acknowledge(common: Commit[]): Buffer {
  const last = common.at(-1);
  return packetLine(last ? `ACK ${last.hash}\n` : 'NAK\n');
}

function objectsOf(commits: Commit[]): Iterable<GitObject> {
  const objects = new Map<string, GitObject>();
  for (const { hash, data, files } of commits) {
    objects.set(hash, { type: 'commit', data });
    hashTree(files, (id, object) => objects.set(id, object));
  }
  return objects.values();
}
