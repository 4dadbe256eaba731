import { stripVTControlCharacters } from 'node:util';
import type { Part } from './parts.mts';

/** An event that a line of output reports. */
export type PartEvent =
  /** The part's program ended, and will not restart. */
  | { kind: 'ended'; part: Part; code: number }
  /** The part's program failed. Its watcher restarts it when a file is saved. */
  | { kind: 'failed'; part: Part }
  /** A file was saved and the part starts again. */
  | { kind: 'restarted'; part: Part };

/** The displayed line, if any, and its event, if any. */
export interface ReadLine {
  text: string | undefined;
  event: PartEvent | undefined;
}

const failureMarks = [
  // Printed by tools/dev/announceFailure.cjs inside the backend.
  /^\[dev\] failed with code \d+$/,
  // Printed by node --watch.
  /^Failed running /,
];
/** The backend logs this as an unhandled rejection and continues without a port. */
const takenPortMark = /\blisten EADDRINUSE\b/;
const restartMarks = [/^Change detected, restarting/, /^Restarting /];

/** Lines of a part that are only relevant for problems. */
const routineMarks = [
  // The production build: what it logs in JSON without an error, and its first line.
  /^\{(?=.*"level":"(?:info|warn)")/,
  /^Loading config from /,
  // A successful request to the backend, or a readiness check.
  /\brootHttpRouter info .*" [123]\d\d /,
  /"GET \/\.backstage\/health\//,
  // Progress of the front end's development server.
  /^<i> /,
];

const killedAdvice =
  'Killed by the system, usually because the memory ran out: end other programs, or give the machine or container at least 4 GB.';

/**
 * Parses one output line of `lerna run dev`: "package: text" from a part, or Lerna's own line. Lerna's
 * lines are hidden, except that the line about an ended part becomes an event.
 *
 * @param isVerbose - whether routine lines are also shown
 */
export function readLine(
  line: string,
  parts: Part[],
  isVerbose = false,
): ReadLine {
  const plain = stripVTControlCharacters(line);
  const ended = /^lerna ERR! .* run \w+ exited (\d+) in '(.+)'/.exec(plain);
  if (ended) {
    const part = parts.find(({ packageName }) => packageName === ended[2]);
    return {
      text: undefined,
      event: part && { kind: 'ended', part, code: Number(ended[1]) },
    };
  }
  const part = parts.find(({ packageName }) =>
    plain.startsWith(`${packageName}:`),
  );
  if (!part) {
    return {
      text: /^lerna /.test(plain) || plain.trim() === '' ? undefined : line,
      event: undefined,
    };
  }
  const content = line
    .slice(line.indexOf(part.packageName))
    .slice(part.packageName.length)
    .replace(/^\S*\s?/, '');
  const plainContent = stripVTControlCharacters(content).trim();
  const matches = (marks: RegExp[]) =>
    marks.some(mark => mark.test(plainContent));
  if (matches(failureMarks)) {
    return { text: undefined, event: { kind: 'failed', part } };
  }
  // The shell of the part prints this word after SIGKILL.
  if (plainContent === 'Killed') {
    return { text: `${part.label}: ${killedAdvice}`, event: undefined };
  }
  const isHidden = plainContent === '' || (!isVerbose && matches(routineMarks));
  return {
    text: isHidden ? undefined : `${part.label}: ${content}`,
    event: readEvent(part, matches),
  };
}

function readEvent(
  part: Part,
  matches: (marks: RegExp[]) => boolean,
): PartEvent | undefined {
  if (matches([takenPortMark])) {
    return { kind: 'failed', part };
  }
  return matches(restartMarks) ? { kind: 'restarted', part } : undefined;
}
