import { stripVTControlCharacters } from 'node:util';
import type { Part } from './parts.mts';

/** What a line of output tells about the parts, besides being shown. */
export type PartEvent =
  /** The part's program ended, and nothing restarts it. */
  | { kind: 'ended'; part: Part; code: number }
  /** The part's program failed; its watcher starts it again when a file is saved. */
  | { kind: 'failed'; part: Part }
  /** A file was saved and the part starts again. */
  | { kind: 'restarted'; part: Part };

/** A line as it is shown, if it is, and what it means, if anything. */
export type ReadLine = {
  text: string | undefined;
  event: PartEvent | undefined;
};

const failureMarks = [
  // Printed by tools/dev/announceFailure.cjs inside the backend.
  /^\[dev\] failed with code \d+$/,
  // Printed by node --watch.
  /^Failed running /,
];
/** The backend reports this as an unhandled rejection and then lives on without a port. */
const takenPortMark = /\blisten EADDRINUSE\b/;
const restartMarks = [/^Change detected, restarting/, /^Restarting /];

/** Lines of a part that tell nothing as long as everything goes well. */
const routineMarks = [
  // A request to the backend that succeeded, or that only asked whether it is ready.
  /\brootHttpRouter info .*" [123]\d\d /,
  /"GET \/\.backstage\/health\//,
  // Progress of the front end's development server.
  /^<i> /,
];

/**
 * Reads one line of what `lerna run dev` prints: "package: text" from a part, or a
 * line of Lerna's own. Lerna's are hidden; the one that says which part ended becomes an event.
 *
 * @param isVerbose - whether lines of routine are shown too
 */
export function readLine(
  line: string,
  parts: Part[],
  isVerbose = false,
): ReadLine {
  const plain = stripVTControlCharacters(line);
  const ended = /^lerna ERR! .* run dev exited (\d+) in '(.+)'/.exec(plain);
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
