import type { Commit } from './Commit';

/** Returns the hashes of the commits that can be reached from some commits, without hidden ones and those behind them. */
export function reach(
  commits: ReadonlyMap<string, Commit>,
  from: readonly Commit[],
  hidden: ReadonlySet<string>,
): Set<string> {
  const found = new Set<string>();
  const open = from.map(({ hash }) => hash);
  while (open.length > 0) {
    const hash = open.pop()!;
    if (!found.has(hash) && !hidden.has(hash)) {
      found.add(hash);
      open.push(...(commits.get(hash)?.parents ?? []));
    }
  }
  return found;
}
