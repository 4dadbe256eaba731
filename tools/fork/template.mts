/**
 * The names in the template, in pieces, so that the renaming does not change this file: a fork needs them to rename a
 * newer version of the template.
 */
export const template = {
  company: ['Harbour', 'Bikes'],
  title: ['Quay', 'side'],
  scope: ['backstage', 'bitbucket'],
  topLevelDomain: 'example',
  administrators: 'platform',
} as const;

const [first, second] = template.company;

/** Matches every spelling of the names of the template. */
export const leftover = new RegExp(
  [
    `${first}[-_ .]?${second}`,
    template.title.join(''),
    template.scope.join('-'),
  ].join('|'),
  'gi',
);
