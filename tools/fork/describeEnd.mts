import type { Answers } from './answers.mts';
import { git } from './git.mts';

/** Describes what the command left to do, and the next commands. */
export function describeEnd(directory: string, answers: Answers): string {
  const pictures = git(directory, ['ls-files', 'docs', '*/docs/*'])
    .split('\n')
    .filter(path => /\.(?:png|gif)$/.test(path));
  return [
    `This repository is now the portal of ${answers.company}. All changes are staged; fork.json records the answers.`,
    '',
    'The command left these:',
    '  LICENSE, changelogs and the history of Git, which name the authors of the template',
    ...pictures.map(path => `  ${path}, which shows the sample company`),
    '  packages/app/public/*.png, icons with the color only unless --logo is a PNG',
    '  users of the tests, such as Mira Lindqvist, who exist only at the stub',
    '',
    'Next:',
    '  ./yarnw install && ./yarnw config:check',
    '  ./yarnw dev',
    `  git commit -m "The portal of ${answers.company}"`,
    'Then docs/operate/fork.md.',
  ].join('\n');
}
