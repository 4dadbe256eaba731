import { type RunContext } from '../context/RunContext';

/** Maximum number of log lines of each type per run. */
const MOST = 10;

/** An entity whose ref differs from its previous or intended ref. */
export interface RefChange {
  from: string;
  /** Undefined if the entity is omitted. */
  to: string | undefined;
}

/** The changes of names in one run. */
export interface NamingEvents {
  /** Names from an earlier version of this module, which were not bound to a uuid and a role. */
  renamed: RefChange[];
  /** Refs that another source has. */
  taken: RefChange[];
  /** Refs from a transformer that the provider did not use. */
  refused: (RefChange & { why: string })[];
  /** Users whose account, or entities whose kind, a transformer changed. */
  restored: string[];
  /** Memberships in Groups of other sources, which a transformer added. */
  foreign: { user: string; group: string }[];
}

export function createNamingEvents(): NamingEvents {
  return { renamed: [], taken: [], refused: [], restored: [], foreign: [] };
}

/** Logs the changes of names, at most ten of each type. */
export function reportNaming(
  {
    config,
    logger,
    problems,
  }: Pick<RunContext, 'config' | 'logger' | 'problems'>,
  events: NamingEvents,
) {
  const label = `Bitbucket workspace ${config.id}`;
  const { renamed, taken, refused, restored, foreign } = events;
  if (renamed.length > 0) {
    logger.warn(
      `${label}: ${
        renamed.length
      } entities had names that users can choose, and now have names with a uuid. Update owners and permission settings that name them: ${list(
        renamed.map(({ from, to }) => `${from} -> ${to}`),
      )}`,
    );
  }
  const report = (lines: { from: string; message: string }[]) => {
    lines.forEach(({ from, message }, index) => {
      problems?.add({ subject: from, message });
      if (index < MOST) {
        logger.error(`${label}: ${message}`);
      }
    });
    if (lines.length > MOST) {
      logger.error(
        `${label}: ${lines.length - MOST} more entities have the same problem`,
      );
    }
  };
  report(
    taken.map(({ from, to }) => ({
      from,
      message: to
        ? `another source has ${from} in the catalog, so this provider uses ${to} instead. To join the two, add the annotation bitbucket.org/user-id to the other User; otherwise rename the other entity, or set another namespace.`
        : `another source has ${from} in the catalog, and every other name too, so this provider omits the entity. Rename the other entity, or set another namespace.`,
    })),
  );
  report(
    refused.map(({ from, to, why }) => ({
      from,
      message: `a transformer returned ${from}, but ${why}, so the entity ${
        to ? `is ${to} instead` : 'is left out'
      }. Keep the given name in the transformer, or only add text in front of it.`,
    })),
  );
  if (foreign.length > 0) {
    logger.warn(
      `${label}: a transformer added ${
        foreign.length
      } memberships in Groups of other sources, which this provider does not check. Make sure that no value that people choose at Bitbucket decides on them: ${list(
        foreign.map(({ user, group }) => `${user} in ${group}`),
      )}`,
    );
  }
  for (const ref of restored) {
    problems?.add({
      subject: ref,
      message:
        'a transformer changed the kind or the Bitbucket account, and the provider restored them. Change other fields only.',
    });
  }
  if (restored.length > 0) {
    logger.error(
      `${label}: a transformer changed the kind or the Bitbucket account of ${
        restored.length
      } entities, and the provider restored them. Change other fields only: ${list(
        restored,
      )}`,
    );
  }
}

function list(items: string[]): string {
  return `${items.slice(0, MOST).join(', ')}${
    items.length > MOST ? ', …' : ''
  }`;
}
