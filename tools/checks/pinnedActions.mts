import type { Finding } from './pipelinesLint.mts';

/** Finds third-party actions that a workflow references by a tag or branch, which can change. */
export function findLooseActions(text: string): Finding[] {
  return text.split('\n').flatMap((content, index) => {
    const action = /^\s*(?:-\s*)?uses:\s*['"]?([^\s'"#]+)/.exec(content)?.[1];
    const isFine =
      action === undefined ||
      action.startsWith('./') ||
      /@[0-9a-f]{40}$/.test(action);
    return isFine
      ? []
      : [
          {
            line: index + 1,
            message: `${action} is not pinned to a full commit: write the 40 digits, with the version after them as a comment.`,
          },
        ];
  });
}
