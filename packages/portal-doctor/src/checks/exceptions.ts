import { type Exception, EXCEPTIONS } from '../findings/Exception';
import { advice, type Finding, note, problem } from '../findings/Finding';
import { isObject, type Settings } from '../settings/Settings';

const KEY = 'doctor.exceptions';
const DOCUMENT = 'docs/operate/exceptions.md';

/** Returns whether the configuration accepts an exception and contains a reason. */
export function isAccepted(settings: Settings, name: Exception): boolean {
  return typeof settings.get(`${KEY}.${name}`) === 'string';
}

/**
 * Turns each problem that the configuration accepts into a note with the reason. Adds the name of its
 * exception to every other problem that can be accepted.
 *
 * @returns the findings, and those about `doctor.exceptions` itself
 */
export function applyExceptions(
  settings: Settings,
  findings: Finding[],
): Finding[] {
  // A later file removes an exception with null.
  const names = settings
    .keys(KEY)
    .filter(name => settings.value(`${KEY}.${name}`) !== null);
  const used = new Set(findings.map(({ exception }) => exception));
  return [
    ...findings.map(each => applyException(settings, each)),
    ...(settings.has(KEY) && !isObject(settings.get(KEY))
      ? [problem(KEY, 'is not an object', describeForm())]
      : []),
    ...names.flatMap(name => checkName(settings, name, used)),
  ];
}

/** Turns a problem that the configuration accepts into a note with the reason. */
export function applyException(settings: Settings, finding: Finding): Finding {
  const { exception, key, found, remedy } = finding;
  if (!exception) {
    return finding;
  }
  const reason = settings.text(`${KEY}.${exception}`);
  return isAccepted(settings, exception) && reason !== undefined
    ? {
        ...note(
          key,
          found,
          `Accepted by ${KEY}.${exception}: ${reason.replace(/\.$/, '')}.`,
        ),
        exception,
      }
    : {
        ...finding,
        remedy: `${remedy} Or accept the problem with ${KEY}.${exception}: ${DOCUMENT}.`,
      };
}

function checkName(
  settings: Settings,
  name: string,
  used: Set<string | undefined>,
): Finding[] {
  const key = `${KEY}.${name}`;
  if (!EXCEPTIONS.some(each => each === name)) {
    return [problem(key, 'is not the name of an exception', describeForm())];
  }
  if (typeof settings.get(key) !== 'string') {
    return [problem(key, 'has no reason', describeForm())];
  }
  // Only a connection to the database shows whether this exception is needed.
  return used.has(name) || name === 'databaseOfNewerBuild'
    ? []
    : [advice(key, 'has no effect, because no setting needs it', 'Remove it.')];
}

function describeForm(): string {
  return `Set the reason as a text, under one of: ${EXCEPTIONS.join(', ')}.`;
}
