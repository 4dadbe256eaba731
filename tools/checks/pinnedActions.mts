import type { Finding } from './pipelinesLint.mts';

/** Actions of others that a workflow names by a tag or a branch, which can come to mean something else. */
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
            message: `${action} is not named by its full commit: write the 40 digits, and the version behind them as a comment.`,
          },
        ];
  });
}
