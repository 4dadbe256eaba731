/** The command line after `sessions`. */
export interface SessionValues {
  all?: boolean;
  by?: string;
  'created-before'?: string;
  erase?: boolean;
  reason?: string;
}

/** The task of the command. */
export interface SessionTask {
  command: 'list' | 'end';
  /** Undefined for the sessions of all users. */
  userEntityRef: string | undefined;
  /** Milliseconds since the Unix epoch. */
  createdBefore: number | undefined;
}

/**
 * The maximum length of a reason in the administrators' route: `BITBUCKET_SESSION_REASON_MAX_LENGTH`.
 */
export const MAX_LENGTH = 200;

/** The options of each form of the command, in addition to `--config`. */
const OPTIONS: Record<string, readonly string[]> = {
  list: [],
  end: ['by', 'reason', 'erase'],
  'end --all': ['all', 'created-before', 'by', 'reason'],
};

/**
 * Parses the command line.
 *
 * @throws Error with a message for the user
 */
export function readSessionTask(
  [command, user, ...others]: string[],
  values: SessionValues,
): SessionTask {
  if ((command !== 'list' && command !== 'end') || others.length > 0) {
    throw new Error('Write list or end, and one user.');
  }
  const form = command === 'end' && values.all ? 'end --all' : command;
  const surplus = Object.keys(values).find(
    name => name !== 'config' && !OPTIONS[form].includes(name),
  );
  if (surplus !== undefined) {
    throw new Error(`--${surplus} is not an option of ${form}.`);
  }
  if (values.by?.trim() === '') {
    throw new Error('--by is empty. Write who ends the sessions.');
  }
  checkText('--by', values.by);
  checkText('--reason', values.reason);
  if (form !== 'end --all') {
    if (user === undefined) {
      throw new Error(
        `${command} requires a user${
          command === 'end' ? ', or --all with --created-before' : ''
        }. Write a name, or a reference such as user:default/mira.lindqvist.`,
      );
    }
    return {
      command,
      userEntityRef: readUserRef(user),
      createdBefore: undefined,
    };
  }
  if (user !== undefined) {
    throw new Error('--all and a user cannot be combined.');
  }
  if (values['created-before'] === undefined) {
    throw new Error(
      '--all requires --created-before, with a time such as 2026-11-29T09:00:00Z.',
    );
  }
  return {
    command,
    userEntityRef: undefined,
    createdBefore: readTime(values['created-before']),
  };
}

/** The audit log contains the texts, and readers of a log expect one line. */
function checkText(option: string, text = '') {
  if (text.length > MAX_LENGTH || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) {
    throw new Error(
      `${option} is not one line of at most ${MAX_LENGTH} characters. Shorten it.`,
    );
  }
}

/** Returns the full reference of a user: a name without a namespace is in `default`. */
function readUserRef(user: string): string {
  const [, namespace = 'default', name] =
    /^(?:user:)?(?:([^:/\s]+)\/)?([^:/\s]+)$/i.exec(user) ?? [];
  if (name === undefined) {
    throw new Error(
      `'${user}' is not a user. Write a name, or a reference such as user:default/mira.lindqvist.`,
    );
  }
  return `user:${namespace}/${name}`.toLocaleLowerCase('en-US');
}

/**
 * A nonexistent day would become another day, and a time without a zone would depend on this machine.
 */
function readTime(text: string): number {
  const [, date, day] =
    /^(\d{4}-\d\d-(\d\d))T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.exec(
      text,
    ) ?? [];
  const exists =
    date !== undefined && new Date(date).getUTCDate() === Number(day);
  const time = exists ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) {
    throw new Error(
      `--created-before is '${text}', which is not a date and time with a time zone. For example, write 2026-11-29T09:00:00Z.`,
    );
  }
  return time;
}
