import { isBoundTo } from '../model/nameBinding';
import { chooseNames, type NameRequest, spellingsOf } from './chooseNames';
import { type NamingEvents } from './namingEvents';
import { type RefClaims } from './RefClaims';

/** The dependencies of {@link settleNames}. */
export interface SettleNamesOptions {
  known: ReadonlyMap<string, string>;
  claims: RefClaims;
  events: NamingEvents;
  /** Returns the ref of an entity with the name. */
  refOf(name: string): string;
}

/** Chooses names and queries their owners from the catalog, until all names are known to be free. */
export async function settleNames(
  requests: NameRequest[],
  options: SettleNamesOptions,
): Promise<Map<string, string>> {
  const { known, claims, refOf } = options;
  const limits = {
    known,
    isTaken: (name: string) => claims.isTaken(refOf(name)),
  };
  for (;;) {
    const names = chooseNames(requests, limits);
    const unknown = [...names]
      .map(([key, name]) => ({ key, ref: refOf(name) }))
      .filter(({ key, ref }) => claims.isUnknown(key, ref))
      .map(({ ref }) => ref);
    if (unknown.length === 0) {
      requests.forEach(request => note(request, names, options));
      return names;
    }
    await claims.ask(unknown);
  }
}

/** Records that another source has a name that the subject had or requested. */
function note(
  request: NameRequest,
  names: ReadonlyMap<string, string>,
  { known, claims, events, refOf }: SettleNamesOptions,
) {
  const name = names.get(request.key) ?? '';
  const before = known.get(request.key);
  if (before === name && !claims.isTaken(refOf(name))) {
    return;
  }
  const bound = before !== undefined && isBoundTo(before, request);
  const from = [...(bound ? [before] : []), ...spellingsOf(request)]
    .map(refOf)
    .find(ref => claims.isTaken(ref));
  if (from !== undefined) {
    const to = refOf(name);
    events.taken.push({ from, to: claims.isTaken(to) ? undefined : to });
  }
}
