/**
 * The names in the template, in pieces, so that the renaming does not change this file: a fork needs them to rename a
 * newer version of the template.
 */
export const template = {
  company: [['Har', 'bour'].join(''), 'Bikes'],
  title: [['Qu', 'ay'].join(''), 'side'],
  scope: ['backstage', 'bitbucket'],
  topLevelDomain: 'example',
  administrators: 'platform',
} as const;

/** Matches the first word of each name of the template, which no text uses alone, in every spelling. */
export const leftover = new RegExp(
  [template.company[0], template.title[0], template.scope.join('-')].join('|'),
  'gi',
);

/** Matches what the renaming replaces. */
export const renamed = new RegExp(
  [
    `${template.company[0]}[-_ .]?${template.company[1]}`,
    template.title.join(''),
    template.scope.join('-'),
  ].join('|'),
  'i',
);
